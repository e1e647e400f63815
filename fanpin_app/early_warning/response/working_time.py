"""Working time: the hours in which officers answer, as administrators keep them in the Response Plan.

24 hours that count as working time are one working day, whatever its hours: 72 hours are three working days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import frappe
from frappe.utils import get_time, getdate

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKED = "Working Day"
WHOLE_DAY = ((0, 24 * 60),)
ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class WorkingTime:
	"""`weekdays` count from Monday, 0; `periods` are minutes of the day, from and to, in order and apart."""

	weekdays: frozenset[int]
	periods: tuple[tuple[int, int], ...] = WHOLE_DAY
	holidays: frozenset[date] = frozenset()
	made_up: frozenset[date] = frozenset()

	@property
	def minutes_a_day(self) -> int:
		return sum(end - begin for begin, end in self.periods)

	def minutes_of(self, hours: float) -> int:
		"""The working minutes that so many hours stand for, begun minutes in full."""
		return -int(-hours * self.minutes_a_day // 24)

	def is_worked(self, day: date) -> bool:
		return day in self.made_up or (day.weekday() in self.weekdays and day not in self.holidays)

	def after(self, start: datetime, minutes: int) -> datetime:
		"""The first moment at which so many working minutes have passed since `start`."""
		left, day = minutes * MINUTE, start.date()
		while left:
			for begin, end in self._spans(day):
				begin = max(begin, start)
				if end - begin >= left:
					return begin + left
				left -= max(end - begin, timedelta())
			day += ONE_DAY
		return start

	def before(self, end: datetime, minutes: int) -> datetime:
		"""The last moment since which so many working minutes have passed at `end`."""
		left, day = minutes * MINUTE, end.date()
		while left:
			for begin, until in reversed(self._spans(day)):
				until = min(until, end)
				if until - begin >= left:
					return until - left
				left -= max(until - begin, timedelta())
			day -= ONE_DAY
		return end

	def between(self, start: datetime, end: datetime) -> int:
		"""The whole working minutes from `start` to `end`; 0 where it is not later."""
		passed = timedelta()
		for day in _days(start.date(), end.date()):
			for begin, until in self._spans(day):
				passed += max(min(until, end) - max(begin, start), timedelta())
		return passed // MINUTE

	def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
		if not self.is_worked(day):
			return []
		midnight = datetime.combine(day, time())
		return [(midnight + begin * MINUTE, midnight + end * MINUTE) for begin, end in self.periods]


def working_time() -> WorkingTime:
	"""As the Response Plan has it today."""
	plan = frappe.get_cached_doc("Response Plan")
	days = [(getdate(row.day), row.kind == WORKED) for row in plan.days]
	return WorkingTime(
		weekdays=frozenset(place for place, name in enumerate(WEEKDAYS) if plan.get(name)),
		periods=tuple(sorted((minute_of(row.from_time), minute_of(row.to_time)) for row in plan.hours))
		or WHOLE_DAY,
		holidays=frozenset(day for day, worked in days if not worked),
		made_up=frozenset(day for day, worked in days if worked),
	)


def minute_of(moment: time | timedelta | str) -> int:
	"""The minute of the day that a Time field holds."""
	told = get_time(moment)
	return told.hour * 60 + told.minute


def _days(first: date, last: date) -> Iterator[date]:
	while first <= last:
		yield first
		first += ONE_DAY
