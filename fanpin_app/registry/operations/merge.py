"""Merge a household into another: its members and documents move, and its number leads to the surviving household."""

from itertools import chain
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.extension_points import household_merge_guards
from fanpin_app.registry.households import derived_fields, number_holders, relations
from fanpin_app.registry.income.statements import ITEMS
from fanpin_app.registry.operations import change
from fanpin_app.registry.operations.change import LIVING

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household
	from fanpin_app.registry.doctype.household_member.household_member import HouseholdMember

# Fields for which the row of a living member takes precedence over one that is not.
FACTS_OF_LIVING = ("labour_capacity", "employment_status", "months_worked", "work_place", "medical_insurance")


def merge(
	household: str, absorbed: str, effective_on: str, reason: str, relation: str = relations.OTHER
) -> str:
	"""Merge the household `absorbed` into `household`; returns the name of the Registry Change.

	`relation` is that of the absorbed head to the head of `household`. A person in both is one member afterwards. Raises
	`frappe.PermissionError` outside of the user's regions and below the town, `frappe.ValidationError` with what must be
	finished before.
	"""
	if household == absorbed:
		frappe.throw(_("Choose two different households."))
	survivor, other = change.lock_households(household, absorbed)
	for doc in (survivor, other):
		change.require_right_to_register(doc)
	if unmet := _unmet_requirements(survivor, other):
		frappe.throw(unmet, title=_("The households cannot be merged yet"), as_list=True)
	record = change.start_change("Households Merged", [survivor, other], effective_on, reason)
	record.other_household = other.name
	_unite_members(survivor, other, relation)
	_unite_incomes(survivor.name, other.name)
	_end_absorbed(other.name, survivor.name)
	change.save_household(frappe.get_doc("Household", survivor.name))
	return change.finish_change(record, "follow_merge")


def _unmet_requirements(survivor: "Household", other: "Household") -> list[str]:
	"""What must be finished first, as sentences from later steps of the loop."""
	return [*chain.from_iterable(household_merge_guards.call(survivor, other))]


def _unite_members(survivor: "Household", other: "Household", relation: str) -> None:
	duplicates = duplicate_members(survivor.name, other.name)
	kept = {row.name: row for row in survivor.members}
	position = len(survivor.members)
	for row in other.members:
		if row.name in duplicates:
			_unite_duplicate(kept[duplicates[row.name]], row)
			continue
		position += 1
		values = {"parent": survivor.name, "idx": position}
		if row.status == LIVING or row.relation == change.HEAD:
			values["relation"] = relations.under_other_head(row.as_dict(), relation)
		frappe.db.set_value("Household Member", row.name, values)


def duplicate_members(survivor: str | None, other: str | None) -> dict[str, str]:
	"""Members of both households, matched by ID number: the row in `other` -> the row in `survivor`."""
	theirs, ours = frappe.qb.DocType("Household Member"), frappe.qb.DocType("Household Member").as_("ours")
	return dict(
		frappe.qb.from_(theirs)
		.join(ours)
		.on((ours.id_number == theirs.id_number) & (ours.parent == survivor))
		.select(theirs.name, ours.name)
		.where(theirs.parent == other)
		.where(theirs.id_number != "")
		.run()
	)


def _unite_duplicate(kept: "HouseholdMember", duplicate: "HouseholdMember") -> None:
	"""One person in both: the surviving household's row is kept, with the ID number since the earlier time, and the other
	row is marked as moved out."""
	if duplicate.status != LIVING:
		return
	times = [row.id_number_since for row in (kept, duplicate) if row.id_number_since]
	values = {"id_number_since": min(times, default=None)}
	if kept.status != LIVING:
		values |= {field: duplicate.get(field) for field in FACTS_OF_LIVING}
		revived = relations.OTHER if kept.relation == change.HEAD else kept.relation
		values |= {"status": LIVING, "relation": revived}
	frappe.db.set_value("Household Member", kept.name, values)
	frappe.db.set_value("Household Member", duplicate.name, "status", "Moved Out")


def _unite_incomes(survivor: str, other: str) -> None:
	"""Add up the incomes of years for which both have a statement; others are kept as stated."""
	for row in frappe.get_all("Income Statement", filters={"household": other}, fields=["year", *ITEMS]):
		name = frappe.db.get_value("Income Statement", {"household": survivor, "year": row.year})
		if not name:
			continue
		statement = frappe.get_doc("Income Statement", name)
		statement.update({item: (statement.get(item) or 0) + (row.get(item) or 0) for item in ITEMS})
		statement.save(ignore_permissions=True)


def _end_absorbed(absorbed: str, survivor: str) -> None:
	frappe.db.set_value("Household", absorbed, {"status": "Ended", "merged_into": survivor})
	number_holders.update([absorbed])
	derived_fields.update_households([absorbed])
