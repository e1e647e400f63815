"""A household leaves as a whole or ends, and what was recorded of it or of a member by mistake is put right."""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.registry.operations import change

ACTIVE = "Active"
KIND_OF_LEAVING = {"Moved Out": "Household Left", "Ended": "Household Ended"}


@frappe.whitelist(methods=["POST"])
def leave(household: str, status: str, effective_on: str, reason: str) -> str:
	"""All of the household moved out of the city, or it is no more; returns the name of the Registry Change.

	`status` says which: Moved Out or Ended. Its members stay recorded as they are. Raises `frappe.PermissionError`
	outside the user's regions and below the town.
	"""
	(doc,) = change.take_up(household)
	change.require_right_to_register(doc)
	if status not in KIND_OF_LEAVING:
		frappe.throw(_("Choose whether the household moved out or ended."))
	_refuse_same(doc, status)
	record = change.begin(KIND_OF_LEAVING[status], [doc], effective_on, reason, with_members=False)
	doc.status = status
	change.save(doc)
	return change.finish(record)


@frappe.whitelist(methods=["POST"])
def correct(household: str, status: str, reason: str, member: str | None = None) -> str:
	"""Put right what was recorded by mistake, from today on; returns the name of the Registry Change.

	`status` is the right one of the household or, where `member` (the name of a row) is given, of this member. Nobody
	leaves by a correction: that is recorded with its day. Raises `frappe.PermissionError` outside the user's regions
	and, for the household itself, below the town.
	"""
	(doc,) = change.take_up(household, with_ended=True)
	if not member:
		change.require_right_to_register(doc)
	of = _member(doc, member) if member else doc
	_check_correction(of, status)
	record = change.begin("Correction", [doc], frappe.utils.today(), reason, with_members=bool(member))
	of.status = status
	change.save(doc)
	return change.finish(record)


def _member(household: Document, member: str) -> Document:
	for row in household.members:
		if row.name == member:
			return row
	frappe.throw(_("Choose a member of household {0}.").format(household.name))


def _check_correction(of: Document, status: str) -> None:
	if status not in of.meta.get_field("status").options.split("\n"):
		frappe.throw(_("Choose the right status."))
	_refuse_same(of, status)
	if of.status in (ACTIVE, change.LIVING):
		frappe.throw(_("Who leaves is recorded with the day: choose Member Leaves or Household Leaves."))


def _refuse_same(of: Document, status: str) -> None:
	if of.status == status:
		frappe.throw(_("This is the status already."))
