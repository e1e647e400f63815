"""Pauses of a check's clocks, for the reasons that administrators allow: by whoever holds the step, from a day on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import cint, date_diff, formatdate, getdate, today

from fanpin_app.verification import stages
from fanpin_app.verification.clock import clock
from fanpin_app.verification.clocks.dues import end_pauses, set_clocks

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.pause_reason.pause_reason import PauseReason
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck


def pause(check: str, reason: str, from_date: date | str, until_date: date | str) -> None:
	"""Pause the check's clocks on these days, both included: last days move by the counted days among them.

	Raises `frappe.PermissionError` if the user does not hold the step, `frappe.ValidationError` if the reason is not
	allowed there, or if the days are past, after the last day of the step, or paused already.
	"""
	doc = _running(check)
	first, last = getdate(from_date), getdate(until_date)
	_refuse_reason(reason, first, last, allowed_reasons(doc.stage))
	_refuse_days(doc, first, last)
	doc.append(
		"pauses",
		{
			"stage": doc.stage,
			"reason": reason,
			"from_date": first,
			"until_date": last,
			"officer": frappe.session.user,
		},
	)
	_save(doc)


def end_pause(check: str) -> None:
	"""Today becomes the last day of the pause that covers it; a pause that has not begun is removed.

	Raises `frappe.PermissionError` if the user does not hold the step, `frappe.ValidationError` if there is no pause.
	"""
	doc = _running(check)
	if not end_pauses(doc):
		frappe.throw(_("The clock of this check is not paused."))
	_save(doc)


def allowed_reasons(step: str) -> list[PauseReason]:
	"""The rows of Statutory Clock that allow a pause at this step."""
	return [row for row in clock().pause_reasons if row.step in (step, "", None)]


def _running(check: str) -> RiskCheck:
	doc = frappe.get_doc("Risk Check", check, for_update=True)
	doc.check_permission("write")
	if doc.stage in stages.FINAL:
		frappe.throw(_("The check is determined: its clock has ended."))
	return doc


def _save(check: RiskCheck) -> None:
	"""Save as the user: `rights.check_changes` refuses whoever does not hold the step. The table itself is read-only."""
	set_clocks(check)
	check.save(ignore_permissions=True)


def _refuse_reason(reason: str, first: date, last: date, allowed: list[PauseReason]) -> None:
	row = next((row for row in allowed if row.reason == reason), None)
	if not row:
		frappe.throw(_("The clock of this step is not paused for this reason."))
	if cint(row.max_days) and date_diff(last, first) + 1 > row.max_days:
		frappe.throw(_("For this reason a clock is paused for {0} days at most.").format(row.max_days))


def _refuse_days(check: RiskCheck, first: date, last: date) -> None:
	if last < first:
		frappe.throw(_("The pause ends before it begins."))
	if first < getdate(today()):
		frappe.throw(_("The pause begins in the past: it can begin today or later."))
	due = check.step_due_on or check.due_on
	if not due:
		frappe.throw(_("This step has no time limit, so there is nothing to pause."))
	if first > getdate(due):
		frappe.throw(_("The last day of the step is {0}: a pause begins by then.").format(formatdate(due)))
	for row in check.pauses:
		if first <= getdate(row.until_date) and getdate(row.from_date) <= last:
			frappe.throw(
				_(
					"The clock is paused already from {0} to {1}. Choose days after it, or end it first."
				).format(formatdate(row.from_date), formatdate(row.until_date))
			)
