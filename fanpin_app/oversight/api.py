"""What clients may call of oversight: each function calls one that checks the rights and does the work."""

import frappe

from fanpin_app.oversight.report.clue_yield.clue_yield import get_yield_of_rule as yield_of_rule
from fanpin_app.oversight.waiting import checks_for_me


@frappe.whitelist(methods=["GET", "POST"])
def count_checks_for_me(filters: str | list | dict | None = None) -> dict:
	"""The Number Card of checks that the user can move on: value, fieldtype, route and route_options.

	`filters` is sent by Frappe for every card; this one has none.
	"""
	return checks_for_me()


@frappe.whitelist(methods=["GET", "POST"])
def get_yield_of_rule(rule: str) -> dict | None:
	"""The counts of a Risk Rule's alerts: warned, checked, confirmed, dismissed, hit_rate; None if it raised none."""
	return yield_of_rule(rule)
