"""When an alert's first response is due, what time is left, and who is to give it: by its level, as configured."""

from datetime import datetime, timedelta
from functools import cached_property

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.response.officers import TIERS, Officers
from fanpin_app.early_warning.response.working_time import MINUTE, WorkingTime, working_time
from fanpin_app.permissions.postings import WHOLE, prefix_of

MINUTES_A_DAY = 24 * 60


class Response:
	"""The terms of answering at one moment, for alerts within the regions of a prefix.

	All of a screening's alerts are begun by one: it asks the database once, however many they are.
	"""

	def __init__(
		self, within: str = WHOLE, levels: Levels | None = None, now: datetime | None = None
	) -> None:
		self.within = within
		self.levels = levels or Levels()
		self.now = now or now_datetime()
		self._dues: dict[str, datetime] = {}

	@cached_property
	def working_time(self) -> WorkingTime:
		return working_time()

	@cached_property
	def officers(self) -> Officers:
		return Officers(self.within)

	def due(self, level: str) -> datetime:
		"""When a response that the level asks for from now on is due."""
		if level not in self._dues:
			hours = self.levels.response_hours(level)
			if self.levels.counts_working_time(level):
				self._dues[level] = self.working_time.after(self.now, self.working_time.minutes_of(hours))
			else:
				self._dues[level] = self.now + timedelta(hours=hours)
		return self._dues[level]

	def due_before(self, level: str, hours: int) -> datetime:
		"""The latest due of which, by the level's clock, so many hours have passed."""
		if self.levels.counts_working_time(level):
			return self.working_time.before(self.now, self.working_time.minutes_of(hours))
		return self.now - timedelta(hours=hours)

	def left(self, alert: Document | dict, units: int = 2) -> str:
		"""What time is left for the first response, or how long it is overdue, by the level's clock, in words.

		So many `units` are told, from the largest that says something: who has days does not count minutes.
		"""
		due = get_datetime(alert.response_due)
		length = " ".join(self._length(alert.level, *sorted((self.now, due)))[:units])
		return (_("{0} left") if due >= self.now else _("{0} overdue")).format(length)

	def begin(self, alert: Document) -> None:
		"""The clock and the officer of a new alert."""
		alert.response_due = self.due(alert.level)
		self.put_in_charge(alert)

	def follow_level(self, alert: Document, before: str) -> None:
		"""The same for an alert of another level: a higher one leaves no more time than was left."""
		due = self.due(alert.level)
		raised = self.levels.rank(alert.level) > self.levels.rank(before)
		alert.response_due = min(due, get_datetime(alert.response_due or due)) if raised else due
		self.put_in_charge(alert)

	def put_in_charge(self, alert: Document) -> None:
		"""Who is to answer the alert. One that was escalated does not come down again."""
		tier = self.levels.leading_tier(alert.level)
		alert.leading_tier = (
			max(tier, alert.leading_tier or tier, key=TIERS.index) if alert.times_escalated else tier
		)
		user, found_at = self.officers.of(alert.region or "", alert.leading_tier, alert.responsible)
		if user != alert.responsible:
			alert.responsible_since = self.now if user else None
		alert.update(self.officers.as_values(user, found_at))

	def _length(self, level: str, begin: datetime, end: datetime) -> list[str]:
		if self.levels.counts_working_time(level):
			minutes, of_day = self.working_time.between(begin, end), self.working_time.minutes_a_day
			days = _("{0} working days")
		else:
			minutes, of_day, days = (end - begin) // MINUTE, MINUTES_A_DAY, _("{0} days")
		parts = [
			(minutes // of_day, days),
			(minutes % of_day // 60, _("{0} hours")),
			(minutes % of_day % 60, _("{0} minutes")),
		]
		return [words.format(number) for number, words in parts if number] or [parts[-1][1].format(0)]


def of_alert(alert: Document) -> Response:
	"""The terms for one alert."""
	return Response(prefix_of(alert.region) if alert.region else WHOLE)


def left_of(names: list[str]) -> dict[str, dict]:
	"""Of those of the named alerts that the reader may see and that wait for a response: the time that is left as
	`text` and in `short`, and whether it is `overdue`."""
	waiting = frappe.get_list(
		"Risk Alert",
		filters={"name": ("in", names), "status": "Open", "response_due": ("is", "set")},
		fields=["name", "level", "response_due"],
		limit=len(names),
	)
	response = Response()
	return {
		alert.name: {
			"text": response.left(alert),
			"short": response.left(alert, units=1),
			"overdue": alert.response_due < response.now,
		}
		for alert in waiting
	}
