"""How findings and alerts follow a household whose registration changes."""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.early_warning.alerts import lifecycle, merging
from fanpin_app.early_warning.response.officers import follow_postings
from fanpin_app.early_warning.screening import findings
from fanpin_app.permissions.postings import prefix_of
from fanpin_app.registry.households.relocation import (
	reassign_to_surviving_household,
	rename_head,
	update_region,
)


def follow_move(households: list[str], region: str) -> None:
	"""Hook: findings and alerts lie where their household lives now, and the officer of that place answers them."""
	for doctype in ("Risk Finding", "Risk Alert"):
		update_region(doctype, households, region)
	follow_postings(prefix_of(region))


def follow_head(change: Document) -> None:
	"""Hook: open alerts show the new head."""
	rename_head("Risk Alert", change, status=lifecycle.STILL_OPEN)


def follow_merge(change: Document) -> None:
	"""Hook: one active finding of each rule and one open alert of each risk remain; all else goes along as it is."""
	_end_double_findings(change)
	reassign_to_surviving_household("Risk Finding", change, listed=False)
	_unite_double_alerts(change)
	reassign_to_surviving_household("Risk Alert", change)
	for row in _open_alerts(change.household):
		key = lifecycle.open_key(change.household, row.risk)
		frappe.db.set_value("Risk Alert", row.name, "open_key", key, update_modified=False)


def _end_double_findings(change: Document) -> None:
	ours, theirs = frappe.qb.DocType("Risk Finding").as_("ours"), frappe.qb.DocType("Risk Finding")
	double = (
		frappe.qb.from_(theirs)
		.join(ours)
		.on((ours.rule == theirs.rule) & (ours.household == change.household))
		.select(theirs.name)
		.where((theirs.household == change.other_household) & (theirs.status == findings.ACTIVE))
		.where(ours.status == findings.ACTIVE)
		.run(pluck=True)
	)
	if double:
		ended = {"status": findings.ENDED, "ended_on": change.effective_on}
		frappe.db.set_value("Risk Finding", {"name": ("in", double)}, ended)


def _unite_double_alerts(change: Document) -> None:
	ours = {row.risk: row.name for row in _open_alerts(change.household)}
	for row in _open_alerts(change.other_household):
		if row.risk in ours:
			kept, other = (frappe.get_doc("Risk Alert", name) for name in (ours[row.risk], row.name))
			merging.unite(kept, other)
			merging.end(other, kept, change.effective_on)
			other.add_comment(
				"Info", _("The households were merged: the alert goes on as {0}.").format(kept.name)
			)


def _open_alerts(household: str) -> list[dict]:
	return frappe.get_all(
		"Risk Alert",
		filters={"household": household, "status": ("in", lifecycle.STILL_OPEN)},
		fields=["name", "risk"],
	)
