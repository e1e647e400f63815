"""From November on: a warning that the holidays of the coming year are missing, until they are entered."""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.translate import get_user_lang, print_language
from frappe.utils import get_first_day, getdate
from frappe.utils.user import get_users_with_role

from fanpin_app.early_warning.response.working_time import ONE_DAY, load_working_time

NOVEMBER = 11
ROLE = "Monitoring Administrator"
PLAN = "Response Plan"


def missing_years(day: date) -> list[int]:
	"""The year of `day` and, from November on, the next one, where the Response Plan lists none of its days."""
	last = date(day.year + (day.month >= NOVEMBER), 12, 31)
	return load_working_time().years_without_calendar(date(day.year, 1, 1) - ONE_DAY, last)


def warn_administrators(today: date | str | None = None) -> int:
	"""Daily job: a notification for each administrator, once a month while a calendar is missing; returns the number."""
	day = getdate(today)
	years = missing_years(day)
	warned = [user for user in get_users_with_role(ROLE) if not _was_warned(user, day)] if years else []
	for user in warned:
		_warn(user, years)
	return len(warned)


def sentence(years: list[int]) -> str:
	return _(
		"The holidays and make-up working days of {0} are not entered: until then, working days are counted by the days "
		"of the week. Enter them in Response Plan as soon as they are announced."
	).format("、".join(map(str, years)))


def notes(after: date, until: date) -> list[str]:
	"""What is to be known of a count of working days after one day until another: which of its years have no calendar."""
	years = load_working_time().years_without_calendar(after, until)
	return [
		_(
			"The holidays of {0} are not entered yet: its working days are counted by the days of the week, and the last "
			"day may still change."
		).format(year)
		for year in years
	]


def _was_warned(user: str, day: date) -> bool:
	return bool(
		frappe.db.exists(
			"Notification Log",
			{"document_type": PLAN, "for_user": user, "creation": (">=", get_first_day(day))},
		)
	)


def _warn(user: str, years: list[int]) -> None:
	with print_language(get_user_lang(user)):
		text = sentence(years)
	frappe.get_doc(
		doctype="Notification Log",
		type="Alert",
		for_user=user,
		document_type=PLAN,
		document_name=PLAN,
		subject=text,
	).insert(ignore_permissions=True)
