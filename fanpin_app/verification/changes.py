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
		if is_editable(field)
		and comparable_value(doc, field)
		!= (comparable_value(before, field) if before else _empty_value(field))
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


def is_editable(field: DocField) -> bool:
	"""Whether a save may change the field: it has a value, and is not fetched from another document."""
	if field.fieldtype in table_fields:
		return True
	return field.fieldtype not in no_value_fields and not field.fetch_from


def comparable_value(doc: Document, field: DocField) -> object:
	"""The field's value in its own type; None if it is empty, zero or unset."""
	value = doc.get(field.fieldname)
	if field.fieldtype in table_fields:
		return [comparable_row(row, row.meta) for row in value or []]
	return cast(field.fieldtype, value) or None if value else None


def comparable_row(row: Document, meta: Meta) -> dict:
	"""`comparable_value` of each editable field of a row, by name."""
	return {field.fieldname: comparable_value(row, field) for field in meta.fields if is_editable(field)}


def _empty_value(field: DocField) -> object:
	return [] if field.fieldtype in table_fields else None
