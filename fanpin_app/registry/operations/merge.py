"""One household is taken in by another: its members and all that hangs on it go over, and its number points there."""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.registry.households import derived_fields, relations
from fanpin_app.registry.income.statements import ITEMS
from fanpin_app.registry.operations import change
from fanpin_app.registry.operations.change import LIVING

# What a duplicate row that is alive knows better than one that is not.
FACTS_OF_LIVING = ("labour_capacity", "employment_status", "months_worked", "work_place", "medical_insurance")


@frappe.whitelist(methods=["POST"])
def merge(
	household: str, absorbed: str, effective_on: str, reason: str, relation: str = relations.OTHER
) -> str:
	"""Take the household `absorbed` in; returns the name of the Registry Change.

	`relation` is what its head is to the head of `household`. Who stands in both is one member afterwards. Raises
	`frappe.PermissionError` outside the user's regions and below the town, `frappe.ValidationError` with what
	must be finished before.
	"""
	if household == absorbed:
		frappe.throw(_("Choose two different households."))
	survivor, other = change.take_up(household, absorbed)
	for doc in (survivor, other):
		change.require_right_to_register(doc)
	if unmet := _against(survivor, other):
		frappe.throw(unmet, title=_("The households cannot be merged yet"), as_list=True)
	record = change.begin("Households Merged", [survivor, other], effective_on, reason)
	record.other_household = other.name
	_unite_members(survivor, other, relation)
	_unite_incomes(survivor.name, other.name)
	_end(other.name, survivor.name)
	change.save(frappe.get_doc("Household", survivor.name))
	return change.finish(record, "households_merged")


def _against(survivor: Document, other: Document) -> list[str]:
	"""What later steps of the loop say must be finished first: hook `household_merge_guards`."""
	return [
		sentence
		for guard in frappe.get_hooks("household_merge_guards")
		for sentence in frappe.get_attr(guard)(survivor, other)
	]


def _unite_members(survivor: Document, other: Document, relation: str) -> None:
	same = twins(survivor.name, other.name)
	kept = {row.name: row for row in survivor.members}
	position = len(survivor.members)
	for row in other.members:
		if row.name in same:
			_unite_twins(kept[same[row.name]], row)
			continue
		position += 1
		values = {"parent": survivor.name, "idx": position}
		if row.status == LIVING or row.relation == change.HEAD:
			values["relation"] = relations.under_other_head(row.as_dict(), relation)
		frappe.db.set_value("Household Member", row.name, values)


def twins(survivor: str, other: str) -> dict[str, str]:
	"""Who stands in both households, by ID number: the row in `other` → the row in `survivor`."""
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


def _unite_twins(kept: Document, twin: Document) -> None:
	"""The same person in both: the row of the household that stays is kept, and the other is left behind as moved out."""
	if twin.status != LIVING:
		return
	if kept.status != LIVING:
		facts = {field: twin.get(field) for field in FACTS_OF_LIVING}
		revived = relations.OTHER if kept.relation == change.HEAD else kept.relation
		frappe.db.set_value("Household Member", kept.name, facts | {"status": LIVING, "relation": revived})
	frappe.db.set_value("Household Member", twin.name, "status", "Moved Out")


def _unite_incomes(survivor: str, other: str) -> None:
	"""The income of a year that both stated is that of both; of a year that one stated, what was stated."""
	for row in frappe.get_all("Income Statement", filters={"household": other}, fields=["year", *ITEMS]):
		name = frappe.db.get_value("Income Statement", {"household": survivor, "year": row.year})
		if not name:
			continue
		statement = frappe.get_doc("Income Statement", name)
		statement.update({item: (statement.get(item) or 0) + (row.get(item) or 0) for item in ITEMS})
		statement.save(ignore_permissions=True)


def _end(absorbed: str, survivor: str) -> None:
	frappe.db.set_value("Household", absorbed, {"status": "Ended", "merged_into": survivor})
	derived_fields.households([absorbed])
