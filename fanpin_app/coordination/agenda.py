"""The agenda of a coordination meeting: what is overdue in its region on a day, and what earlier meetings decided.

Each figure is counted with the filters of the list that it leads to, so that both show the same documents.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import frappe
from frappe.utils import add_days, getdate, now_datetime, nowdate

from fanpin_app.coordination import groups
from fanpin_app.discovery.feeds.due_dates import awaited_files
from fanpin_app.permissions.postings import prefix_of
from fanpin_app.verification import stages
from fanpin_app.verification.clock import clock

if TYPE_CHECKING:
	from fanpin_app.coordination.doctype.coordination_meeting.coordination_meeting import CoordinationMeeting

ALERTS, FILES, CHECKS, MEASURES = "Overdue Alerts", "Late Files", "Overdue Checks", "Undelivered Measures"
OPEN_DECISION, OTHER = "Open Decision", "Other"
# Files of the last months that are still expected, as in the reminders to agencies.
MONTHS_OF_FILES = 3
Filters = dict[str, Any]


def renew(meeting: CoordinationMeeting) -> None:
	"""Replace the rows made from data by those of today; what was noted beside them and other rows stay."""
	noted = {(row.item_kind, row.decision): row.discussion for row in meeting.agenda}
	others = [row for row in meeting.agenda if row.item_kind == OTHER]
	meeting.set("agenda", [])
	for values in (*_figures(meeting.region), *_open_decisions(meeting)):
		noted_before = noted.get((values["item_kind"], values.get("decision")))
		meeting.append("agenda", values | {"discussion": noted_before})
	for row in others:
		meeting.append("agenda", row)


def expect_units(meeting: CoordinationMeeting) -> None:
	"""List the units of the group's members on the day of the meeting, for who keeps the attendance."""
	group = frappe.get_doc(groups.GROUP, meeting.leading_group)
	for unit in groups.member_units(groups.members_on(group, meeting.meeting_on)):
		meeting.append("attendance", {"unit": unit})


def lists(region: str | None) -> dict[str, tuple[str, Filters]]:
	"""Kind of agenda item → DocType and filters of its list today, in the region and below; none without a region."""
	if not region:
		return {}
	within, today = ("like", f"{prefix_of(region)}%"), nowdate()
	planned_before = add_days(today, -clock().measures_within_days)
	return {
		ALERTS: ("Risk Alert", {"status": "Open", "response_due": ("<", _now()), "region": within}),
		CHECKS: (
			"Risk Check",
			{"stage": ("not in", stages.FINAL), "due_on": ("<", today), "region": within},
		),
		MEASURES: (
			"Assistance Measure",
			{
				"status": ("in", ("Planned", "Under Way")),
				"creation": ("<", planned_before),
				"planned_for": ("<=", today),
				"region": within,
			},
		),
	}


def routes(region: str | None) -> dict[str, dict]:
	"""Kind of agenda item → where the desk shows its documents: `route` and `options`."""
	found = {
		kind: {"route": ["List", doctype, "List"], "options": filters}
		for kind, (doctype, filters) in lists(region).items()
	}
	ledger = {"months": MONTHS_OF_FILES, "attention_only": 1}
	return found | {FILES: {"route": ["query-report", "Data Ledger"], "options": ledger}}


def _figures(region: str | None) -> list[dict]:
	counted = {
		kind: len(frappe.get_all(doctype, filters=filters, pluck="name"))
		for kind, (doctype, filters) in lists(region).items()
	}
	counted[FILES] = late_files(getdate())
	return [
		{"item_kind": kind, "figure": counted[kind], "as_of": nowdate()}
		for kind in (ALERTS, FILES, CHECKS, MEASURES)
		if kind in counted
	]


def late_files(day: date) -> int:
	"""How many monthly files of agencies are overdue. A file is for the whole city, whatever the region of a meeting."""
	return sum(due.on < day for due in awaited_files(day, MONTHS_OF_FILES))


def _open_decisions(meeting: CoordinationMeeting) -> list[dict]:
	"""What earlier meetings of the group decided and nobody has done yet, the oldest first."""
	of_group = frappe.get_all(
		"Coordination Meeting",
		{"leading_group": meeting.leading_group, "name": ("!=", meeting.name or "")},
		pluck="name",
	)
	decisions = frappe.get_all(
		"Meeting Decision",
		{"meeting": ("in", of_group), "status": "Open"},
		["name", "subject", "due_on"],
		order_by="due_on, name",
	)
	return [
		{
			"item_kind": OPEN_DECISION,
			"subject": decision.subject,
			"decision": decision.name,
			"due_on": decision.due_on,
			"overdue": int(getdate(decision.due_on) < getdate()),
			"as_of": nowdate(),
		}
		for decision in decisions
	]


def _now() -> str:
	return str(now_datetime().replace(microsecond=0))
