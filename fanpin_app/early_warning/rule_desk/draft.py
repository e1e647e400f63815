"""A Risk Rule as it stands on an administrator's form, saved or not: what a client may send, and nothing else of it."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr

from fanpin_app.early_warning.rules import vocabulary

WHOLE_NUMBERS = ("Int", "Check")
PLAIN = (str, int, float, bool)


def require_right(right: str = "write") -> None:
	"""Raises `frappe.PermissionError` for whoever has not the right on rules."""
	if not frappe.has_permission("Risk Rule", right):
		frappe.throw(_("Rules are written by the Monitoring Administrator."), frappe.PermissionError)


def rule_of(sent: str | dict) -> Document:
	"""The rule that a form sent, not saved and never to be; fields of no rule, and values that are no plain text or
	number, are left out."""
	told = frappe.parse_json(sent)
	if not isinstance(told, dict) or not isinstance(told.get("conditions") or [], list):
		frappe.throw(_("This is no rule."))
	rule = frappe.new_doc("Risk Rule")
	rule.update(_fields("Risk Rule", told))
	rule.set("conditions", [])
	for row in told.get("conditions") or []:
		if isinstance(row, dict):
			vocabulary.keep_as_known(rule.append("conditions", _fields("Rule Condition", row)))
	return rule


def _fields(doctype: str, told: dict) -> dict[str, Any]:
	return {
		field.fieldname: cint(told[field.fieldname])
		if field.fieldtype in WHOLE_NUMBERS
		else cstr(told[field.fieldname])
		for field in frappe.get_meta(doctype).get("fields")
		if field.fieldtype != "Table" and isinstance(told.get(field.fieldname), PLAIN)
	}
