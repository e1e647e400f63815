"""Daily reminders: agencies' data officers get what is due or late, the city what is late; one message a day for each."""

from collections import defaultdict
from datetime import date

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.translate import get_user_lang, print_language
from frappe.utils import escape_html, formatdate, getdate

from fanpin_app.discovery.feeds.due_dates import Due, awaited_files
from fanpin_app.permissions.postings import AGENCY_DUTY, on_duty

CITY_DUTY = "City Officer"
# For how many months back files are still requested.
MONTHS = 3
# A late file is requested on the day after it was due, and then weekly.
DAYS_BETWEEN = 7


def remind(today: date | str | None = None) -> int:
	"""Daily job: send the day's reminders; returns how many officers got one."""
	day = getdate(today)
	awaited = list(awaited_files(day, MONTHS))
	dues_by_officer: dict[str, list[Due]] = defaultdict(list)
	for due in awaited:
		if _is_reminded_of(due, day):
			for officer in _officers(AGENCY_DUTY, due.feed.agency):
				dues_by_officer[officer].append(due)
	late = [due for due in awaited if _is_late_by_weeks(due, day)]
	for officer in _officers(CITY_DUTY) if late else ():
		dues_by_officer[officer] += [due for due in late if due not in dues_by_officer[officer]]
	for officer, dues in dues_by_officer.items():
		_notify(officer, dues, day)
	return len(dues_by_officer)


def _is_reminded_of(due: Due, day: date) -> bool:
	"""On the feed's days before the due day, on the due day, and weekly while it is late."""
	ahead = (due.on - day).days
	return ahead == 0 or ahead == (due.feed.remind_days or 0) or _is_late_by_weeks(due, day)


def _is_late_by_weeks(due: Due, day: date) -> bool:
	days = (day - due.on).days
	return days > 0 and days % DAYS_BETWEEN == 1


def _officers(duty: str, agency: str | None = None) -> list[str]:
	"""Enabled users who hold the duty today, for the agency if one is given."""
	posting, user = frappe.qb.DocType("Officer Posting"), frappe.qb.DocType("User")
	query = (
		on_duty(duty)
		.join(user)
		.on(user.name == posting.user)
		.select(posting.user)
		.distinct()
		.where(user.enabled == 1)
		.orderby(posting.user)
	)
	if agency:
		query = query.where(posting.agency == agency)
	return query.run(pluck=True)


def _notify(officer: str, dues: list[Due], day: date) -> None:
	with print_language(get_user_lang(officer)):
		late = sum(due.on < day for due in dues)
		subject = _("Agencies' files: {0} late, {1} due").format(late, len(dues) - late)
		message = "<br>".join(_sentence(due, day) for due in sorted(dues, key=lambda due: due.on))
	frappe.get_doc(
		doctype="Notification Log",
		type="Alert",
		for_user=officer,
		document_type="Data Feed",
		document_name=dues[0].feed.name,
		subject=subject,
		email_content=message,
	).insert(ignore_permissions=True)
	if EmailAccount.find_outgoing():
		frappe.sendmail(recipients=[officer], subject=subject, message=message)


def _sentence(due: Due, day: date) -> str:
	about = (
		escape_html(due.feed.agency or ""),
		escape_html(due.feed.feed_name),
		due.period,
		formatdate(due.on),
	)
	if due.on < day:
		sentence = _("{0}, {1} for {2}: was due on {3}, {4} days late.").format(*about, (day - due.on).days)
	else:
		sentence = _("{0}, {1} for {2}: due on {3}.").format(*about)
	if due.came_unloaded:
		sentence += " " + _("A file came and is not loaded: look at it in the list of Data Batches.")
	return sentence
