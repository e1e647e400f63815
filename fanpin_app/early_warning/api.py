"""What clients may call of early warning: each function calls one that checks the rights and does the work.

Where more is to be said of arguments and results, the called function says it.
"""

from datetime import date

import frappe

from fanpin_app.early_warning.alerts.from_visits import get_next_visit as next_visit
from fanpin_app.early_warning.alerts.list_actions import acknowledge
from fanpin_app.early_warning.alerts.list_actions import get_time_left as time_left
from fanpin_app.early_warning.rule_desk.form import describe, get_choices
from fanpin_app.early_warning.rule_desk.preview import preview
from fanpin_app.early_warning.rule_desk.what_if import compare, download
from fanpin_app.early_warning.screening.schedule import screen_household as screen
from fanpin_app.early_warning.screening.schedule import screen_now as start_screening


@frappe.whitelist(methods=["POST"])
def describe_rule(rule: str | dict) -> dict:
	"""A rule, saved or not, as a sentence: head, groups and tail; and problem, the reason why it cannot be saved.

	`rule`: the document's values, as a dict or JSON, here and below.
	"""
	return describe(rule)


@frappe.whitelist(methods=["POST"])
def get_rule_choices() -> dict:
	"""The options of a condition's columns in the user's language: fields, indicators, aggregations and operators."""
	return get_choices()


@frappe.whitelist(methods=["POST"])
def preview_rule(rule: str | dict, as_of: str | None = None, region: str | None = None) -> dict:
	"""Which subjects a rule, saved or not, hits in the region (default: the user's) on a day (default: today)."""
	return preview(rule, as_of, region)


@frappe.whitelist(methods=["POST"])
def compare_rule(
	rule: str | dict,
	tried: str | dict,
	as_of: str | None = None,
	region: str | None = None,
	income_line: str | float | None = None,
) -> dict:
	"""Compare a rule with the same rule with other figures (`tried`), where and when `preview_rule` evaluates it."""
	return compare(rule, tried, as_of, region, income_line)


@frappe.whitelist(methods=["POST"])
def download_rule_comparison(
	rule: str | dict,
	tried: str | dict,
	as_of: str | None = None,
	region: str | None = None,
	income_line: str | float | None = None,
) -> None:
	"""Send the comparison of `compare_rule` as an XLSX workbook with all changes."""
	download(rule, tried, as_of, region, income_line)


@frappe.whitelist(methods=["POST"])
def screen_now(as_of: str | None = None, region: str | None = None) -> str:
	"""Screen the region (default: everywhere) as of the day (default: today); returns the name of the Screening Run."""
	return start_screening(as_of, region)


@frappe.whitelist(methods=["POST"])
def screen_household(household: str) -> dict[str, int]:
	"""Evaluate all rules for the household as of today; returns the counts of its findings, alerts and defects."""
	return screen(household)


@frappe.whitelist(methods=["GET", "POST"])
def get_time_left(alerts: str | list[str]) -> dict[str, dict]:
	"""The time left for the first response, by the name of the Risk Alert.

	`alerts`: names, as a list or JSON, here and in `acknowledge_alerts`.
	"""
	return time_left(alerts)


@frappe.whitelist(methods=["POST"])
def acknowledge_alerts(alerts: str | list[str]) -> dict:
	"""Acknowledge Risk Alerts; returns the number acknowledged, and the refused ones, each with alert and reason."""
	return acknowledge(alerts)


@frappe.whitelist(methods=["GET", "POST"])
def get_next_visit(household: str) -> date | None:
	"""The day on which the household's next visit is due, or None."""
	return next_visit(household)
