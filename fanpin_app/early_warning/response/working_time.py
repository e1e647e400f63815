"""Working time: the hours in which officers respond, as defined in the Response Plan.

24 hours that count as working time are one working day, however long it is: 72 hours are three working days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import frappe
from frappe.utils import get_time, getdate

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKING_DAY = "Working Day"
WHOLE_DAY = ((0, 24 * 60),)
ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class WorkingTime:
	"""`weekdays`: Monday is 0; `periods`: pairs of minutes of the day (from, to), in order and not overlapping."""

	weekdays: frozenset[int]
	periods: tuple[tuple[int, int], ...] = WHOLE_DAY
	holidays: frozenset[date] = frozenset()
	make_up_days: frozenset[date] = frozenset()

	@property
	def minutes_a_day(self) -> int:
		return sum(end - begin for begin, end in self.periods)

	def to_working_minutes(self, hours: float) -> int:
		"""The working minutes for hours of which 24 are one working day, rounded up."""
		return -int(-hours * self.minutes_a_day // 24)

	def is_working_day(self, day: date) -> bool:
		return day in self.make_up_days or (day.weekday() in self.weekdays and day not in self.holidays)

	def years_without_calendar(self, after: date, until: date) -> list[int]:
		"""The years of the days after `after` until `until` for which no holiday or make-up day is listed."""
		first = (after + ONE_DAY).year
		listed = {day.year for day in (*self.holidays, *self.make_up_days)}
		return [year for year in range(first, until.year + 1) if year not in listed] if after < until else []

	def add_minutes(self, start: datetime, minutes: int) -> datetime:
		"""The first moment at which `minutes` working minutes have passed since `start`."""
		remaining, day = minutes * MINUTE, start.date()
		while remaining:
			for begin, end in self._periods_on(day):
				begin = max(begin, start)
				if end - begin >= remaining:
					return begin + remaining
				remaining -= max(end - begin, timedelta())
			day += ONE_DAY
		return start

	def subtract_minutes(self, end: datetime, minutes: int) -> datetime:
		"""The last moment since which `minutes` working minutes have passed at `end`."""
		remaining, day = minutes * MINUTE, end.date()
		while remaining:
			for begin, until in reversed(self._periods_on(day)):
				until = min(until, end)
				if until - begin >= remaining:
					return until - remaining
				remaining -= max(until - begin, timedelta())
			day -= ONE_DAY
		return end

	def minutes_between(self, start: datetime, end: datetime) -> int:
		"""The full working minutes from `start` to `end`; 0 if `end` is not later."""
		passed = timedelta()
		for day in _days(start.date(), end.date()):
			for begin, until in self._periods_on(day):
				passed += max(min(until, end) - max(begin, start), timedelta())
		return passed // MINUTE

	def _periods_on(self, day: date) -> list[tuple[datetime, datetime]]:
		if not self.is_working_day(day):
			return []
		midnight = datetime.combine(day, time())
		return [(midnight + begin * MINUTE, midnight + end * MINUTE) for begin, end in self.periods]


def load_working_time() -> WorkingTime:
	"""The working time of the current Response Plan."""
	plan = frappe.get_cached_doc("Response Plan")
	days = [(getdate(row.day), row.kind == WORKING_DAY) for row in plan.days]
	return WorkingTime(
		weekdays=frozenset(weekday for weekday, name in enumerate(WEEKDAYS) if plan.get(name)),
		periods=tuple(sorted((minute_of(row.from_time), minute_of(row.to_time)) for row in plan.hours))
		or WHOLE_DAY,
		holidays=frozenset(day for day, worked in days if not worked),
		make_up_days=frozenset(day for day, worked in days if worked),
	)


def minute_of(moment: time | timedelta | str) -> int:
	"""The minute of the day of a Time field's value."""
	parsed = get_time(moment)
	return parsed.hour * 60 + parsed.minute


def _days(first: date, last: date) -> Iterator[date]:
	while first <= last:
		yield first
		first += ONE_DAY
