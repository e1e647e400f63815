"""Single days in a monthly file that are a year or more before it: a typing error in the year removes a figure from the
year's sum without anybody noticing. Late bills are only months old.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from frappe import _
from frappe.utils import add_to_date, getdate

from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.rows import Row

MAX_PLACES = 10
MONTHS = 11
LENGTH_OF_MONTH = 6


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
		self._rows = self._distant = 0
		self._first: list[str] = []

	def add(self, rows: Sequence[Row], days: Sequence[date]) -> None:
		"""`days`: the day of each row."""
		self._rows += len(rows)
		if not days or min(days) >= self._first_usual:
			return
		found = [(row, day) for row, day in zip(rows, days, strict=True) if day < self._first_usual]
		self._distant += len(found)
		self._first += [
			f"{place_of(row.sheet, row.number)} ({day})"
			for row, day in found[: MAX_PLACES - len(self._first)]
		]

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
				"、".join(self._first) + ("…" if self._distant > MAX_PLACES else ""),
			)
