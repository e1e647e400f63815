"""What differs between the versions of Frappe that the app supports, each in one place with its reason."""

import inspect

import frappe
from frappe.utils import nestedset, pdf

try:
	from frappe.model.db_query import DatabaseQuery
except ImportError:
	# Frappe 16 has another, which refuses by itself to filter by a field that the user may not read.
	DatabaseQuery = None

# What a `has_permission` hook returns that refuses nothing. On 15 the last hook that says anything decides, and True would
# silence the others; 16 asks all of them and reads None as no.
NOTHING_AGAINST = None if frappe.__version__.startswith("15.") else True


def rebuild_tree(doctype: str) -> None:
	"""Frappe's rebuild_tree. Early 15 asks for the parent field, later ones read it from the DocType, 16 refuses it."""
	parameters = inspect.signature(nestedset.rebuild_tree).parameters
	if "parent_field" in parameters:
		nestedset.rebuild_tree(doctype, f"parent_{doctype.lower().replace(' ', '_')}")
	else:
		nestedset.rebuild_tree(doctype)


def takes_pdf(content: bytes) -> bool:
	"""Whether Frappe stores this PDF: from some 15.x on it refuses one with scripts and fails on one that it cannot read."""
	if not hasattr(pdf, "pdf_contains_js"):
		return True
	try:
		return not pdf.pdf_contains_js(content)
	except Exception:  # the reader raises errors of many kinds for a damaged file
		return False
