"""Fields that only change by an operation with a date and a reason, not by saving the document.

They are set in a new document or row, so they cannot be read-only, as fields that the server computes. A
change raises an error; if it were ignored, the user would believe that it was saved.
"""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

NEW_HEAD = ("Household Member", "relation")
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
}
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
	if not stored:
		return
	_check_fields(doc, stored)
	for field in doc.meta.get_table_fields():
		by_name = {str(row.name): row for row in stored.get(field.fieldname) or []}
		explanation = ADDED_BY_OPERATION.get((doc.doctype, field.fieldname))
		for row in doc.get(field.fieldname) or []:
			if str(row.name) in by_name:
				_check_fields(row, by_name[str(row.name)])
			elif explanation and row.is_new():
				_refuse(explanation())


def _check_fields(row: Document, stored: Document) -> None:
	for (doctype, fieldname), explanation in OPERATIONS.items():
		values = cstr(row.get(fieldname)), cstr(stored.get(fieldname))
		only = ONLY_VALUE.get((doctype, fieldname))
		if doctype != row.doctype or values[0] == values[1] or (only and only not in values):
			continue
		if row.get(fieldname):
			_refuse(explanation())
		row.set(fieldname, stored.get(fieldname))


def _refuse(explanation: str) -> None:
	frappe.throw(explanation, ChangedByOperationError, title=_("Change of the Register"))
