"""The monthly proposal: one meeting with its agenda for each leading group that meets every month."""

from __future__ import annotations

from datetime import date

import frappe
from frappe.utils import add_days, get_first_day, get_last_day, getdate

from fanpin_app.coordination.groups import GROUP
from fanpin_app.database.locking import lock

MEETING = "Coordination Meeting"


def propose_meetings(run_day: date | str | None = None) -> list[str]:
	"""Daily job: propose the meetings that are due on the day (default: today); returns their names.

	A group gets one a month, however often this runs; none if it has a meeting in that month already. A day that was
	missed is made up for until the end of the month.
	"""
	plan, day = frappe.get_cached_doc("Meeting Plan"), getdate(run_day)
	if not plan.monthly:
		return []
	months = {get_first_day(day), get_first_day(add_days(day, plan.days_ahead))}
	planned = [planned_day(month, plan.day_of_month) for month in sorted(months)]
	due = [each for each in planned if getdate(add_days(each, -plan.days_ahead)) <= day]
	proposed = (_propose(group, meeting_on, day) for meeting_on in due for group in _groups_on(meeting_on))
	return [name for name in proposed if name]


def planned_day(month: date, day_of_month: int) -> date:
	"""The day of the plan in the month of a date, its last day if the month is shorter."""
	return min(getdate(add_days(get_first_day(month), day_of_month - 1)), getdate(get_last_day(month)))


def _groups_on(day: date) -> list[frappe._dict]:
	group = frappe.qb.DocType(GROUP)
	return (
		frappe.qb.from_(group)
		.select(group.name)
		.where((group.meets_monthly == 1) & (group.from_date <= day))
		.where(group.to_date.isnull() | (group.to_date >= day))
		.where(group.creation < add_days(day, 1))
		.orderby(group.name)
		.run(as_dict=True)
	)


def _propose(group: frappe._dict, planned: date, day: date) -> str | None:
	lock(GROUP, group.name)
	month = (get_first_day(planned), get_last_day(planned))
	if frappe.db.exists(MEETING, {"leading_group": group.name, "meeting_on": ("between", month)}):
		return None
	key = f"{group.name}/{planned:%Y%m}"
	if frappe.db.exists(MEETING, {"month_key": key}):
		return None
	meeting = frappe.get_doc(
		doctype=MEETING, leading_group=group.name, meeting_on=max(planned, day), month_key=key
	)
	return meeting.insert(ignore_permissions=True).name
