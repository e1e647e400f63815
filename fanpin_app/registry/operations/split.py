"""Members leave a household and form a new one."""

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.registry.operations import change
from fanpin_app.registry.operations.head import next_head as next_head_of
from fanpin_app.registry.operations.head import set_head
from fanpin_app.security.queries.reader_guards import as_names

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household
	from fanpin_app.registry.doctype.household_member.household_member import HouseholdMember

# Fields that a new household copies from the one that its members leave.
INHERITED_FIELDS = (
	"region",
	"group_name",
	"address",
	"household_kind",
	"subsistence_allowance",
	"extreme_poverty_support",
	"drinking_water",
)


def split(
	household: str,
	members: str | list,
	head: str,
	effective_on: str,
	reason: str,
	next_head: str | None = None,
	household_no: str | None = None,
) -> str:
	"""Form a new household of the `members` (names of living members' rows, a list or its JSON) under `head`.

	`next_head` is the head of the remaining members, required if the head leaves. The new household's number is generated
	if none is given. Returns the name of the Registry Change, whose `other_household` is the new one. Raises
	`frappe.PermissionError` outside of the user's regions and below the town.
	"""
	(doc,) = change.lock_households(household)
	change.require_right_to_register(doc)
	leaving = _leaving_members(doc, as_names(members), head)
	staying = [row for row in doc.members if row.status == change.LIVING and row not in leaving]
	head_of_staying = next_head_of(doc, staying, next_head)
	record = change.start_change("Household Split", [doc], effective_on, reason)
	new = _new_household(doc, household_no)
	change.record_as_new(record, new)
	record.other_household = new.name
	_move_members(leaving, new)
	_assign_head(new.name, head)
	_assign_head(doc.name, head_of_staying and head_of_staying.name)
	return change.finish_change(record, "follow_split")


def _leaving_members(household: "Household", members: list[str], head: str) -> "list[HouseholdMember]":
	rows = [change.living_member(household, member) for member in dict.fromkeys(members)]
	if not rows:
		frappe.throw(_("Choose the members who leave."))
	if head not in members:
		frappe.throw(_("The head of the new household is one of the members who leave."))
	if len(rows) == sum(row.status == change.LIVING for row in household.members):
		frappe.throw(_("Somebody must stay: if all of them leave, move the household instead."))
	return rows


def _new_household(household: "Household", household_no: str | None) -> "Household":
	new = frappe.new_doc("Household")
	new.update({field: household.get(field) for field in INHERITED_FIELDS})
	new.household_no = household_no
	new.flags.in_operation = True
	return new.insert()


def _move_members(leaving: "list[HouseholdMember]", new: "Household") -> None:
	"""Move the rows themselves, so that data that agencies reported about these people stays linked."""
	for position, row in enumerate(leaving, start=1):
		frappe.db.set_value("Household Member", row.name, {"parent": new.name, "idx": position})


def _assign_head(name: str, head: str | None) -> None:
	"""Make `head` (the name of a row), if given, the head and derive the others' relations; then save."""
	household = frappe.get_doc("Household", name)
	if head:
		set_head(household, change.living_member(household, head))
	change.save_household(household)
