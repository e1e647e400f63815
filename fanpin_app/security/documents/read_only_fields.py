"""Only the server writes fields and tables that are read-only in the form, whatever a client sends.

Frappe enforces read-only fields in the form only; with a request, anyone who may write a household could set
it as monitored, which only a check decides, or set its helper, which only a pairing decides. Forms send whole
documents, so sending such fields is no error: they keep their stored values, or their defaults in a new
document or row.

What counts is the code that saves, not the function that the client called. A document saved by this app's
code contains computed values. A document saved by a function of Frappe or of another app contains a client's
values. One that Frappe builds from a request to call a method of the document is replaced by the stored one
(`called_documents`).
"""

import sys

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document

from fanpin_app.permissions.doctype_apps import is_ours
from fanpin_app.security.accounts import own_account
from fanpin_app.security.documents import called_documents, operation_fields, workflow_states
from fanpin_app.security.documents.child_rows import is_named_by_form, is_written_by_client
from fanpin_app.security.responses import withheld
from fanpin_app.security.roles import is_system_manager

APP_PREFIX = "fanpin_app."
# It reads the document again and writes the state that an action leads to.
WORKFLOW_MODULE = "frappe.model.workflow"
DOCUMENT_MODULE = "frappe.model.document"

_original_check_if_latest = Document.check_if_latest


def install() -> None:
	"""Replace `Document.check_if_latest` in this process.

	Every save, and `run_doc_method`, calls it to read the stored document, before values are fetched by links
	and computed by controllers. Frappe has no event at this point.
	"""
	if Document.check_if_latest is _original_check_if_latest:
		Document.check_if_latest = _check_if_latest


def _check_if_latest(doc: Document) -> None:
	"""Replaces Document.check_if_latest."""
	withheld.check_if_latest(doc)
	if called_documents.is_called_by_dispatcher() and called_documents.replace_by_stored(doc):
		return
	own = is_ours(doc.meta.module)
	if not (own or doc.doctype == "User") or not is_written_by_client(doc) or _is_saved_by_trusted_code():
		return
	stored = doc.get_doc_before_save()
	if own:
		operation_fields.check(doc, stored)
		workflow_states.check(doc, stored)
		restore_read_only_fields(doc, stored)
	elif stored and not is_system_manager():
		own_account.restore_protected_fields(doc, stored)


def restore_read_only_fields(doc: Document, stored: Document | None) -> None:
	"""Set read-only fields and tables, and the document's `idx`, to their stored values, those of new documents and
	rows to their defaults. Drop the name that a form sends for a new document.

	`child_rows` refuses rows of other documents and missing rows.
	"""
	_restore_fields(doc, stored)
	# No form shows it. In rows it is the position, which the client chooses.
	doc.idx = stored.idx if stored else 0
	# Early Frappe 15 uses it for every DocType, whatever its naming rule, and says whether it is taken.
	doc.set("__newname", None)
	for field in doc.meta.get_table_fields():
		if field.read_only:
			_remove_new_rows(doc.get(field.fieldname) or [], is_stored=bool(stored))
		stored_rows = (stored.get(field.fieldname) if stored else None) or []
		by_name = {str(row.name): row for row in stored_rows}
		for row in doc.get(field.fieldname) or []:
			_restore_fields(row, by_name.get(str(row.name)), whole=bool(field.read_only))


def _remove_new_rows(rows: list[Document], is_stored: bool) -> None:
	# In a new document Frappe marks all rows as new; rows with names are refused.
	rows[:] = [
		row
		for row in rows
		if row.name and not is_named_by_form(row) and not (is_stored and row.get("__islocal"))
	]


def _restore_fields(row: Document, stored: Document | None, whole: bool = False) -> None:
	values = stored or frappe.new_doc(row.doctype, as_dict=True)
	for field in row.meta.fields:
		if not (field.read_only or whole) or field.fieldtype in (*no_value_fields, *table_fields):
			continue
		# A fetched value is cleared with its link.
		is_left_over = field.fetch_from and not row.get(field.fetch_from.split(".")[0])
		row.set(field.fieldname, None if is_left_over else values.get(field.fieldname))


def _is_saved_by_trusted_code() -> bool:
	"""Whether the document is saved by this app, the workflow or a Server Script."""
	if frappe.flags.in_safe_exec:
		return True
	frame = sys._getframe()
	while frame and frame.f_globals.get("__name__") in (__name__, DOCUMENT_MODULE):
		frame = frame.f_back
	saving = frame.f_globals.get("__name__", "") if frame else ""
	return saving.startswith(APP_PREFIX) or saving == WORKFLOW_MODULE
