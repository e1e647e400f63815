"""Of the alerts that each rule and each other source raised: how many were checked, confirmed, dismissed."""

import frappe
from frappe import _
from frappe.utils import cint

from fanpin_app.oversight.columns import column
from fanpin_app.oversight.yields import Clues

RULE, REGISTER = "Rule", "register"


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, within the reader's regions: rules first, then what people told.

	Filters, all optional: `region` (a code: everything in it), `from_date` and `to_date` (days on which alerts were
	raised), `by_source` (1: in place of each rule the agencies whose figures rules ask, and the register). `hit_rate`: of the alerts that were confirmed or dismissed, the per cent that were confirmed; empty where
	none was.
	"""
	filters = frappe._dict(filters or {})
	clues = Clues(filters.region, filters.from_date, filters.to_date)
	told = [row | {"source": _(row["source"])} for row in clues.by_other_sources()]
	if cint(filters.by_source):
		asked = [row | {"source": row["agency"] or _(REGISTER)} for row in clues.by_origin_of_rules()]
		return _columns(by_rule=False), asked + told
	rules = {
		row.name: row for row in frappe.get_all("Risk Rule", fields=["name", "rule_name", "level"], limit=0)
	}
	rows = [_of_rule(row, rules.get(row["rule"], frappe._dict())) for row in clues.by_rule()]
	return _columns(by_rule=True), rows + told


@frappe.whitelist(methods=["GET", "POST"])
def get_yield_of_rule(rule: str) -> dict | None:
	"""The counts of one rule's alerts in the reader's regions: warned, checked, confirmed, dismissed, hit_rate.

	None where it raised none. Raises `frappe.PermissionError` for whoever may not read the rule or alerts.
	"""
	frappe.get_doc("Risk Rule", rule).check_permission("read")
	if not frappe.has_permission("Risk Alert", "read"):
		raise frappe.PermissionError
	return next(iter(Clues(rule=rule).by_rule()), None)


def _of_rule(row: dict, rule: frappe._dict) -> dict:
	return row | {
		"source": _(RULE),
		"rule_name": rule.rule_name,
		"level": _(rule.level) if rule.level else None,
	}


def _columns(by_rule: bool) -> list[dict]:
	of_rule = [
		column("rule", _("Rule"), "Link", 90, options="Risk Rule"),
		column("rule_name", _("Rule Name"), width=220),
		column("level", _("Level"), width=70),
	]
	return [
		column("source", _("Source"), width=90 if by_rule else 200),
		*(of_rule if by_rule else []),
		column("warned", _("Warned"), "Int"),
		column("checked", _("Checked"), "Int"),
		column("confirmed", _("Confirmed"), "Int"),
		column("dismissed", _("Dismissed"), "Int"),
		column("hit_rate", _("Hit Rate (%)"), "Percent", 110),
	]
