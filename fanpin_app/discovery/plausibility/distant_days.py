"""Single days in a monthly file that are a year or more before it: a typing error in the year removes a figure from the
year's sum without anybody noticing. Late bills are only months old.

Where many rows are of the same month of an earlier year, the year was filled down or not changed: the file is held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from frappe import _
from frappe.utils import add_to_date, getdate

from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.rows import Row

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile

MAX_PLACES = 10
MONTHS = 11
LENGTH_OF_MONTH = 6
# A typing error in the year affects fewer rows than these.
MANY_ROWS, MANY_PERCENT = 3, 20
# Older days are of columns in which any day is usual.
YEARS = 5


class DistantDays:
	"""Counts accepted rows whose day is in the period's month of the year before, or earlier."""

	def __init__(self, header: str, period: str):
		self._header = header
		self._period = period
		self._first_usual = (
			getdate(add_to_date(f"{period[:4]}-{period[4:]}-01", months=-MONTHS))
			if len(period) == LENGTH_OF_MONTH
			else date.min
		)
		self._rows = self._distant = self._same_month = 0
		self._first: list[str] = []

	def add(self, rows: Sequence[Row], days: Sequence[date]) -> None:
		"""`days`: the day of each row."""
		self._rows += len(rows)
		if not days or min(days) >= self._first_usual:
			return
		found = [(row, day) for row, day in zip(rows, days, strict=True) if day < self._first_usual]
		self._distant += len(found)
		self._same_month += sum(
			f"{day:%m}" == self._period[4:] and day.year >= self._first_usual.year - YEARS
			for _row, day in found
		)
		self._first += [
			f"{place_of(row.sheet, row.number)} ({day})"
			for row, day in found[: MAX_PLACES - len(self._first)]
		]

	def reasons(self) -> Iterator[str]:
		"""A sentence where many rows, but not all, are of the period's month of an earlier year."""
		many = max(MANY_ROWS, self._rows * MANY_PERCENT / 100)
		if many <= self._same_month and self._distant < self._rows:
			yield _(
				"{0}: {1} of {2} rows are of the month {3} of an earlier year, and would count in that year: {4}. If the year was filled down or not changed, correct it and send the file again."
			).format(self._header, self._same_month, self._rows, self._period[4:], self._places())

	def remarks(self) -> Iterator[str]:
		"""A sentence where fewer than half of the rows are affected; otherwise the column normally has such days."""
		if 0 < self._distant * 2 < self._rows:
			yield _(
				"{0}: in {1} of {2} rows the day is a year or more before {3}, and they count in that year: {4}. Where the year is a slip, correct it and send the file again."
			).format(
				self._header,
				self._distant,
				self._rows,
				self._period,
				self._places(),
			)

	def _places(self) -> str:
		return shortened(self._first, MAX_PLACES, self._distant)


def reasons(file: ReadFile) -> Iterator[str]:
	if isinstance(days := getattr(file.target, "distant_days", None), DistantDays):
		yield from days.reasons()
