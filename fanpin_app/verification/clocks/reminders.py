"""Daily reminders of last days: the office in charge before the last day and on it, the office above once it is past.

Each officer gets one message a day, and each reminder is sent once for a last day. An office without an officer is
represented by the next one above, as for alerts (`early_warning/response/officers.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.translate import get_user_lang, print_language
from frappe.utils import escape_html, formatdate, getdate
from pypika import Table
from pypika.terms import Criterion

from fanpin_app.database import bulk
from fanpin_app.early_warning.response.officers import OfficerLookup, next_tier
from fanpin_app.verification import stages
from fanpin_app.verification.clocks.offices import Offices
from fanpin_app.verification.clocks.terms import WHOLE

BEFORE, DUE, OVERDUE = "Before", "Due", "Overdue"
REMINDERS = ("", BEFORE, DUE, OVERDUE)
MAX_LINES = 20


@dataclass(frozen=True)
class Deadline:
	"""A last day that a DocType's documents have in the field `due`, with the fields `remind_on` and `reminder`.

	`running`: which documents have it now; `state`: the field from which `tier_of` finds the tier in charge, and `title`
	what has to be done.
	"""

	doctype: str
	due: str
	remind_on: str
	reminder: str
	running: Callable[[Table], Criterion]
	state: str
	tier_of: Callable[[str], str]
	title: Callable[[str], str]


@dataclass(frozen=True)
class Notice:
	"""One reminder of one document."""

	deadline: Deadline
	document: frappe._dict
	kind: str


def remind_offices(today: date | str | None = None) -> int:
	"""Daily job: send the reminders of running checks; returns the number of messages."""
	return send(_deadlines(), getdate(today))


def send(deadlines: Iterable[Deadline], day: date) -> int:
	"""Send what the deadlines have to remind of on this day, one message for each officer; returns their number."""
	officers, by_officer = OfficerLookup(), defaultdict(list)
	for deadline in deadlines:
		for notice in _pending(deadline, day):
			if officer := _officer(notice, officers):
				by_officer[officer].append(notice)
	for officer, notices in by_officer.items():
		_notify(officer, sorted(notices, key=lambda notice: notice.document.due))
	_mark(notice for notices in by_officer.values() for notice in notices)
	return len(by_officer)


def _deadlines() -> list[Deadline]:
	def of_step(check: Table) -> Criterion:
		return check.stage.notin(stages.FINAL)

	def of_whole(check: Table) -> Criterion:
		"""Unless the step has the same last day."""
		return of_step(check) & (check.step_due_on.isnull() | (check.step_due_on != check.due_on))

	offices = Offices()
	by_office = offices.field, offices.tier_of
	step = Deadline(
		"Risk Check", "step_due_on", "step_remind_on", "step_reminder", of_step, *by_office, title=_
	)
	whole = Deadline(
		"Risk Check", "due_on", "remind_on", "reminder", of_whole, *by_office, title=lambda state: _(WHOLE)
	)
	return [step, whole]


def _pending(deadline: Deadline, day: date) -> list[Notice]:
	"""What has to be sent and was not sent yet."""
	table = frappe.qb.DocType(deadline.doctype)
	due, remind_on, reminder = (
		table[field] for field in (deadline.due, deadline.remind_on, deadline.reminder)
	)
	documents = (
		frappe.qb.from_(table)
		.select(table.name, table.region, table.head_name, table[deadline.state].as_("state"))
		.select(due.as_("due"), reminder.as_("reminder"))
		.where(deadline.running(table))
		.where((due <= day) | (remind_on <= day))
		.where(reminder.isnull() | (reminder != OVERDUE))
		.orderby(table.name)
		.run(as_dict=True)
	)
	notices = (Notice(deadline, document, _kind(document.due, day)) for document in documents)
	return [notice for notice in notices if _is_later(notice.kind, notice.document.reminder)]


def _kind(due: date, day: date) -> str:
	if due < day:
		return OVERDUE
	return DUE if due == day else BEFORE


def _is_later(kind: str, sent: str | None) -> bool:
	return REMINDERS.index(kind) > REMINDERS.index(sent or "")


def _officer(notice: Notice, officers: OfficerLookup) -> str | None:
	"""Whoever is reminded: of the tier in charge; of the next tier up once the last day is past, if there is one."""
	region, tier = notice.document.region, notice.deadline.tier_of(notice.document.state)
	above = next_tier(tier) if notice.kind == OVERDUE else None
	officer = officers.find(region, above)[0] if above else None
	return officer or officers.find(region, tier)[0]


def _notify(officer: str, notices: list[Notice]) -> None:
	with print_language(get_user_lang(officer)):
		counts = [sum(notice.kind == kind for notice in notices) for kind in (OVERDUE, DUE, BEFORE)]
		subject = _("Time limits: {0} overdue, {1} due today, {2} due soon").format(*counts)
		lines = [_line(notice) for notice in notices[:MAX_LINES]]
		if len(notices) > MAX_LINES:
			lines.append(_("and {0} more").format(len(notices) - MAX_LINES))
	message = "<br>".join(lines)
	first = notices[0]
	frappe.get_doc(
		doctype="Notification Log",
		type="Alert",
		for_user=officer,
		document_type=first.deadline.doctype,
		document_name=first.document.name,
		subject=subject,
		email_content=message,
	).insert(ignore_permissions=True)
	if EmailAccount.find_outgoing():
		frappe.sendmail(recipients=[officer], subject=subject, message=message)


def _line(notice: Notice) -> str:
	document = notice.document
	sentence = {
		BEFORE: _("{0} ({1}), {2}: the last day is {3}."),
		DUE: _("{0} ({1}), {2}: the last day is today, {3}."),
		OVERDUE: _("{0} ({1}), {2}: the last day was {3}."),
	}[notice.kind]
	title = notice.deadline.title(document.state or "")
	about = (document.head_name or "", document.name, title, formatdate(document.due))
	return escape_html(sentence.format(*about))


def _mark(notices: Iterable[Notice]) -> None:
	"""Store what was sent. Without a new `modified`, because forms that are open do not show it."""
	names = defaultdict(list)
	for notice in notices:
		names[notice.deadline.doctype, notice.deadline.reminder, notice.kind].append(notice.document.name)
	for (doctype, field, kind), documents in names.items():
		for chunk in bulk.chunks(documents):
			frappe.db.set_value(doctype, {"name": ("in", chunk)}, field, kind, update_modified=False)
