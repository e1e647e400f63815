"""Fields that are write-only, or hidden below a permission level: removed from responses and refused in filters.

Private values (`privacy.masks.MASKS`) are write-only: officers with the right may enter one, and one left empty keeps
its stored value. Frappe removes fields above the user's permission levels from documents that are read and from lists.
This module also removes them from responses to writes and from versions; `security/queries/query_guard.py` restricts
what lists may be filtered by.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.privacy.masks import HIDDEN, MASKS

if TYPE_CHECKING:
	from frappe.core.doctype.version.version import Version


class PrivateDocument(Document):
	"""A document that leaves the server without the values that the user may not read, and cannot be searched by them.

	A form that received such a document sends it back without these values: the stored ones are kept.
	"""

	def __init__(self, *args, **kwargs):
		if len(args) > 1 and isinstance(args[1], dict) and unreadable_fields(args[0]) & set(args[1]):
			refuse_search()
		super().__init__(*args, **kwargs)
		if kwargs or (args and isinstance(args[0], dict)):
			masks = MASKS.get(self.doctype, ())
			self.flags.left_empty = {fieldname for fieldname in masks if not self.get(fieldname)}

	def before_validate(self) -> None:
		restore_stored_values(self)

	def as_dict(self, *args, **kwargs) -> dict:
		values = super().as_dict(*args, **kwargs)
		for fieldname in unreadable_fields(self.doctype, self.get("parenttype")):
			values.pop(fieldname, None)
		return values


def unreadable_fields(doctype: str, parenttype: str | None = None) -> set[str]:
	"""The private fields of `doctype`, and those (of a table of `parenttype`) above the user's permission levels."""
	private = set(MASKS.get(doctype, ()))
	if frappe.session.user == "Administrator":
		return private
	meta = frappe.get_meta(doctype)
	levels = meta.get_permlevel_access("read", parenttype)
	return private | {
		field.fieldname for field in meta.fields if field.permlevel and field.permlevel not in levels
	}


def restore_stored_values(doc: Document) -> None:
	"""Restore stored private values of the document and its rows where a form left them empty or sent them masked."""
	before = doc.get_doc_before_save()
	stored = {row.name: row for row in _document_and_rows(before)} if before else {}
	for row in _document_and_rows(doc):
		left_empty = row.flags.pop("left_empty", None) or ()
		for fieldname in MASKS.get(row.doctype, ()):
			value = row.get(fieldname) or ""
			if HIDDEN in value or (fieldname in left_empty and not value):
				_restore_stored_value(row, fieldname, stored.get(row.name))


def _document_and_rows(doc: Document) -> list[Document]:
	return [doc, *doc.get_all_children()]


def _restore_stored_value(row: Document, fieldname: str, stored: Document | None) -> None:
	kept = stored.get(fieldname) if stored else None
	if not kept and row.get(fieldname):
		frappe.throw(
			_("{0}: “{1}” is masked. Type the value in full, or leave it empty.").format(
				_(row.meta.get_label(fieldname)), row.get(fieldname)
			)
		)
	row.set(fieldname, kept)


def mask_version(version: Version, method: str | None = None) -> None:
	"""A timeline shows everyone that a private value changed, but not the value."""
	masks = MASKS.get(version.ref_doctype)
	if not masks or not version.data:
		return
	data = json.loads(version.data)
	data["changed"] = _masked_changes(data.get("changed") or [], masks)
	tables: dict[str, str] = {
		field.fieldname: field.options for field in frappe.get_meta(version.ref_doctype).get_table_fields()
	}
	for row in data.get("row_changed") or []:
		row[3] = _masked_changes(row[3], MASKS.get(tables.get(row[0], ""), {}))
	for table, row in [*(data.get("added") or []), *(data.get("removed") or [])]:
		for fieldname, mask in MASKS.get(tables.get(table, ""), {}).items():
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
	"""Raise PermissionError for a list or document that is searched by values that the user may not read."""
	frappe.throw(_("You may not search, sort or group by this field."), frappe.PermissionError)
