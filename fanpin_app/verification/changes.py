"""The fields that a save changes, in whatever form the client sent them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.model.meta import Meta
from frappe.utils import cast

if TYPE_CHECKING:
	from frappe.core.doctype.docfield.docfield import DocField


def changed_fields(doc: Document) -> set[str]:
	"""Names of the fields whose value this save changes; for a new document, of those that are filled.

	Empty, zero and unset are equal. Fields fetched from other documents are not counted.
	"""
	before = doc.get_doc_before_save()
	return {
		field.fieldname
		for field in doc.meta.fields
		if _is_editable(field)
		and _comparable_value(doc, field)
		!= (_comparable_value(before, field) if before else _empty_value(field))
	}


def keep_as_stored(doc: Document) -> None:
	"""Let a save that changes nothing leave fetched values and `modified` and `modified_by` as they are, of the
	document and of its rows."""
	before = doc.get_doc_before_save()
	if before is None:
		return
	stored = {(row.doctype, row.name): row for row in (before, *before.get_all_children())}
	for row in (doc, *doc.get_all_children()):
		fetched = [field.fieldname for field in row.meta.fields if field.fetch_from]
		kept = stored.get((row.doctype, row.name), row)
		row.update({fieldname: kept.get(fieldname) for fieldname in ("modified", "modified_by", *fetched)})


def _is_editable(field: DocField) -> bool:
	if field.fieldtype in table_fields:
		return True
	return field.fieldtype not in no_value_fields and not field.fetch_from


def _comparable_value(doc: Document, field: DocField) -> object:
	value = doc.get(field.fieldname)
	if field.fieldtype in table_fields:
		return [_comparable_row(row, row.meta) for row in value or []]
	return cast(field.fieldtype, value) or None if value else None


def _comparable_row(row: Document, meta: Meta) -> dict:
	return {field.fieldname: _comparable_value(row, field) for field in meta.fields if _is_editable(field)}


def _empty_value(field: DocField) -> object:
	return [] if field.fieldtype in table_fields else None
