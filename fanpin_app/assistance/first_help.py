"""The clock from the warning to the first measure: of cases that a check opened, from the day of its alert on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import getdate, today
from pypika import Table
from pypika.functions import Coalesce, Min
from pypika.terms import Criterion

from fanpin_app.early_warning.response.calendar_warning import notes
from fanpin_app.verification.clocks.calendar_changes import queue_recount
from fanpin_app.verification.clocks.days_left import read
from fanpin_app.verification.clocks.dues import pauses_of
from fanpin_app.verification.clocks.reminders import Deadline, send
from fanpin_app.verification.clocks.terms import FIRST_MEASURE, Term, channel_of, day_count, term_for

if TYPE_CHECKING:
	from fanpin_app.assistance.doctype.assistance_measure.assistance_measure import AssistanceMeasure
	from fanpin_app.assistance.doctype.monitoring_case.monitoring_case import MonitoringCase
	from fanpin_app.early_warning.doctype.response_plan.response_plan import ResponsePlan
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

RECOUNT = "fanpin_app.assistance.first_help.recount"
DAYS = ("warned_on", "help_due_on", "help_remind_on", "help_reminder")


def set_due(case: MonitoringCase, method: str | None = None) -> None:
	"""Hook: set from when a new case's household was warned, and until when its first measure begins."""
	if not case.inclusion_check:
		return
	check = frappe.get_doc("Risk Check", case.inclusion_check)
	term, warned_on = _term(check), _warned_on(check)
	if not term:
		return
	pauses = pauses_of(check)
	case.warned_on = warned_on
	case.help_due_on = term.last_day(warned_on, pauses)
	case.help_remind_on = term.remind_on(case.help_due_on, pauses)
	case.help_reminder = ""


def follow_measure(measure: AssistanceMeasure) -> None:
	"""Store when the first measure of the case began, and after how many working days."""
	case = frappe.db.get_value(
		"Monitoring Case",
		measure.monitoring_case,
		("name", "warned_on", "helped_on", "inclusion_check"),
		as_dict=True,
	)
	if not case or not case.warned_on:
		return
	helped_on = _first_begun(case.name)
	if helped_on == case.helped_on:
		return
	pauses = pauses_of(frappe.get_doc("Risk Check", case.inclusion_check))
	days = day_count(True, pauses).between(case.warned_on, helped_on) if helped_on else 0
	values = {"helped_on": helped_on, "help_working_days": days}
	frappe.db.set_value("Monitoring Case", case.name, values, update_modified=False)


def clock_of(case: MonitoringCase) -> dict | None:
	"""The days left until the first measure, as `days_left.read` returns them, with `notes`; None if none is due."""
	if case.status != "Open" or not case.help_due_on or case.helped_on:
		return None
	check, day, due = (
		frappe.get_doc("Risk Check", case.inclusion_check),
		getdate(today()),
		getdate(case.help_due_on),
	)
	term = _term(check) or Term(0)
	known = notes(day, due) if term.in_working_days else []
	return read(_(FIRST_MEASURE), due, term, pauses_of(check), day) | {"notes": known}


def remind_offices(today: date | str | None = None) -> int:
	"""Daily job: remind villages of first measures that are due, and towns of those that are overdue."""

	def without_help(case: Table) -> Criterion:
		return (case.status == "Open") & case.helped_on.isnull()

	deadline = Deadline(
		"Monitoring Case",
		*("help_due_on", "help_remind_on", "help_reminder", without_help, "status"),
		tier_of=lambda state: "Village",
		title=lambda state: _(FIRST_MEASURE),
	)
	return send([deadline], getdate(today))


def follow_plan(plan: ResponsePlan, method: str | None = None) -> None:
	"""Hook: as for checks, set the last days that reach into a year whose calendar was entered again."""
	queue_recount(plan, RECOUNT)


def recount(year: int) -> int:
	"""Set the last days of first measures from this year on again; returns their number."""
	names = frappe.get_all(
		"Monitoring Case",
		filters={"status": "Open", "helped_on": ("is", "not set"), "help_due_on": (">=", date(year, 1, 1))},
		pluck="name",
	)
	for name in names:
		case = frappe.get_doc("Monitoring Case", name)
		set_due(case)
		values = {column: case.get(column) for column in DAYS}
		frappe.db.set_value("Monitoring Case", name, values, update_modified=False)
	return len(names)


def _term(check: RiskCheck) -> Term | None:
	source = frappe.db.get_value("Risk Alert", check.alert, "source") if check.alert else None
	return term_for(FIRST_MEASURE, check.purpose, channel_of(source, check.green_lane))


def _warned_on(check: RiskCheck) -> date:
	raised_on = frappe.db.get_value("Risk Alert", check.alert, "raised_on") if check.alert else None
	return getdate(raised_on or check.started_on)


def _first_begun(case: str) -> date | None:
	measure = frappe.qb.DocType("Assistance Measure")
	begun = Min(Coalesce(measure.started_on, measure.delivered_on))
	return frappe.qb.from_(measure).select(begun).where(measure.monitoring_case == case).run()[0][0]
