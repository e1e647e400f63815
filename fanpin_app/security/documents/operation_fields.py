"""Fields that change by an operation with its day and reason alone; who saves the document itself does not change them.

They are given in a new document or row, so they are no read-only fields, which the server works out. A change of them is
refused aloud: who made it would take it for done.
"""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

HOW: dict[tuple[str, str], Callable[[], str]] = {
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
	"""A document was saved with another value in a field that an operation changes."""


def check(doc: Document, stored: Document | None) -> None:
	"""Raise `ChangedByOperationError` where the document, or a stored row of it, has another value than is stored.

	An empty value is none that somebody gave: what is stored is put back.
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
	for (doctype, fieldname), how in HOW.items():
		if doctype != row.doctype or cstr(row.get(fieldname)) == cstr(stored.get(fieldname)):
			continue
		if row.get(fieldname):
			frappe.throw(how(), ChangedByOperationError, title=_("Change of the Register"))
		row.set(fieldname, stored.get(fieldname))
