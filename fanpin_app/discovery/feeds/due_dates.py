"""Which feed's file is due for which month, until when, and whether it has arrived."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import frappe
from frappe.utils import add_months, getdate

# An agency's file counts as delivered when its rows are loaded, or are waiting to be applied to the register. In any
# other status it is still expected.
DELIVERED = ("Loaded", "Compared")
# Batches without rows in the system: taken back, cancelled, or in process.
WITHOUT_FILE = ("Rolled Back", "Cancelled", "Queued", "Loading")


@dataclass(frozen=True)
class Due:
	"""One month's file of a feed (name, feed_name, agency): the month, the due day, and whether a file arrived that
	is not loaded."""

	feed: frappe._dict
	period: str
	on: date
	came_unloaded: bool = False


def due_on(period: str, due_day: int) -> date:
	"""The day on which a month's file is due, in the month after it: 202610 with due day 5 is due on 2026-11-05."""
	following = getdate(add_months(date(int(period[:4]), int(period[4:]), 1), 1))
	return following.replace(day=min(due_day, monthrange(following.year, following.month)[1]))


def month_before(period: str, months: int = 1) -> str:
	return getdate(add_months(date(int(period[:4]), int(period[4:]), 1), -months)).strftime("%Y%m")


def latest_months(day: date, months: int) -> list[str]:
	"""The last complete months on the day, the latest first."""
	return [month_before(day.strftime("%Y%m"), back) for back in range(1, months + 1)]


def due_file(feed: frappe._dict, period: str) -> Due | None:
	"""The file due for the period; None where the feed is disabled, has no due day, or was created after that day."""
	if not feed.enabled or not feed.due_day:
		return None
	due = Due(feed, period, due_on(period, feed.due_day))
	return due if getdate(feed.creation) <= due.on else None


def awaited_files(day: date, months: int) -> Iterator[Due]:
	"""Files of the last months that have not arrived; feeds ordered by agency."""
	feeds = frappe.get_all(
		"Data Feed",
		filters={"enabled": 1, "due_day": (">", 0)},
		fields=["name", "feed_name", "agency", "enabled", "due_day", "remind_days", "creation"],
		order_by="agency, name",
	)
	periods = latest_months(day, months)
	names = [feed.name for feed in feeds]
	delivered = _batches(names, periods, ("in", DELIVERED))
	unloaded = _batches(names, periods, ("not in", DELIVERED + WITHOUT_FILE))
	for feed in feeds:
		for period in periods:
			due = due_file(feed, period)
			if due and (feed.name, period) not in delivered:
				yield replace(due, came_unloaded=(feed.name, period) in unloaded)


def _batches(feeds: list[str], periods: list[str], status: tuple) -> set[tuple[str, str]]:
	"""Feed and period of the batches with one of the statuses."""
	return set(
		frappe.get_all(
			"Data Batch",
			filters={"feed": ("in", feeds), "period": ("in", periods), "status": status},
			fields=["feed", "period"],
			as_list=True,
		)
	)
