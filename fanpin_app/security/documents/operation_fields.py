"""Fields that only change by an operation with a date and a reason, not by saving the document.

They are set in a new document or row, so they cannot be read-only, as fields that the server computes. A
change raises an error; if it were ignored, the user would believe that it was saved.
"""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr

from fanpin_app.security.roles import is_system_manager

NEW_HEAD = ("Household Member", "relation")
REGION = "Administrative Region"
OPERATIONS: dict[tuple[str, str], Callable[[], str]] = {
	("Household", "region"): lambda: _(
		"A household moves by a change of the register with its day and reason: Registry Change > Move Household."
	),
	("Household", "status"): lambda: _(
		"A household leaves or ends by a change of the register with its day and reason: Registry Change > Household Leaves. What was recorded by mistake is put right under Registry Change > Correct Status."
	),
	("Household Member", "status"): lambda: _(
		"A member leaves a household by a change of the register with its day and reason: Registry Change > Member Leaves. What was recorded by mistake is put right under Registry Change > Correct Status."
	),
	NEW_HEAD: lambda: _(
		"The head of a household changes by a change of the register with its day and reason: Registry Change > Change Head."
	),
	(REGION, "region_name"): lambda: _(
		"A region is renamed with its day and reason, and keeps its former name: Change of Region > Rename."
	),
	(REGION, "parent_administrative_region"): lambda: _(
		"A region moves into another one with its day and reason: Change of Region > Give a New Code."
	),
	(REGION, "disabled"): lambda: _(
		"A region goes out of use with its day and reason, when its households have a new region: Change of Region > Merge into Another, or Give a New Code. One that was made by mistake and is not used is deleted."
	),
}
# System Managers also correct these by saving: no operation does it for regions that were set up wrongly.
CORRECTED_BY_SYSTEM_MANAGERS = (REGION,)
# Other values of these fields are corrected in the form: only a change from or to this one is made by an operation.
ONLY_VALUE: dict[tuple[str, str], str] = {NEW_HEAD: "Household Head"}
# Tables of a stored document that get rows by an operation alone.
ADDED_BY_OPERATION: dict[tuple[str, str], Callable[[], str]] = {
	("Household", "members"): lambda: _(
		"A member joins a household by a change of the register with its day and reason: Registry Change > Add a Member."
	),
}


class ChangedByOperationError(frappe.ValidationError):
	"""A field that only an operation may change was saved with another value."""


def check(doc: Document, stored: Document | None) -> None:
	"""Raise `ChangedByOperationError` if such a field of the document or of a stored row has changed, or a row was added.

	If the value is empty, the stored one is restored without an error.
	"""
	if not stored or (doc.doctype in CORRECTED_BY_SYSTEM_MANAGERS and is_system_manager()):
		return
	_check_fields(doc, stored)
	for field in doc.meta.get_table_fields():
		by_name = {str(row.name): row for row in stored.get(field.fieldname) or []}
		explanation = ADDED_BY_OPERATION.get((doc.doctype, field.fieldname))
		for row in doc.get(field.fieldname) or []:
			if str(row.name) in by_name:
				_check_fields(row, by_name[str(row.name)])
			elif explanation and row.is_new():
				_refuse(doc.doctype, explanation())


def _check_fields(row: Document, stored: Document) -> None:
	for (doctype, fieldname), explanation in OPERATIONS.items():
		if doctype != row.doctype:
			continue
		values = _text(row, fieldname), _text(stored, fieldname)
		only = ONLY_VALUE.get((doctype, fieldname))
		if values[0] == values[1] or (only and only not in values):
			continue
		if values[0]:
			_refuse(doctype, explanation())
		row.set(fieldname, stored.get(fieldname))


def _text(row: Document, fieldname: str) -> str:
	# An empty check box is a value.
	is_check = row.meta.get_field(fieldname).fieldtype == "Check"
	return cstr(cint(row.get(fieldname)) if is_check else row.get(fieldname))


def _refuse(doctype: str, explanation: str) -> None:
	title = _("Change of Region") if doctype == REGION else _("Change of the Register")
	frappe.throw(explanation, ChangedByOperationError, title=title)
