"""The history of one case for its form: found, warned, checked, decided, helped, and the remaining work."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import add_days, fmt_money, format_datetime, formatdate, get_fullname, getdate, today

from fanpin_app.assistance.cases import case_and_merged
from fanpin_app.assistance.elimination.guards import elimination_objections
from fanpin_app.verification.clock import clock

if TYPE_CHECKING:
	from fanpin_app.assistance.doctype.assistance_measure.assistance_measure import AssistanceMeasure
	from fanpin_app.assistance.doctype.monitoring_case.monitoring_case import MonitoringCase
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck


def get_loop(case: str) -> dict:
	"""The case's history in the user's language.

	{steps: [{title, events: [{day, title, text: lines, state, doctype, name}]}], left: sentences}; days as display texts.
	"""
	doc = frappe.get_doc("Monitoring Case", case)
	doc.check_permission("read")
	alerts, checks, measures = _alerts(doc), _checks(doc), _measures(doc)
	return {
		"steps": [
			{"title": _("Found"), "events": [_finding_event(alert) for alert in alerts]},
			{"title": _("Warned"), "events": [_alert_event(alert) for alert in alerts]},
			{"title": _("Checked"), "events": [event for check in checks for event in _check_events(check)]},
			{"title": _("Decided"), "events": _decision_events(doc, checks)},
			{"title": _("Helped"), "events": [_measure_event(measure) for measure in measures]},
		],
		"left": _remaining_work(doc, measures),
	}


def _alerts(case: "MonitoringCase") -> list[frappe._dict]:
	alerts = frappe.get_all(
		"Risk Alert",
		filters={"household": case.household, "raised_on": ("<=", case.closed_on or today())},
		fields=[
			"name",
			"risk",
			"level",
			"status",
			"source",
			"reason",
			"raised_on",
			"response_due",
			"responded_at",
			"responded_by",
			"ended_on",
		],
		order_by="raised_on asc, name asc",
	)
	return [alert for alert in alerts if not alert.ended_on or alert.ended_on >= getdate(case.opened_on)]


def _checks(case: "MonitoringCase") -> "list[RiskCheck]":
	names = frappe.get_all(
		"Risk Check",
		filters={
			"household": case.household,
			"purpose": "Elimination",
			"started_on": ("between", (case.opened_on, case.closed_on or today())),
		},
		order_by="started_on asc, creation asc",
		pluck="name",
	)
	return [frappe.get_doc("Risk Check", name) for name in (case.inclusion_check, *names) if name]


def _measures(case: "MonitoringCase") -> "list[AssistanceMeasure]":
	names = frappe.get_all(
		"Assistance Measure",
		filters={"monitoring_case": ("in", case_and_merged(case.name))},
		order_by="creation asc",
		pluck="name",
	)
	return [frappe.get_doc("Assistance Measure", name) for name in names]


def _finding_event(alert: frappe._dict) -> dict:
	title = frappe.db.get_value("Risk Type", alert.risk, "risk_name")
	return _event("Risk Alert", alert.name, alert.raised_on, title, [alert.reason], _(alert.source))


def _alert_event(alert: frappe._dict) -> dict:
	lines = []
	if alert.response_due:
		lines.append(_("First response due {0}").format(format_datetime(alert.response_due)))
	if alert.responded_at:
		lines.append(
			_("{0} responded {1}").format(
				get_fullname(alert.responded_by), format_datetime(alert.responded_at)
			)
		)
	return _event("Risk Alert", alert.name, alert.raised_on, _(alert.level), lines, _(alert.status))


def _check_events(check: "RiskCheck") -> list[dict]:
	return [
		_event(check.doctype, check.name, day, title, lines, _(check.purpose))
		for day, title, lines in (
			(check.visited_on, _("Village Review"), _village_lines(check)),
			(check.verified_on, _("Town Verification"), [check.town_opinion]),
		)
		if any(lines)
	]


def _village_lines(check: "RiskCheck") -> list[str | None]:
	lines = [check.village_opinion]
	if check.votes_present:
		lines.append(
			_("Appraisal: {0} present, {1} for, {2} against").format(
				check.votes_present, check.votes_for, check.votes_against
			)
		)
	if check.notice_from and check.notice_to:
		lines.append(
			_("Public notice: {0} to {1}").format(formatdate(check.notice_from), formatdate(check.notice_to))
		)
	return lines


def _decision_events(case: "MonitoringCase", checks: "list[RiskCheck]") -> list[dict]:
	decided = [_determination_event(check) for check in checks if check.decided_on]
	if case.source == "Imported":
		decided.insert(
			0,
			_event(case.doctype, case.name, case.opened_on, _(case.monitored_kind), [], _("Imported")),
		)
	return decided


def _determination_event(check: "RiskCheck") -> dict:
	result = check.determined_kind if check.purpose == "Inclusion" else check.elimination_mode
	title = _(result) if check.stage == "Approved" and result else _(check.stage)
	lines = [check.district_opinion, check.refusal_reason]
	return _event(check.doctype, check.name, check.decided_on, title, lines, _(check.purpose))


def _measure_event(measure: "AssistanceMeasure") -> dict:
	lines = []
	if measure.amount:
		lines.append(_("{0} yuan").format(fmt_money(measure.amount, precision=0)))
	lines.append(measure.result)
	lines += [
		f"{formatdate(row.date)} {row.note}（{get_fullname(row.officer)}）" for row in measure.follow_ups
	]
	day = measure.delivered_on or measure.started_on or measure.planned_for
	return _event(measure.doctype, measure.name, day, measure.measure_type, lines, _(measure.status))


def _remaining_work(case: "MonitoringCase", measures: "list[AssistanceMeasure]") -> list[str]:
	if case.status != "Open":
		return []
	remaining = elimination_objections(case, today())
	if not measures and case.source == "Risk Check":
		due = add_days(case.opened_on, clock().measures_within_days)
		remaining.insert(0, _("No measure is planned yet: they are due by {0}.").format(formatdate(due)))
	if not remaining:
		remaining.append(_("Nothing is left: the elimination review may start."))
	return remaining


def _event(
	doctype: str, name: str, day: date | str | None, title: str, lines: Sequence[str | None], state: str
) -> dict:
	return {
		"doctype": doctype,
		"name": name,
		"day": formatdate(day) if day else "",
		"title": title,
		"text": [line for line in lines if line],
		"state": state,
	}
