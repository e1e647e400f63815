"""Captions and names of sheets that are nothing but a month or a year: 2025年, 9月, 202609. Rows with days of another one
are not what they say."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from fanpin_app.discovery.feeds.definitions import Feed
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.sections import Section

PERIOD = re.compile(
	r"(?:[(]?[一二三四五六七八九十]+[、.)])?(?:(20\d{2})(?:年度?)?[-./]?)?(?:(0?[1-9]|1[0-2])月份?|(?<=[-./\d])(0[1-9]|1[0-2]))?(?:的?数据|明细|部分)?:?"
)
ROWS_EXAMINED = 200
# Bills of a year are also settled in the first months of the next one.
LAST_MONTH_OF_LATE_DAYS = 3


class StatedPeriod(NamedTuple):
	"""A year and a month, 0 where it is not stated."""

	year: int
	month: int

	def holds(self, day: date) -> bool:
		return self.year in (0, day.year) and self.month in (0, day.month)

	def is_long_before(self, day: date) -> bool:
		"""Whether the year ended long before the day."""
		years = day.year - self.year if self.year else 0
		return years > 1 or (years == 1 and day.month > LAST_MONTH_OF_LATE_DAYS)


def stated_period(heading: str) -> StatedPeriod | None:
	"""The period, if the heading states nothing else."""
	found = PERIOD.fullmatch("".join(heading.split()))
	if not found or not any(found.groups()):
		return None
	return StatedPeriod(int(found[1] or 0), int(found[2] or found[3] or 0))


def day_of(row: Sequence[Cell], section: Section, feed: Feed) -> date | None:
	"""The day in the row's first column of recorded days that the section has."""
	for column in feed.with_role("Record Date"):
		return cells.day_or_none(cell_at(row, section.positions.get(column.header)))
	return None


def days_of(section: Section, feed: Feed) -> Iterator[date]:
	"""The days of the section's first rows."""
	first = section.header_row + 1
	for row in islice(section.sheet.rows(), first, first + ROWS_EXAMINED):
		if day := day_of(row, section, feed):
			yield day
