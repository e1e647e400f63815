"""Updates of findings and alerts after changes of a household's registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.early_warning.alerts import lifecycle, merging
from fanpin_app.early_warning.response.officers import follow_postings
from fanpin_app.early_warning.screening import findings
from fanpin_app.permissions.postings import prefix_of
from fanpin_app.registry.households.relocation import (
	reassign_to_surviving_household,
	rename_head,
	update_region,
)

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.registry_change.registry_change import RegistryChange


def follow_move(households: list[str], region: str) -> None:
	"""Hook: move findings and alerts to the household's new region, and update the responsible officers there."""
	for doctype in ("Risk Finding", "Risk Alert"):
		update_region(doctype, households, region)
	follow_postings(prefix_of(region))


def follow_head(change: RegistryChange) -> None:
	"""Hook: show the new head in open alerts."""
	rename_head("Risk Alert", change, status=lifecycle.STILL_OPEN)


def follow_merge(change: RegistryChange) -> None:
	"""Hook: keep one active finding per rule and one open alert per risk; all others move to the remaining household."""
	_end_duplicate_findings(change)
	reassign_to_surviving_household("Risk Finding", change, listed=False)
	_merge_duplicate_alerts(change)
	reassign_to_surviving_household("Risk Alert", change)
	for row in _open_alerts(change.household):
		key = lifecycle.open_key(change.household, row.risk)
		frappe.db.set_value("Risk Alert", row.name, "open_key", key, update_modified=False)


def _end_duplicate_findings(change: RegistryChange) -> None:
	kept, merged = frappe.qb.DocType("Risk Finding").as_("kept"), frappe.qb.DocType("Risk Finding")
	duplicates = (
		frappe.qb.from_(merged)
		.join(kept)
		.on((kept.rule == merged.rule) & (kept.household == change.household))
		.select(merged.name)
		.where((merged.household == change.other_household) & (merged.status == findings.ACTIVE))
		.where(kept.status == findings.ACTIVE)
		.run(pluck=True)
	)
	if duplicates:
		ended = {"status": findings.ENDED, "ended_on": change.effective_on}
		frappe.db.set_value("Risk Finding", {"name": ("in", duplicates)}, ended)


def _merge_duplicate_alerts(change: RegistryChange) -> None:
	kept_by_risk = {row.risk: row.name for row in _open_alerts(change.household)}
	for row in _open_alerts(change.other_household):
		if row.risk in kept_by_risk:
			kept, other = (frappe.get_doc("Risk Alert", name) for name in (kept_by_risk[row.risk], row.name))
			merging.combine(kept, other)
			merging.end_merged(other, kept, change.effective_on)
			other.add_comment(
				"Info", _("The households were merged: the alert goes on as {0}.").format(kept.name)
			)


def _open_alerts(household: str | None) -> list[frappe._dict]:
	return frappe.get_all(
		"Risk Alert",
		filters={"household": household, "status": ("in", lifecycle.STILL_OPEN)},
		fields=["name", "risk"],
	)
