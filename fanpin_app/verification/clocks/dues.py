"""The clocks of a check: of its present step and of the whole way, with the rounds that ended and the pauses.

A last day is set when the check or its step begins, and again when a pause or the channel changes. A change of the
settings moves none.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe.utils import getdate, today

from fanpin_app.verification import stages
from fanpin_app.verification.clocks.terms import WHOLE, Pauses, Term, channel_of, day_count, term_for

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

# Of the columns of the present step's clock; those of the whole way have no prefix.
STEP = "step_"


def set_clocks(check: RiskCheck, stage: str | None = None) -> None:
	"""Set the last days and the days of reminders of both clocks, from when the check and its step began.

	`stage`: whose limit the step has, by default that of the check's stage.
	"""
	whole = term_for(WHOLE, check.purpose, _channel(check))
	_set(check, "", whole, getdate(check.started_on))
	set_step_clock(check, stage or check.stage)


def set_step_clock(check: RiskCheck, stage: str) -> None:
	"""Set the last day of the step and the day of its reminder; without a limit of its own, those of the whole way."""
	if term := term_for(stage, check.purpose, _channel(check)):
		_set(check, STEP, term, entered_on(check))
	else:
		_set_days(check, STEP, _day(check.due_on), _day(check.remind_on))
	if stage == stages.VILLAGE:
		check.review_due_on = check.step_due_on


def follow_channel(check: RiskCheck) -> None:
	"""Set both clocks again where a save changes the channel."""
	before = check.get_doc_before_save()
	if before and check.stage not in stages.FINAL and (before.green_lane or "") != (check.green_lane or ""):
		set_clocks(check)


def finish_step(check: RiskCheck, stage: str) -> dict:
	"""End the pauses of a check that leaves `stage` today; returns the values of the round for its row of Check Step."""
	if end_pauses(check):
		set_clocks(check, stage)
	entered = entered_on(check)
	return {
		"entered_on": entered,
		"due_on": check.step_due_on,
		"working_days": working_days(check, entered, getdate(today())),
	}


def begin_step(check: RiskCheck) -> None:
	"""Begin the clock of the stage that the check has just entered; a determination ends all clocks."""
	if check.stage in stages.FINAL:
		_set_days(check, STEP, None, None)
		check.remind_on = None
		check.days_taken = working_days(check, getdate(check.started_on), getdate(check.decided_on))
	else:
		set_step_clock(check, check.stage)


def end_pauses(check: RiskCheck) -> bool:
	"""Today becomes the last day of the pause that covers it; pauses that have not begun are removed. Returns whether
	there was one."""
	day = getdate(today())
	unfinished = [row for row in check.pauses if getdate(row.until_date) > day]
	for row in unfinished:
		if getdate(row.from_date) > day:
			check.remove(row)
		else:
			row.until_date = day
	return bool(unfinished)


def working_days(check: RiskCheck, start: date, end: date) -> int:
	"""The working days after `start` until `end`, without those of pauses."""
	return day_count(True, pauses_of(check)).between(start, end)


def entered_on(check: RiskCheck) -> date:
	"""When the present round of the check's step began."""
	return getdate(check.steps[-1].moved_at if check.steps else check.started_on)


def pauses_of(check: RiskCheck) -> Pauses:
	return tuple((getdate(row.from_date), getdate(row.until_date)) for row in check.pauses)


def _channel(check: RiskCheck) -> str:
	source = frappe.db.get_value("Risk Alert", check.alert, "source") if check.alert else None
	return channel_of(source, check.green_lane)


def _set(check: RiskCheck, prefix: str, term: Term | None, start: date) -> None:
	pauses = pauses_of(check)
	due = term.last_day(start, pauses) if term else None
	_set_days(check, prefix, due, term.remind_on(due, pauses) if term and due else None)


def _set_days(check: RiskCheck, prefix: str, due: date | None, remind_on: date | None) -> None:
	"""Set the days of one clock. A moved last day is reminded of again."""
	if _day(check.get(f"{prefix}due_on")) != due:
		check.set(f"{prefix}reminder", "")
	check.set(f"{prefix}due_on", due)
	check.set(f"{prefix}remind_on", remind_on)


def _day(value: date | str | None) -> date | None:
	return getdate(value) if value else None
