"""Which fields a save changes, whatever form the client sent them in."""

from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.model.meta import Meta
from frappe.utils import cast


def changed_fields(doc: Document) -> set[str]:
	"""Names of the fields whose value this save changes; of a new document, those that are filled.

	Empty, zero and unset are the same. Fields that are fetched from elsewhere are not the writer's doing.
	"""
	before = doc.get_doc_before_save()
	return {
		field.fieldname
		for field in doc.meta.fields
		if _is_written(field) and _plain(doc, field) != (_plain(before, field) if before else _nothing(field))
	}


def _is_written(field: Document) -> bool:
	if field.fieldtype in table_fields:
		return True
	return field.fieldtype not in no_value_fields and not field.fetch_from


def _plain(doc: Document, field: Document) -> object:
	value = doc.get(field.fieldname)
	if field.fieldtype in table_fields:
		return [_row(row, row.meta) for row in value or []]
	return cast(field.fieldtype, value) or None if value else None


def _row(row: Document, meta: Meta) -> dict:
	return {field.fieldname: _plain(row, field) for field in meta.fields if _is_written(field)}


def _nothing(field: Document) -> object:
	return [] if field.fieldtype in table_fields else None
