"""Time limits in whole days: their last day, the days left, and how long something took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fanpin_app.early_warning.response.working_time import ONE_DAY, WorkingTime


@dataclass(frozen=True)
class DayCount:
	"""Counts working days or, without `working_time`, all days.

	`pauses`: pairs of the first and the last day of a pause; their days are not counted.
	"""

	working_time: WorkingTime | None = None
	pauses: tuple[tuple[date, date], ...] = ()

	def is_counted(self, day: date) -> bool:
		if any(first <= day <= last for first, last in self.pauses):
			return False
		return self.working_time is None or self.working_time.is_working_day(day)

	def last_day(self, start: date, days: int) -> date:
		"""The last day of a limit of `days` counted days; the first is after `start`."""
		day = start
		while days:
			day += ONE_DAY
			days -= self.is_counted(day)
		return day

	def day_before(self, end: date, days: int) -> date:
		"""The latest day after which `days` counted days are left, including `end`."""
		day = end
		while days:
			days -= self.is_counted(day)
			day -= ONE_DAY
		return day

	def between(self, start: date, end: date) -> int:
		"""The counted days after `start` until `end`; 0 if `end` is not later."""
		return sum(map(self.is_counted, days_after(start, end)))


def days_after(start: date, end: date) -> Iterable[date]:
	"""The days after `start` until `end`."""
	return (start + number * ONE_DAY for number in range(1, (end - start).days + 1))
