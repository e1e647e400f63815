"""What clients may call of verification: each function calls one that checks the rights and does the work.

Where more is to be said of arguments and results, the called function says it.
"""

import frappe

from fanpin_app.verification.clocks.days_left import get_clocks as clocks
from fanpin_app.verification.clocks.days_left import get_pause_options as pause_options
from fanpin_app.verification.clocks.pauses import end_pause as end
from fanpin_app.verification.clocks.pauses import pause
from fanpin_app.verification.papers import get_owed, hand_in
from fanpin_app.verification.public_notice.objections import answer as give_answer
from fanpin_app.verification.public_notice.objections import record
from fanpin_app.verification.start import start_check as start


@frappe.whitelist(methods=["POST"])
def start_check(alert: str) -> str:
	"""Start the check for inclusion of the Risk Alert's household; returns the name of the Risk Check."""
	return start(alert)


@frappe.whitelist(methods=["GET", "POST"])
def get_owed_papers(check: str) -> list[str]:
	"""What a Risk Check in the green lane still owes, as sentences; empty for any other."""
	return get_owed(check)


@frappe.whitelist(methods=["POST"])
def hand_in_papers(
	check: str,
	votes_present: int | None = None,
	votes_for: int | None = None,
	votes_against: int | None = None,
	notice_from: str | None = None,
	notice_to: str | None = None,
	appraised_on: str | None = None,
	appraisal_place: str | None = None,
	appraisal_minutes: str | None = None,
	notice_place: str | None = None,
	hung_by: str | None = None,
	hung_on: str | None = None,
	taken_down_by: str | None = None,
	taken_down_on: str | None = None,
) -> list[str]:
	"""Save the papers of a green lane check that has left the village: its appraisal and its public notice."""
	return hand_in(
		check,
		votes_present=votes_present,
		votes_for=votes_for,
		votes_against=votes_against,
		notice_from=notice_from,
		notice_to=notice_to,
		appraised_on=appraised_on,
		appraisal_place=appraisal_place,
		appraisal_minutes=appraisal_minutes,
		notice_place=notice_place,
		hung_by=hung_by,
		hung_on=hung_on,
		taken_down_by=taken_down_by,
		taken_down_on=taken_down_on,
	)


@frappe.whitelist(methods=["POST"])
def record_objection(check: str, objection: str, received_on: str, objector: str | None = None) -> None:
	"""Record an objection to a Risk Check that was received on a day; its author may stay unnamed."""
	record(check, objection, received_on, objector)


@frappe.whitelist(methods=["POST"])
def answer_objection(check: str, row: str, answer: str) -> None:
	"""Answer an objection, given by the name of its row, for the office that holds the check's step."""
	give_answer(check, row, answer)


@frappe.whitelist(methods=["GET", "POST"])
def get_clocks(checks: str | list[str]) -> dict[str, dict]:
	"""The days left of the Risk Checks that are not determined yet: of the step and of the whole way, in words."""
	return clocks(checks)


@frappe.whitelist(methods=["GET", "POST"])
def get_pause_options(check: str) -> dict:
	"""For which reasons the user may pause the clock of a Risk Check now, and whether they may end a pause."""
	return pause_options(check)


@frappe.whitelist(methods=["POST"])
def pause_clock(check: str, reason: str, from_date: str, until_date: str) -> None:
	"""Pause the clocks of a Risk Check on these days, both included, for a reason that Statutory Clock allows."""
	pause(check, reason, from_date, until_date)


@frappe.whitelist(methods=["POST"])
def end_pause(check: str) -> None:
	"""End the pause of a Risk Check today."""
	end(check)
