"""Conditions for ending the monitoring of a household. Each guard says what is wrong, where, and what to do.

The guards are those of the national framework (2021) and the quality rules of local systems: months since inclusion,
income stably at or above the line, basic needs met, expense under control, help delivered, labour in the household.
Unknown counts as not met: missing data cannot close a case.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import add_months, fmt_money, formatdate, getdate, today

from fanpin_app.assistance.cases import case_and_merged, live_alerts, open_case_of
from fanpin_app.registry.income.income_line import income_line
from fanpin_app.registry.income.statements import income_per_head
from fanpin_app.verification import papers
from fanpin_app.verification.clock import clock

if TYPE_CHECKING:
	from fanpin_app.assistance.doctype.monitoring_case.monitoring_case import MonitoringCase
	from fanpin_app.registry.doctype.household.household import Household
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck


def approval_objections(check: RiskCheck) -> list[str]:
	"""Objections to approving the check; empty for an inclusion."""
	if check.purpose != "Elimination":
		return []
	case = open_case_of(check.household)
	if not case:
		return [_("The household has no open Monitoring Case, so there is nothing to eliminate.")]
	return elimination_objections(
		frappe.get_doc("Monitoring Case", case), check.decided_on or today(), check.elimination_mode
	)


def elimination_objections(case: MonitoringCase, day: date | str, mode: str | None = None) -> list[str]:
	"""Objections to eliminating the case's risk on `day`.

	`mode` is the mode of elimination; without one, delivered help is not required.
	"""
	household = frappe.get_doc("Household", case.household)
	return [
		*_months(case, day),
		*_papers(case),
		*_income(household, day),
		*_labour(household),
		*_basic_needs(household),
		*_risks(case),
		*_help(case, mode),
	]


def first_review_day(case: MonitoringCase | frappe._dict) -> date:
	"""The first day on which the risk may be determined as eliminated."""
	return getdate(add_months(case.opened_on, clock().review_after_months))


def _months(case: MonitoringCase, day: date | str) -> list[str]:
	if getdate(day) >= first_review_day(case):
		return []
	return [
		_("Included on {0}: elimination may be determined {1} months later, from {2} on.").format(
			formatdate(case.opened_on), clock().review_after_months, formatdate(first_review_day(case))
		)
	]


def _papers(case: MonitoringCase) -> list[str]:
	if not case.inclusion_check:
		return []
	check = frappe.get_doc("Risk Check", case.inclusion_check)
	return [
		_("Owed since the green lane, due by {0}. {1}").format(formatdate(check.papers_due_on), sentence)
		for sentence in papers.owed_papers(check)
	]


def _income(household: Household, day: date | str) -> list[str]:
	line = income_line(household.region, day)
	if line is None:
		return [
			_("No income line is in force on {0}: an administrator enters it in Monitoring Standard.").format(
				formatdate(day)
			)
		]
	income = income_per_head(household.name, day)
	if income is None:
		return [_("Income is unknown: enter the household's Income Statement of the last year.")]
	if income < line:
		return [
			_(
				"Income per head is {0} yuan a year, below the line of {1}: help until it is stably above."
			).format(fmt_money(income, precision=2), fmt_money(line, precision=2))
		]
	return []


def _labour(household: Household) -> list[str]:
	if not household.no_labour:
		return []
	return [_("Nobody in the household has labour capacity: it stays under protection and is tracked.")]


def _basic_needs(household: Household) -> list[str]:
	needs = []
	if household.drinking_water == "Unsafe":
		needs.append(_("Drinking water is unsafe: solve it and correct it in the household's register."))
	uninsured = [
		row.member_name
		for row in household.members
		if row.status == "Living" and row.medical_insurance == "No"
	]
	if uninsured:
		needs.append(_("Without medical insurance: {0}. Insure them first.").format(", ".join(uninsured)))
	return needs


def _risks(case: MonitoringCase) -> list[str]:
	solved = {row.alert for row in case.risks if row.resolved and row.alert}
	unsolved = {row.risk for row in case.risks if not row.resolved}
	unsolved |= {alert.risk for alert in live_alerts(case.household) if alert.name not in solved}
	if not unsolved:
		return []
	names = ", ".join(frappe.db.get_value("Risk Type", risk, "risk_name") for risk in sorted(unsolved))
	return [
		_("Risks not solved: {0}. Mark each in the Monitoring Case with how it was solved.").format(names)
	]


def _help(case: MonitoringCase, mode: str | None) -> list[str]:
	if mode != "By Help":
		return []
	delivered = {"monitoring_case": ("in", case_and_merged(case.name)), "status": "Delivered"}
	if frappe.db.exists("Assistance Measure", delivered):
		return []
	return [_("Elimination by help needs a delivered measure, and none is: finish one, or choose By Itself.")]
