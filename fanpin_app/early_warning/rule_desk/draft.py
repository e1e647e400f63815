"""An unsaved Risk Rule as sent by an administrator's form. Only the rule's own fields are taken from the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.utils import cint, cstr

from fanpin_app.early_warning.rules import vocabulary

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule

WHOLE_NUMBERS = ("Int", "Check")
SCALARS = (str, int, float, bool)


def require_right(right: str = "write") -> None:
	"""Raises `frappe.PermissionError` for users without the right on rules."""
	if not frappe.has_permission("Risk Rule", right):
		frappe.throw(_("Rules are written by the Monitoring Administrator."), frappe.PermissionError)


def rule_from_form(payload: str | dict) -> RiskRule:
	"""A rule document from the form's payload, which is never saved. Unknown fields, and values that are not plain text or
	numbers, are ignored.

	Raises `frappe.ValidationError` if it is no rule, or contains a level, subject or the like that does not exist.
	"""
	try:
		values = frappe.parse_json(payload)
	except ValueError:
		values = None
	if not isinstance(values, dict) or not isinstance(values.get("conditions") or [], list):
		frappe.throw(_("This is no rule."))
	rule = frappe.new_doc("Risk Rule")
	rule.update(_fields("Risk Rule", values))
	rule.set("conditions", [])
	for row in values.get("conditions") or []:
		if isinstance(row, dict):
			vocabulary.normalise_value(rule.append("conditions", _fields("Rule Condition", row)))
	_refuse_unknown_choices(rule)
	return rule


def _refuse_unknown_choices(rule: RiskRule) -> None:
	for field in rule.meta.get("fields", {"fieldtype": ("in", ("Select", "Link"))}):
		value = rule.get(field.fieldname)
		is_link = field.fieldtype == "Link"
		if value and not (
			frappe.db.exists(field.options, value) if is_link else value in field.options.split("\n")
		):
			frappe.throw(
				_("{0}: {1} is not one of the values to choose from.").format(
					_(field.label), frappe.bold(value)
				)
			)


def _fields(doctype: str, values: dict) -> dict[str, Any]:
	return {
		field.fieldname: cint(values[field.fieldname])
		if field.fieldtype in WHOLE_NUMBERS
		else cstr(values[field.fieldname])
		for field in frappe.get_meta(doctype).get("fields")
		if field.fieldtype != "Table" and isinstance(values.get(field.fieldname), SCALARS)
	}
