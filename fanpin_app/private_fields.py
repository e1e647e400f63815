"""What leaves the server for nobody, or not for a reader without the field's permission level, and is not asked by.

Private values (`privacy.MASKS`) are only written: who types one may, and what is not typed stays as it is stored.
Frappe leaves fields of levels that the reader lacks out of documents that are read and of lists. Here it is made to
leave them out of answers to writes and of versions too, and to refuse lists that are filtered, sorted or grouped by
them: their length would tell whether an ID number exists.
"""

import json
import re
from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_filter

from fanpin_app.compat import DatabaseQuery
from fanpin_app.privacy import HIDDEN, MASKS


class PrivateDocument(Document):
	"""A document that leaves the server without what the user may not read, and is not found by it.

	A form that was sent such a document sends it back without these values: they stay as they are stored.
	"""

	def __init__(self, *args, **kwargs):
		if len(args) > 1 and isinstance(args[1], dict) and unreadable(args[0]) & set(args[1]):
			_refuse()
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


def guard_queries() -> None:
	"""Before every request and job: from here on, lists asked by unreadable fields are refused in this process."""
	if _FRAPPES_OWN and DatabaseQuery.apply_fieldlevel_read_permissions is _FRAPPES_OWN:
		DatabaseQuery.apply_fieldlevel_read_permissions = _apply_fieldlevel_read_permissions


_FRAPPES_OWN = getattr(DatabaseQuery, "apply_fieldlevel_read_permissions", None)


def _apply_fieldlevel_read_permissions(query) -> None:
	_FRAPPES_OWN(query)
	if query.flags.ignore_permissions:
		return
	fields = {fieldname for doctype in _doctypes(query) for fieldname in _unreadable_in(query, doctype)}
	if frappe.session.user == "Administrator":
		# From everybody else Frappe's own has taken them.
		query.fields = [field for field in query.fields if field.split(".")[-1].strip("`") not in fields]
	if fields and _words(query) & {fieldname.lower() for fieldname in fields}:
		_refuse()


def _doctypes(query) -> set[str]:
	tables = {table.strip("`")[len("tab") :] for table in query.tables}
	return tables | {link.doctype for link in query.link_tables}


def _unreadable_in(query, doctype: str) -> set[str]:
	if not _is_ours(doctype):
		return set()
	return unreadable(doctype, query.parent_doctype if doctype == query.doctype else query.doctype)


def _is_ours(doctype: str) -> bool:
	return frappe.local.module_app.get(frappe.scrub(frappe.get_meta(doctype).module)) == "fanpin_app"


def _words(query) -> set[str]:
	"""Every word of what the list is asked by, but the values that are looked for."""
	asked = [*query.fields, query.order_by, query.group_by]
	asked += [_column(query, part) for part in (*_parts(query.filters), *_parts(query.or_filters))]
	return {word.lower() for text in asked if isinstance(text, str) for word in re.findall(r"\w+", text)}


def _parts(filters: Iterable | dict) -> list:
	return [filters] if isinstance(filters, dict) else list(filters)


def _column(query, part: str | dict | list | tuple) -> str:
	return part if isinstance(part, str) else get_filter(query.doctype, part).fieldname


def _refuse() -> None:
	frappe.throw(_("You may not search, sort or group by this field."), frappe.PermissionError)
