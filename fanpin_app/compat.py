"""What differs between the versions of Frappe that the app supports, each in one place with its reason."""

import inspect

from frappe.utils import nestedset


def rebuild_tree(doctype: str) -> None:
	"""Frappe's rebuild_tree. Early 15 asks for the parent field, later ones read it from the DocType, 16 refuses it."""
	parameters = inspect.signature(nestedset.rebuild_tree).parameters
	if "parent_field" in parameters:
		nestedset.rebuild_tree(doctype, f"parent_{doctype.lower().replace(' ', '_')}")
	else:
		nestedset.rebuild_tree(doctype)
