"""Fields and tables that a form shows read-only are written by the server alone, whatever a client sends, by any function.

Frappe keeps a field from being edited in the form only; by a request whoever may write a document could put a household on
the monitored list, which a check decides, or name its helper, which a pairing does. Forms send whole documents, so what is
sent of such fields is no error: they stay as they are stored, and in a new document, or row, as they are by default.

What counts is which code saves, not which function the client called. A document that code of this app saves holds what
that code has worked out. One that Frappe's functions or another app's save holds what somebody sent, and so does one that
Frappe has made of a request to call the document's method on it.
"""

import sys

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document

from fanpin_app.permissions.doctype_apps import is_ours
from fanpin_app.security.accounts import own_account
from fanpin_app.security.documents import operation_fields
from fanpin_app.security.documents.child_rows import is_named_by_form, is_written_by_client
from fanpin_app.security.responses import withheld
from fanpin_app.security.roles import is_system_manager

OWN_CODE = "fanpin_app."
# It reads the document anew and writes the state that an action leads to.
WORKFLOW = "frappe.model.workflow"
DOCUMENTS = "frappe.model.document"

_frappes_own = Document.check_if_latest


def install() -> None:
	"""Put the rule into Document in this process.

	Each save, and `run_doc_method`, asks `check_if_latest`, which reads what is stored, before values are fetched by links and
	the controllers work theirs out. Frappe has no event there.
	"""
	if Document.check_if_latest is _frappes_own:
		Document.check_if_latest = _check_if_latest


def _check_if_latest(doc: Document) -> None:
	"""In the place of Document.check_if_latest."""
	withheld.check_if_latest(doc)
	own = is_ours(doc.meta.module)
	if not (own or doc.doctype == "User") or not is_written_by_client(doc) or _is_trusted_code_at_work():
		return
	stored = doc.get_doc_before_save()
	if own:
		operation_fields.check(doc, stored)
		put_back(doc, stored)
	elif stored and not is_system_manager():
		own_account.keep_as_stored(doc, stored)


def put_back(doc: Document, stored: Document | None) -> None:
	"""Give the document's read-only fields and tables what is stored of them, new ones their defaults.

	Rows of other documents, and rows that are missing, are refused by `child_rows`.
	"""
	_put_back_fields(doc, stored)
	for field in doc.meta.get_table_fields():
		if field.read_only:
			_leave_out_new(doc.get(field.fieldname) or [], is_stored=bool(stored))
		stored_rows = (stored.get(field.fieldname) if stored else None) or []
		by_name = {str(row.name): row for row in stored_rows}
		for row in doc.get(field.fieldname) or []:
			_put_back_fields(row, by_name.get(str(row.name)), whole=bool(field.read_only))


def _leave_out_new(rows: list[Document], is_stored: bool) -> None:
	# In a new document Frappe marks all rows as new; those that bear names are refused.
	rows[:] = [
		row
		for row in rows
		if row.name and not is_named_by_form(row) and not (is_stored and row.get("__islocal"))
	]


def _put_back_fields(row: Document, stored: Document | None, whole: bool = False) -> None:
	kept = stored or frappe.new_doc(row.doctype, as_dict=True)
	for field in row.meta.fields:
		if not (field.read_only or whole) or field.fieldtype in (*no_value_fields, *table_fields):
			continue
		# What is fetched by a link goes with the link.
		is_left_over = field.fetch_from and not row.get(field.fetch_from.split(".")[0])
		row.set(field.fieldname, None if is_left_over else kept.get(field.fieldname))


def _is_trusted_code_at_work() -> bool:
	"""Whether the code that saves the document is this app's, the workflow's or a Server Script."""
	if frappe.flags.in_safe_exec:
		return True
	frame = sys._getframe()
	while frame and frame.f_globals.get("__name__") in (__name__, DOCUMENTS):
		frame = frame.f_back
	saving = frame.f_globals.get("__name__", "") if frame else ""
	return saving.startswith(OWN_CODE) or saving == WORKFLOW
