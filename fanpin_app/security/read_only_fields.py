"""Fields that a form shows read-only are written by the server alone, also where a client sends them.

Frappe keeps a field from being edited in the form only; over REST whoever may write a document could put a household on
the monitored list, which a check decides, or name its helper, which a pairing does. What a client sends of such fields is
not taken: they stay as they are stored. Forms send whole documents, so this is no error of theirs.
"""

from collections.abc import Iterator
from urllib.parse import unquote

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document

from fanpin_app.doctype_apps import is_ours
from fanpin_app.security.document_rows import is_written_by_client
from fanpin_app.security.requested_endpoint import requested_endpoint

RESOURCES = ("/api/resource/", "/api/v1/resource/", "/api/v2/document/")
# Functions by which clients write documents as they like; all others work out what they write.
WRITING = (
	"frappe.client.save",
	"frappe.client.set_value",
	"frappe.desk.form.save.savedocs",
	"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
)


def keep_as_stored(doc: Document, method: str | None = None) -> None:
	"""For the document event `before_validate` of all DocTypes: put back what a client sent of read-only fields."""
	stored = doc.get_doc_before_save()
	if not stored or not is_ours(doc.meta.module) or not is_written_by_client(doc) or not _is_asked_for(doc):
		return
	for row, before in _rows_with_stored(doc, stored):
		for field in row.meta.fields:
			if field.read_only and field.fieldtype not in (*no_value_fields, *table_fields):
				row.set(field.fieldname, before.get(field.fieldname))


def _rows_with_stored(doc: Document, stored: Document) -> Iterator[tuple[Document, Document]]:
	yield doc, stored
	rows = {(row.doctype, str(row.name)): row for row in stored.get_all_children()}
	for row in doc.get_all_children():
		if before := rows.get((row.doctype, str(row.name))):
			yield row, before


def _is_asked_for(doc: Document) -> bool:
	"""Whether the running request writes documents of this DocType as the client sent them, and this is the first save."""
	if not getattr(frappe.local, "request", None) or doc.doctype != _doctype_written():
		return False
	saved = frappe.request.environ.setdefault("fanpin_app.documents_sent", set())
	is_first = doc.name not in saved
	saved.add(doc.name)
	return is_first


def _doctype_written() -> str | None:
	form = frappe.form_dict
	if requested_endpoint(frappe.request, form) in WRITING:
		sent = frappe.parse_json(form.get("doc")) if form.get("doc") else form
		return sent.get("doctype") if isinstance(sent, dict) else None
	for resources in RESOURCES:
		if frappe.request.path.startswith(resources):
			return unquote(frappe.request.path.removeprefix(resources).partition("/")[0])
	return None
