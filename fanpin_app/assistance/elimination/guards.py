"""Conditions for ending the monitoring of a household. Each says what it is based on, and what to do where it is not met.

The guards are those of the national framework (2021) and the quality rules of local systems: months since inclusion,
income stably at or above the line, basic needs met, expense under control, help delivered, labour in the household.
Unknown counts as not met: missing data cannot close a case. `ready_cases` asks the same of many cases in one query.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

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

Source = Literal[
	"Computed", "Papers of the Check", "Household Register", "Agency's File", "Visit", "Household", "Officer"
]
# Who says that an alert's risk exists, by the alert's source.
SOURCE_OF_ALERT: dict[str, Source] = {"Rule": "Agency's File", "Visit": "Visit", "Application": "Household"}


class Condition(NamedTuple):
	"""A guard or a risk: who says so, by what evidence, and as a sentence why it is not met ("" if it is)."""

	title: str
	source: Source
	evidence: str
	objection: str = ""


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
	"""Objections to eliminating the case's risk on `day`; arguments as for `conditions`."""
	objections = [condition.objection for condition in conditions(case, day, mode) if condition.objection]
	return list(dict.fromkeys(objections))


def conditions(case: MonitoringCase, day: date | str, mode: str | None = None) -> list[Condition]:
	"""Every guard and every risk of the case, met or not, on `day`.

	`mode` is the mode of elimination; without one, delivered help is not required.
	"""
	household = frappe.get_doc("Household", case.household)
	return [
		_months(case, day),
		*_papers(case),
		_income(household, day),
		_labour(household),
		_drinking_water(household),
		_medical_insurance(household),
		*_risks(case),
		*_help(case, mode),
	]


def first_review_day(case: MonitoringCase | frappe._dict) -> date:
	"""The first day on which the risk may be determined as eliminated."""
	return getdate(add_months(case.opened_on, clock().review_after_months))


def _months(case: MonitoringCase, day: date | str) -> Condition:
	first_day = first_review_day(case)
	objection = ""
	if getdate(day) < first_day:
		objection = _("Included on {0}: elimination may be determined {1} months later, from {2} on.").format(
			formatdate(case.opened_on), clock().review_after_months, formatdate(first_day)
		)
	evidence = _("Included on {0}").format(formatdate(case.opened_on))
	return Condition(_("Months since Inclusion"), "Computed", evidence, objection)


def _papers(case: MonitoringCase) -> list[Condition]:
	if not case.inclusion_check:
		return []
	check = frappe.get_doc("Risk Check", case.inclusion_check)
	if not papers.is_green_lane(check):
		return []
	objections = [
		_("Owed since the green lane, due by {0}. {1}").format(formatdate(check.papers_due_on), sentence)
		for sentence in papers.owed_papers(check)
	]
	title, evidence = _("Papers of the Green Lane"), check.name
	return [Condition(title, "Papers of the Check", evidence, objection) for objection in objections or [""]]


def _income(household: Household, day: date | str) -> Condition:
	line, income = income_line(household.region, day), income_per_head(household.name, day)
	evidence = _("Income per head {0}, line {1} yuan a year").format(
		*(_("unknown") if amount is None else fmt_money(amount, precision=2) for amount in (income, line))
	)
	objection = ""
	if line is None:
		objection = _(
			"No income line is in force on {0}: an administrator enters it in Monitoring Standard."
		).format(formatdate(day))
	elif income is None:
		objection = _("Income is unknown: enter the household's Income Statement of the last year.")
	elif income < line:
		objection = _(
			"Income per head is {0} yuan a year, below the line of {1}: help until it is stably above."
		).format(fmt_money(income, precision=2), fmt_money(line, precision=2))
	return Condition(_("Income"), "Computed", evidence, objection)


def _labour(household: Household) -> Condition:
	objection = ""
	if household.no_labour:
		objection = _(
			"Nobody in the household has labour capacity: it stays under protection and is tracked."
		)
	evidence = _("{0} people, {1} workers").format(household.people, household.workers)
	return Condition(_("Labour Capacity"), "Household Register", evidence, objection)


def _drinking_water(household: Household) -> Condition:
	objection = ""
	if household.drinking_water == "Unsafe":
		objection = _("Drinking water is unsafe: solve it and correct it in the household's register.")
	evidence = _(household.drinking_water) if household.drinking_water else _("unknown")
	return Condition(_("Drinking Water"), "Household Register", evidence, objection)


def _medical_insurance(household: Household) -> Condition:
	living = [row for row in household.members if row.status == "Living"]
	uninsured = [row.member_name for row in living if row.medical_insurance == "No"]
	objection = ""
	if uninsured:
		objection = _("Without medical insurance: {0}. Insure them first.").format(", ".join(uninsured))
	evidence = _("{0} of {1} people").format(len(living) - len(uninsured), len(living))
	return Condition(_("Medical Insurance"), "Household Register", evidence, objection)


def _risks(case: MonitoringCase) -> list[Condition]:
	"""A condition for each risk of the case, and for each open alert that is not in it."""
	names = dict(frappe.get_all("Risk Type", fields=["name", "risk_name"], as_list=True))
	in_case = [row.alert for row in case.risks if row.alert]
	fields = ["name", "source", "reason"]
	alerts = {row.name: row for row in frappe.get_all("Risk Alert", {"name": ("in", in_case)}, fields)}
	rows = [
		_risk(names[row.risk], alerts.get(row.alert), row.resolution if row.resolved else None)
		for row in case.risks
	]
	others = [alert for alert in live_alerts(case.household) if alert.name not in alerts]
	return [*rows, *(_risk(names[alert.risk], alert, None) for alert in others)]


def _risk(name: str, alert: frappe._dict | None, resolution: str | None) -> Condition:
	source = SOURCE_OF_ALERT.get(alert.source, "Officer") if alert else "Officer"
	objection = ""
	if resolution is None:
		objection = _(
			"Risks not solved: {0}. Mark each in the Monitoring Case with how it was solved."
		).format(name)
	known = (alert.reason if alert else None, resolution)
	evidence = "; ".join(text for text in known if text)
	return Condition(_("Risk: {0}").format(name), source, evidence, objection)


def _help(case: MonitoringCase, mode: str | None) -> list[Condition]:
	if mode != "By Help":
		return []
	delivered = frappe.db.count(
		"Assistance Measure", {"monitoring_case": ("in", case_and_merged(case.name)), "status": "Delivered"}
	)
	objection = ""
	if not delivered:
		objection = _(
			"Elimination by help needs a delivered measure, and none is: finish one, or choose By Itself."
		)
	evidence = _("{0} delivered measures").format(delivered)
	return [Condition(_("Delivered Help"), "Computed", evidence, objection)]
