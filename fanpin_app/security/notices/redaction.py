"""Masks private values (`privacy.masks.MASKS`) in everything that is sent."""

import copy
import re

import frappe
from frappe.model.document import Document

from fanpin_app.privacy.masks import MASKS, mask_id_number
from fanpin_app.security.notices.recipients import scoped_documents

ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
# Values with fewer digits are words, such as a state of health, which may occur in a text for other reasons.
DIGITS_OF_A_NUMBER = 7


def masked(doc: Document) -> Document:
	"""A copy of the document and its rows with masked private values, for templates."""
	shown = _masked(doc)
	for table in doc.meta.get_table_fields():
		shown.__dict__[table.fieldname] = [_masked(row) for row in doc.get(table.fieldname) or []]
	return shown


def _masked(doc: Document) -> Document:
	shown = copy.copy(doc)
	for fieldname, mask in MASKS.get(doc.doctype, {}).items():
		shown.__dict__[fieldname] = mask(doc.get(fieldname))
	return shown


def without_private_values(text: str | None, doctype: str | None, name: str | None) -> str | None:
	"""The text with all ID numbers masked, and all private numbers of the document and its household."""
	if not text:
		return text
	for document in filter(None, scoped_documents(doctype, name)):
		for value, shown in _private_numbers(document).items():
			text = text.replace(value, shown)
	return ID_NUMBER.sub(lambda found: mask_id_number(found.group()), text)


def _private_numbers(doc: Document) -> dict[str, str]:
	sources = [doc, *doc.get_all_children()]
	household = doc.get("household") if doc.meta.has_field("household") else None
	if household and frappe.db.exists("Household", household):
		about = frappe.get_doc("Household", household)
		sources += [about, *about.get_all_children()]
	return {
		value: mask(value)
		for source in sources
		for fieldname, mask in MASKS.get(source.doctype, {}).items()
		if (value := source.get(fieldname)) and sum(map(str.isdigit, value)) >= DIGITS_OF_A_NUMBER
	}
