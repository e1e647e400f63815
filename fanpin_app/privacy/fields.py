"""What leaves the server for nobody, or not for a reader without the field's permission level, and is not asked by.

Private values (`privacy.masks.MASKS`) are only written: who types one may, and what is not typed stays as it is stored.
Frappe leaves fields of levels that the reader lacks out of documents that are read and of lists. Here it is made to
leave them out of answers to writes and of versions too; what lists may be asked by is in `security/queries/query_guard.py`.
"""

import json

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.privacy.masks import HIDDEN, MASKS


class PrivateDocument(Document):
	"""A document that leaves the server without what the user may not read, and is not found by it.

	A form that was sent such a document sends it back without these values: they stay as they are stored.
	"""

	def __init__(self, *args, **kwargs):
		if len(args) > 1 and isinstance(args[1], dict) and unreadable(args[0]) & set(args[1]):
			refuse_search()
		super().__init__(*args, **kwargs)
		if kwargs or (args and isinstance(args[0], dict)):
			masks = MASKS.get(self.doctype, ())
			self.flags.untyped = {fieldname for fieldname in masks if not self.get(fieldname)}

	def before_validate(self) -> None:
		keep_what_was_not_typed(self)

	def as_dict(self, *args, **kwargs) -> dict:
		values = super().as_dict(*args, **kwargs)
		for fieldname in unreadable(self.doctype, self.get("parenttype")):
			values.pop(fieldname, None)
		return values


def unreadable(doctype: str, parenttype: str | None = None) -> set[str]:
	"""The private fields of `doctype`, and those (of a table of `parenttype`) above the levels that the user reads."""
	private = set(MASKS.get(doctype, ()))
	if frappe.session.user == "Administrator":
		return private
	meta = frappe.get_meta(doctype)
	levels = meta.get_permlevel_access("read", parenttype)
	return private | {
		field.fieldname for field in meta.fields if field.permlevel and field.permlevel not in levels
	}


def keep_what_was_not_typed(doc: Document) -> None:
	"""Private values of the document and its rows that came empty in a form, or masked, are those that are stored."""
	before = doc.get_doc_before_save()
	stored = {row.name: row for row in _with_rows(before)} if before else {}
	for row in _with_rows(doc):
		untyped = row.flags.pop("untyped", None) or ()
		for fieldname in MASKS.get(row.doctype, ()):
			value = row.get(fieldname) or ""
			if HIDDEN in value or (fieldname in untyped and not value):
				_keep(row, fieldname, stored.get(row.name))


def _with_rows(doc: Document) -> list[Document]:
	return [doc, *doc.get_all_children()]


def _keep(row: Document, fieldname: str, stored: Document | None) -> None:
	kept = stored.get(fieldname) if stored else None
	if not kept and row.get(fieldname):
		frappe.throw(
			_("{0}: “{1}” is masked. Type the value in full, or leave it empty.").format(
				_(row.meta.get_label(fieldname)), row.get(fieldname)
			)
		)
	row.set(fieldname, kept)


def mask_version(version: Document, method: str | None = None) -> None:
	"""A timeline tells everyone that a private value changed, and nobody what it was."""
	masks = MASKS.get(version.ref_doctype)
	if not masks or not version.data:
		return
	data = json.loads(version.data)
	data["changed"] = _masked_changes(data.get("changed") or [], masks)
	tables = {
		field.fieldname: field.options for field in frappe.get_meta(version.ref_doctype).get_table_fields()
	}
	for row in data.get("row_changed") or []:
		row[3] = _masked_changes(row[3], MASKS.get(tables.get(row[0]), {}))
	for table, row in [*(data.get("added") or []), *(data.get("removed") or [])]:
		for fieldname, mask in MASKS.get(tables.get(table), {}).items():
			if fieldname in row:
				row[fieldname] = mask(row[fieldname])
	version.data = frappe.as_json(data, indent=None, separators=(",", ":"))


def _masked_changes(changes: list[list], masks: dict) -> list[list]:
	return [
		[fieldname, *(masks[fieldname](value) for value in values)]
		if fieldname in masks
		else [fieldname, *values]
		for fieldname, *values in changes
	]


def refuse_search() -> None:
	"""Raise PermissionError for a list, or a document, that is looked for by what the user may not read."""
	frappe.throw(_("You may not search, sort or group by this field."), frappe.PermissionError)
