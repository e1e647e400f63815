"""Differences between the supported versions of Frappe, each in one place with its reason."""

import inspect

import frappe
from frappe.utils import nestedset, pdf

try:
	from frappe.model.db_query import DatabaseQuery
except ImportError:
	# Frappe 16 has a different one, which itself refuses filters on fields that the user may not read.
	DatabaseQuery = None

# The return value of a `has_permission` hook without an objection. On 15 the last hook with a result decides, so True
# would override the others; 16 calls all of them and treats None as a refusal.
NO_OBJECTION = None if frappe.__version__.startswith("15.") else True


def rebuild_tree(doctype: str) -> None:
	"""Frappe's rebuild_tree. Early 15 takes the parent field, later versions read it from the DocType, 16 refuses it."""
	parameters = inspect.signature(nestedset.rebuild_tree).parameters
	if "parent_field" in parameters:
		nestedset.rebuild_tree(doctype, f"parent_{doctype.lower().replace(' ', '_')}")
	else:
		nestedset.rebuild_tree(doctype)


def accepts_pdf(content: bytes) -> bool:
	"""Whether Frappe stores this PDF: later 15.x versions refuse PDFs with scripts, and fail on unreadable ones."""
	if not hasattr(pdf, "pdf_contains_js"):
		return True
	try:
		return not pdf.pdf_contains_js(content)
	except Exception:  # the reader raises many kinds of errors for damaged files
		return False
