"""Manual corrections are recorded in the history if they change a household's region, head or members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import today

from fanpin_app.registry.operations import change

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household
	from fanpin_app.registry.doctype.registry_change.registry_change import RegistryChange


def record_correction(household: Household) -> None:
	"""After a manual save: a Registry Change, if figures of past days depend on the changed values."""
	before = household.get_doc_before_save()
	if not before or household.flags.in_operation:
		return
	moved = before.region != household.region
	people_changed = _people(before) != _people(household)
	if not (moved or people_changed or before.status != household.status):
		return
	record = change.build_change(
		"Correction", [before], today(), _("Corrected in the register."), people_changed
	)
	if moved:
		record.update({"from_region": before.region, "to_region": household.region})
		record.region = household.region
	change.finish_change(record)


def start_corrections(households: Iterable[str], file_name: str) -> list[RegistryChange]:
	"""Before a register file changes the households: a Registry Change for each, to be finished afterwards."""
	reason = _("Register file {0}").format(file_name)
	return [
		change.build_change("Correction", [frappe.get_doc("Household", name)], today(), reason)
		for name in sorted(households)
	]


def _people(household: Household) -> set[tuple]:
	return {(row.name, row.relation == change.HEAD, row.status) for row in household.members}
