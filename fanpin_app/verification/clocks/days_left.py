"""The days left of checks' clocks in words and colour, for their form and list: worked out when they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import frappe
from frappe import _
from frappe.utils import formatdate, getdate, today

from fanpin_app.early_warning.response.calendar_warning import notes
from fanpin_app.early_warning.response.day_count import DayCount
from fanpin_app.permissions.postings import roles_in
from fanpin_app.security.queries.reader_guards import as_names
from fanpin_app.verification import stages
from fanpin_app.verification.clocks.offices import Offices, officers_for
from fanpin_app.verification.clocks.pauses import allowed_reasons
from fanpin_app.verification.clocks.terms import FIRST_MEASURE, WHOLE, Pauses, Term, channel_of, term_for

MAX_CHECKS = 500  # the largest page of a list
FIELDS = (
	"name",
	"purpose",
	"stage",
	"workflow_state",
	"region",
	"alert",
	"green_lane",
	"started_on",
	"step_due_on",
	"due_on",
)
# Until this many days are left, without a reminder of an earlier day.
SOON = 1


def get_clocks(checks: str | list[str]) -> dict[str, dict]:
	"""The clocks of those of the checks that the user may read and that are not determined yet.

	Of each check: `clocks` of the step, of the whole way and until the first measure, each with `title`, `text`, `colour`, `is_overdue` and `due`
	(as text); `notes`, what is to be known of the count, as sentences; `is_paused`; `unassigned`, a sentence if nobody is
	posted to the office that has the check.
	"""
	names = as_names(checks)
	if len(names) > MAX_CHECKS:
		frappe.throw(_("Choose at most {0} checks.").format(MAX_CHECKS))
	running = frappe.get_list(
		"Risk Check",
		filters={"name": ("in", names), "stage": ("not in", stages.FINAL)},
		fields=FIELDS,
		limit=len(names),
	)
	pauses, alerts, day = _pauses(running), _alerts(running), getdate(today())
	unassigned = _unassigned(running)
	return {
		check.name: _reading(check, alerts.get(check.alert), pauses.get(check.name, ()), day)
		| {"unassigned": unassigned.get(check.name)}
		for check in running
	}


def get_pause_options(check: str) -> dict:
	"""For the form: the `reasons` for which the user may pause the clock now, each with `reason` and `max_days`, and
	whether they may end a pause (`may_end`). Raises `frappe.PermissionError` outside of the user's regions."""
	doc = frappe.get_doc("Risk Check", check)
	doc.check_permission("read")
	roles = stages.editing_roles(doc)
	holds_step = not roles or not roles.isdisjoint(roles_in(doc.region or ""))
	if doc.stage in stages.FINAL or not holds_step or not doc.has_permission("write"):
		return {"reasons": [], "may_end": False}
	return {
		"reasons": [
			{"reason": row.reason, "max_days": row.max_days}
			for row in (allowed_reasons(doc.stage) if doc.step_due_on else ())
		],
		"may_end": any(getdate(row.until_date) > getdate(today()) for row in doc.pauses),
	}


def text_of(due: date, count: DayCount, day: date) -> str:
	"""How many days are left until `due` on `day`, or by how many it is past."""
	in_working_days = count.working_time is not None
	if due == day:
		return _("Due today")
	if due > day:
		left = count.between(day, due)
		return (_("{0} working days left") if in_working_days else _("{0} days left")).format(left)
	if not (late := count.between(due, day)):
		return _("Past the last day")
	return (_("{0} working days overdue") if in_working_days else _("{0} days overdue")).format(late)


def read(title: str, due: date, term: Term, pauses: Pauses, day: date) -> dict:
	"""One clock as it is shown on `day`: `title`, `text`, `colour`, `is_overdue`, and `due` as text."""
	count = term.count(pauses)
	if due < day:
		colour = "red"
	else:
		colour = "orange" if count.between(day, due) <= max(term.remind_before, SOON) else "green"
	return {
		"title": title,
		"text": text_of(due, count, day),
		"colour": colour,
		"is_overdue": due < day,
		"due": formatdate(due),
	}


def _reading(check: frappe._dict, alert: frappe._dict | None, pauses: Pauses, day: date) -> dict:
	clocks = list(_clocks(check, alert, pauses))
	paused_until = next((last for first, last in pauses if first <= day <= last), None)
	last = max((due for _title, due, term in clocks if term.in_working_days), default=day)
	paused = [_("Paused until {0}").format(formatdate(paused_until))] if paused_until else []
	return {
		"clocks": [read(title, due, term, pauses, day) for title, due, term in clocks],
		"notes": [*paused, *notes(day, last)],
		"is_paused": bool(paused_until),
	}


def _clocks(
	check: frappe._dict, alert: frappe._dict | None, pauses: Pauses
) -> Iterator[tuple[str, date, Term]]:
	"""Title, last day and limit of the clocks that run: of the step, of the whole way, and until the first measure."""
	channel = channel_of(alert.source if alert else None, check.green_lane)
	whole = term_for(WHOLE, check.purpose, channel) or Term(0)
	if check.step_due_on:
		yield _(check.stage), check.step_due_on, term_for(check.stage, check.purpose, channel) or whole
	if check.due_on:
		yield _(WHOLE), check.due_on, whole
	help_term = term_for(FIRST_MEASURE, check.purpose, channel) if check.purpose == "Inclusion" else None
	if help_term:
		warned_on = alert.raised_on if alert else check.started_on
		yield _(FIRST_MEASURE), help_term.last_day(warned_on, pauses), help_term


def _unassigned(checks: list[frappe._dict]) -> dict[str, str]:
	"""Of the checks whose office has no officer: which office has to act instead, as a sentence."""
	offices = Offices()
	officers = officers_for({check.region for check in checks if check.region})
	found = {}
	for check in checks:
		tier = offices.tier_of(check[offices.field])
		_user, tier_found = officers.find(check.region or "", tier)
		if tier_found != tier:
			found[check.name] = (
				_(
					"Unassigned: nobody of the tier {0} is posted here, so the tier {1} has to see to it."
				).format(_(tier), _(tier_found))
				if tier_found
				else _("Unassigned: nobody is posted here.")
			)
	return found


def _pauses(checks: list[frappe._dict]) -> dict[str, Pauses]:
	rows = frappe.get_all(
		"Check Pause",
		filters={"parenttype": "Risk Check", "parent": ("in", [check.name for check in checks])},
		fields=("parent", "from_date", "until_date"),
	)
	found = defaultdict(list)
	for row in rows:
		found[row.parent].append((row.from_date, row.until_date))
	return {check: tuple(pauses) for check, pauses in found.items()}


def _alerts(checks: list[frappe._dict]) -> dict[str, frappe._dict]:
	names = {check.alert for check in checks if check.alert}
	fields = ("name", "source", "raised_on")
	return {row.name: row for row in frappe.get_all("Risk Alert", {"name": ("in", [*names])}, fields)}
