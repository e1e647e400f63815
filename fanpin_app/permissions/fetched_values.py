"""Values of fields with `fetch_from`, whatever the client sent."""

from typing import Any

import frappe
from frappe.model.document import Document


def value_as_stored(doc: Document, fieldname: str) -> Any:
	"""Return the value that Frappe will store: for a field with `fetch_from`, that of the linked document.

	15.105 checks the right to create before it fetches values, so it would check what the client sent;
	versions up to 15.55 fetch first. All versions check the right to write before they fetch.
	"""
	field = doc.meta.get_field(fieldname)
	if not field or not field.fetch_from or (field.fetch_if_empty and doc.get(fieldname)):
		return doc.get(fieldname)
	link, source = field.fetch_from.split(".")
	linked = value_as_stored(doc, link)
	if not linked:  # Frappe fetches nothing
		return doc.get(fieldname)
	return frappe.db.get_value(doc.meta.get_field(link).options, linked, source)
