"""What a reader without a field's permission level may neither see, nor ask by.

Frappe leaves such fields out of documents that are read and of lists. Here it is made to leave them out of answers to
writes and of versions too, and to refuse lists that are filtered, sorted or grouped by them: their length would tell
whether an ID number exists.
"""

import json
import re
from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_filter

from fanpin_app.compat import DatabaseQuery
from fanpin_app.privacy import MASKS


class PrivateDocument(Document):
	"""A document that leaves the server without what the user may not read, and is not found by it."""

	def __init__(self, *args, **kwargs):
		if len(args) > 1 and isinstance(args[1], dict) and unreadable(args[0]) & set(args[1]):
			_refuse()
		super().__init__(*args, **kwargs)

	def as_dict(self, *args, **kwargs) -> dict:
		values = super().as_dict(*args, **kwargs)
		for fieldname in unreadable(self.doctype, self.get("parenttype")):
			values.pop(fieldname, None)
		return values


def unreadable(doctype: str, parenttype: str | None = None) -> set[str]:
	"""The fields of `doctype` (as a table of `parenttype`) above the levels that the user's roles read."""
	if frappe.session.user == "Administrator":
		return set()
	meta = frappe.get_meta(doctype)
	levels = meta.get_permlevel_access("read", parenttype)
	return {field.fieldname for field in meta.fields if field.permlevel and field.permlevel not in levels}


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
