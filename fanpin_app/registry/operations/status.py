"""Record that a whole household left or ended, and correct a status that was recorded by mistake."""

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.registry.operations import change

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household
	from fanpin_app.registry.doctype.household_member.household_member import HouseholdMember

ACTIVE = "Active"
KIND_OF_LEAVING = {"Moved Out": "Household Left", "Ended": "Household Ended"}


def leave(household: str, status: str, effective_on: str, reason: str) -> str:
	"""Record that the whole household moved out of the city or ended; returns the name of the Registry Change.

	`status` is Moved Out or Ended. Its members keep their status. Raises `frappe.PermissionError` outside of the user's
	regions and below the town.
	"""
	(doc,) = change.lock_households(household)
	change.require_right_to_register(doc)
	if status not in KIND_OF_LEAVING:
		frappe.throw(_("Choose whether the household moved out or ended."))
	_refuse_unchanged(doc, status)
	record = change.start_change(KIND_OF_LEAVING[status], [doc], effective_on, reason, with_members=False)
	doc.set("status", status)
	change.save_household(doc)
	return change.finish_change(record)


def correct(household: str, status: str, reason: str, member: str | None = None) -> str:
	"""Correct a status that was recorded by mistake, from today on; returns the name of the Registry Change.

	`status` is the correct one for the household or, if given, for `member` (the name of a row). Leaving cannot be
	recorded as a correction: it is recorded with its day. Raises `frappe.PermissionError` outside of the user's regions
	and, for the household itself, below the town.
	"""
	(doc,) = change.lock_households(household, with_ended=True)
	if not member:
		change.require_right_to_register(doc)
	document = _member(doc, member) if member else doc
	_check_correction(document, status)
	record = change.start_change("Correction", [doc], frappe.utils.today(), reason, with_members=bool(member))
	document.set("status", status)
	change.save_household(doc)
	return change.finish_change(record)


def _member(household: "Household", member: str) -> "HouseholdMember":
	for row in household.members:
		if row.name == member:
			return row
	frappe.throw(_("Choose a member of household {0}.").format(household.name))


def _check_correction(document: "Household | HouseholdMember", status: str) -> None:
	if status not in document.meta.get_field("status").options.split("\n"):
		frappe.throw(_("Choose the right status."))
	_refuse_unchanged(document, status)
	if document.status in (ACTIVE, change.LIVING):
		frappe.throw(_("Who leaves is recorded with the day: choose Member Leaves or Household Leaves."))


def _refuse_unchanged(document: "Household | HouseholdMember", status: str) -> None:
	if document.status == status:
		frappe.throw(_("This is the status already."))
