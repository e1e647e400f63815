"""Finds the functions that an endpoint's name calls."""

import sys
from collections.abc import Callable

import frappe
from frappe.model.base_document import get_controller


def functions_of(endpoint: str) -> list[Callable | None]:
	"""The functions called by an endpoint's name; if it is overridden, only the overrides. None for each that is missing
	or in a module that is not loaded."""
	if endpoint.startswith("/"):
		return []
	if ":" in endpoint:
		return [_document_function(*endpoint.split(":", 1))]
	overrides = frappe.get_hooks("override_whitelisted_methods") or {}
	return [_function(name) for name in overrides.get(endpoint) or [endpoint]]


def _function(name: str) -> Callable | None:
	"""A function of a loaded module; the modules of functions to compare with are always loaded."""
	module, _dot, attribute = name.rpartition(".")
	return getattr(sys.modules.get(module or "frappe.handler"), attribute, None)


def _document_function(doctype: str, method: str) -> Callable | None:
	try:
		return getattr(get_controller(doctype), method, None)
	except ImportError:
		return None  # A DocType of another version of Frappe.
