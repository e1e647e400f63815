"""Alerts by rule and by other source: how many were checked, confirmed and dismissed."""

import frappe
from frappe import _
from frappe.utils import cint

from fanpin_app.oversight.columns import column
from fanpin_app.oversight.yields import Clues

RULE, REGISTER = "Rule", "register"


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, in the reader's regions: rules first, then visits and applications.

	Filters, all optional: `region` (a code, including its subregions), `from_date` and `to_date` (days on which alerts
	were raised), `by_source` (1: instead of each rule, the agencies whose figures rules use, and the register).
	`hit_rate`: the percentage of confirmed alerts among those confirmed or dismissed; empty if there are none.
	"""
	filters = frappe._dict(filters or {})
	clues = Clues(filters.region, filters.from_date, filters.to_date)
	other_sources = [row | {"source": _(row["source"])} for row in clues.by_other_sources()]
	if cint(filters.by_source):
		origins = [row | {"source": row["agency"] or _(REGISTER)} for row in clues.by_origin_of_rules()]
		return _columns(by_rule=False), origins + other_sources
	rules = {
		row.name: row for row in frappe.get_all("Risk Rule", fields=["name", "rule_name", "level"], limit=0)
	}
	rows = [_rule_row(row, rules.get(row["rule"], frappe._dict())) for row in clues.by_rule()]
	return _columns(by_rule=True), rows + other_sources


def get_yield_of_rule(rule: str) -> dict | None:
	"""The counts of one rule's alerts in the reader's regions: warned, checked, confirmed, dismissed, hit_rate.

	None if it raised none. Raises `frappe.PermissionError` if the user may not read the rule or alerts.
	"""
	frappe.get_doc("Risk Rule", rule).check_permission("read")
	if not frappe.has_permission("Risk Alert", "read"):
		raise frappe.PermissionError
	return next(iter(Clues(rule=rule).by_rule()), None)


def _rule_row(row: dict, rule: frappe._dict) -> dict:
	return row | {
		"source": _(RULE),
		"rule_name": rule.rule_name,
		"level": _(rule.level) if rule.level else None,
	}


def _columns(by_rule: bool) -> list[dict]:
	rule_columns = [
		column("rule", _("Rule"), "Link", 90, options="Risk Rule"),
		column("rule_name", _("Rule Name"), width=220),
		column("level", _("Level"), width=70),
	]
	return [
		column("source", _("Source"), width=90 if by_rule else 200),
		*(rule_columns if by_rule else []),
		column("warned", _("Warned"), "Int"),
		column("checked", _("Checked"), "Int"),
		column("confirmed", _("Confirmed"), "Int"),
		column("dismissed", _("Dismissed"), "Int"),
		column("hit_rate", _("Hit Rate (%)"), "Percent", 110),
	]
