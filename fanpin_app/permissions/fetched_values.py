"""What a field of a document holds once Frappe has fetched it (`fetch_from`), whatever a client wrote into it."""

from typing import Any

import frappe
from frappe.model.document import Document


def value_as_stored(doc: Document, fieldname: str) -> Any:
	"""Return the value with which the document is stored: that of the linked document where the field is fetched.

	Until 15.55 Frappe fetches such values before it asks for the right to create; 15.105 asks first, and sees what
	the client wrote, or nothing. Before an update all versions ask first.
	"""
	field = doc.meta.get_field(fieldname)
	if not field or not field.fetch_from or (field.fetch_if_empty and doc.get(fieldname)):
		return doc.get(fieldname)
	link, source = field.fetch_from.split(".")
	linked = value_as_stored(doc, link)
	if not linked:  # then Frappe fetches nothing
		return doc.get(fieldname)
	return frappe.db.get_value(doc.meta.get_field(link).options, linked, source)
