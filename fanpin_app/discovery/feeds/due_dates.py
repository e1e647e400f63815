"""Which feed's file is due for which month, until when, and whether it has come."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import frappe
from frappe.utils import add_months, getdate

# An agency has done its part when the rows are in, or wait for whoever applies what they change in the register. A file in
# any other state is still asked for.
DELIVERED = ("Loaded", "Compared")
# These are nowhere: taken back, given up, or on their way.
NOT_THERE = ("Rolled Back", "Cancelled", "Queued", "Loading")


@dataclass(frozen=True)
class Due:
	"""One month's file of a feed (name, feed_name, agency): the month, the last day for it, and whether a file came that
	is not loaded."""

	feed: frappe._dict
	period: str
	on: date
	came_unloaded: bool = False


def due_on(period: str, due_day: int) -> date:
	"""A month is over before it is told about: 202610 with due day 5 is due on 2026-11-05."""
	following = getdate(add_months(date(int(period[:4]), int(period[4:]), 1), 1))
	return following.replace(day=min(due_day, monthrange(following.year, following.month)[1]))


def month_before(period: str, months: int = 1) -> str:
	return getdate(add_months(date(int(period[:4]), int(period[4:]), 1), -months)).strftime("%Y%m")


def latest_months(day: date, months: int) -> list[str]:
	"""The last months that are over on the day, the latest first."""
	return [month_before(day.strftime("%Y%m"), back) for back in range(1, months + 1)]


def demanded(feed: frappe._dict, period: str) -> Due | None:
	"""None where nobody asks for it: the feed is not in use, has no due day, or was made after that day."""
	if not feed.enabled or not feed.due_day:
		return None
	due = Due(feed, period, due_on(period, feed.due_day))
	return due if getdate(feed.creation) <= due.on else None


def still_awaited(day: date, months: int) -> Iterator[Due]:
	"""What has not come for one of the last months; feeds in the order of their agencies."""
	feeds = frappe.get_all(
		"Data Feed",
		filters={"enabled": 1, "due_day": (">", 0)},
		fields=["name", "feed_name", "agency", "enabled", "due_day", "remind_days", "creation"],
		order_by="agency, name",
	)
	periods = latest_months(day, months)
	names = [feed.name for feed in feeds]
	delivered = _batches(names, periods, ("in", DELIVERED))
	unloaded = _batches(names, periods, ("not in", DELIVERED + NOT_THERE))
	for feed in feeds:
		for period in periods:
			due = demanded(feed, period)
			if due and (feed.name, period) not in delivered:
				yield replace(due, came_unloaded=(feed.name, period) in unloaded)


def _batches(feeds: list[str], periods: list[str], status: tuple) -> set[tuple[str, str]]:
	"""Feed and period of the batches in these states."""
	return set(
		frappe.get_all(
			"Data Batch",
			filters={"feed": ("in", feeds), "period": ("in", periods), "status": status},
			fields=["feed", "period"],
			as_list=True,
		)
	)
