"""Days that a program read with day and month exchanged: 11 March for 3/11, the third of November.

Excel does so with text such as 3/11/2026 or 03-11-2026: days up to the 12th become dates of other months, later ones remain
text. The dates are valid, so their figures would count in ten wrong months.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from frappe import _

from fanpin_app.discovery.refusals.errors import AMBIGUOUS_COLUMN, FileRefusedError
from fanpin_app.discovery.tables.rows import Row

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile

# 23/11/2026 or 11/23/2026.
WITHOUT_ORDER = re.compile(r"\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(?:20)?\d{2}(?:\s.*)?")
MONTHS = 12
LENGTH_OF_MONTH = 6
# Fewer dates may be of such days by chance.
MANY_DATES = 3


class SwappedDays:
	"""Counts the dates of one column, and the text in it that is no date because its day is no month."""

	def __init__(self, header: str, place: int | None, period: str):
		self._header, self._place = header, place
		self._period = period
		self._dates: Counter[date] = Counter()
		self._months_in_text: Counter[int] = Counter()

	def add(self, rows: Sequence[Row], days: Iterable[date]) -> None:
		"""`days`: the day read from each row."""
		if (place := self._place) is None:
			return
		self._dates.update(
			[
				day
				for row, day in zip(rows, days, strict=True)
				if place < len(row.cells) and isinstance(row.cells[place], date)
			]
		)

	def add_refused(self, rows: Iterable[Row]) -> None:
		for row in rows:
			cell = (
				row.cells[self._place] if self._place is not None and self._place < len(row.cells) else None
			)
			if isinstance(cell, str) and (found := WITHOUT_ORDER.fullmatch(cell)):
				smaller, larger = sorted((int(found[1]), int(found[2])))
				if smaller <= MONTHS < larger:
					self._months_in_text[smaller] += 1

	def refuse_certain(self) -> None:
		"""Raises FileRefusedError where text has later days of certain months, and the dates are of those months when read
		the other way, and not as they are."""
		months = self._months_in_text.keys()
		if not (months and self._dates) or any(day.day not in months for day in self._dates):
			return
		swapped = [day for day in self._dates if day.month not in months]
		if 2 * len(swapped) < len(self._dates):
			return
		raise FileRefusedError(
			AMBIGUOUS_COLUMN,
			_(
				"Day and month are exchanged in the column {0}: {1} rows have text such as 23/11/2026, and in {2} rows a program has made dates such as {3} of it, with the day as the month. Format the column as text, write all days as 2026-11-23, and send the file again."
			).format(
				self._header,
				self._months_in_text.total(),
				self._dates.total(),
				min(swapped),
			),
		)

	def reasons(self) -> Iterator[str]:
		"""A sentence where most dates are of other months and would be of the file's month when read the other way."""
		if len(self._period) != LENGTH_OF_MONTH:
			return
		year, month = int(self._period[:4]), int(self._period[4:])
		unclear = {
			day: rows for day, rows in self._dates.items() if day.day <= MONTHS and day.day != day.month
		}
		swapped = {
			day: rows
			for day, rows in unclear.items()
			if day.year == year and day.day == month and day.month != month
		}
		if len(swapped) >= MANY_DATES and 2 * sum(swapped.values()) > sum(unclear.values()):
			yield _(
				"{0}: {1} of {2} rows have dates such as {3}, which are of {4} if day and month are exchanged. If a program has exchanged them, write the days as 2026-11-23 and send the file again."
			).format(
				self._header,
				sum(swapped.values()),
				self._dates.total(),
				min(swapped),
				self._period,
			)


def reasons(file: ReadFile) -> Iterator[str]:
	"""For targets that count days; raises FileRefusedError where the days are certainly swapped."""
	if swapped := getattr(file.target, "swapped_days", None):
		swapped.refuse_certain()
		yield from swapped.reasons()
