"""Fields that only change by an operation with a date and a reason, not by saving the document.

They are set in a new document or row, so they cannot be read-only, as fields that the server computes. A
change raises an error; if it were ignored, the user would believe that it was saved.
"""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

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
}


class ChangedByOperationError(frappe.ValidationError):
	"""A field that only an operation may change was saved with another value."""


def check(doc: Document, stored: Document | None) -> None:
	"""Raise `ChangedByOperationError` if such a field of the document or of a stored row has changed.

	If the value is empty, the stored one is restored without an error.
	"""
	if not stored:
		return
	_check_fields(doc, stored)
	for field in doc.meta.get_table_fields():
		by_name = {str(row.name): row for row in stored.get(field.fieldname) or []}
		for row in doc.get(field.fieldname) or []:
			if str(row.name) in by_name:
				_check_fields(row, by_name[str(row.name)])


def _check_fields(row: Document, stored: Document) -> None:
	for (doctype, fieldname), explanation in OPERATIONS.items():
		if doctype != row.doctype or cstr(row.get(fieldname)) == cstr(stored.get(fieldname)):
			continue
		if row.get(fieldname):
			frappe.throw(explanation(), ChangedByOperationError, title=_("Change of the Register"))
		row.set(fieldname, stored.get(fieldname))
