"""Another member becomes the head of the household."""

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.registry.households import relations
from fanpin_app.registry.operations import change
from fanpin_app.registry.operations.change import HEAD, LIVING

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household
	from fanpin_app.registry.doctype.household_member.household_member import HouseholdMember


def change_head(household: str, head: str, effective_on: str, reason: str) -> str:
	"""Make `head` (the name of a living member's row) the head; returns the name of the Registry Change.

	The others' relations to the new head are derived; where uncertain they become "Other". Raises
	`frappe.PermissionError` outside of the user's regions.
	"""
	(doc,) = change.lock_households(household)
	row = change.living_member(doc, head)
	if row.relation == HEAD and not _other_heads(doc, row):
		frappe.throw(_("{0} is the head of the household already.").format(row.member_name))
	record = change.start_change("Head Changed", [doc], effective_on, reason)
	set_head(doc, row)
	change.save_household(doc)
	return change.finish_change(record)


def set_head(household: "Household", head: "HouseholdMember") -> None:
	"""Make the row the only head, and set the relations of living members and of former heads to it."""
	if head.relation == HEAD:
		for row in _other_heads(household, head):
			row.relation = relations.OTHER
		return
	known = {row.name: {"relation": row.relation, "sex": row.sex} for row in household.members}
	for row in household.members:
		if row.name == head.name:
			row.relation = HEAD
		elif row.status == LIVING or row.relation == HEAD:
			row.set("relation", relations.to_new_head(known[row.name], known[head.name]))


def _other_heads(household: "Household", head: "HouseholdMember") -> "list[HouseholdMember]":
	return [
		row
		for row in household.members
		if row.relation == HEAD and row.status == LIVING and row.name != head.name
	]


def next_head(
	household: "Household", staying: "list[HouseholdMember]", head: str | None
) -> "HouseholdMember | None":
	"""The head among the staying members: the row named `head`, required if the present head leaves.

	None if the head stays, or if no member does.
	"""
	if not staying or any(row.relation == HEAD for row in staying):
		return None
	for row in staying:
		if row.name == head:
			return row
	frappe.throw(
		_("The head of household {0} leaves: choose who of the others is the head afterwards.").format(
			household.name
		)
	)
