"""The functions that a name in a request leads to."""

import sys
from collections.abc import Callable

import frappe
from frappe.model.base_document import get_controller


def functions_of(endpoint: str) -> list[Callable]:
	"""What is called by an endpoint's name: of an overridden one the override, never the original."""
	if endpoint.startswith("/"):
		return []
	if ":" in endpoint:
		return [_document_function(*endpoint.split(":", 1))]
	overrides = frappe.get_hooks("override_whitelisted_methods") or {}
	return [_function(name) for name in overrides.get(endpoint) or [endpoint]]


def _function(name: str) -> Callable | None:
	"""A function of a module that is loaded already, as that of any function in hand is."""
	module, _dot, attribute = name.rpartition(".")
	return getattr(sys.modules.get(module or "frappe.handler"), attribute, None)


def _document_function(doctype: str, method: str) -> Callable | None:
	try:
		return getattr(get_controller(doctype), method, None)
	except ImportError:
		return None  # A DocType of another version of Frappe.
