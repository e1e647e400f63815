"""Rows of a text file whose cells may not be below their headers: a comma within a figure split one cell into two, or
the row ends before its last column.

    姓名,身份证号,住院自付,门诊自付,备注
    林某,440…,3,000,50            3,000 yuan and 50: not 3 and 0
    林某,440…,3,000,              the same where the last column is empty and nothing is left over
    林某,440…,30                  perhaps 3000, and the outpatient amount is missing

Their figures and days become errors, because an amount read from such a row would be wrong.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from frappe import _

from fanpin_app.discovery.feeds.definitions import FIGURES, Feed
from fanpin_app.discovery.readers.cell_errors import CUT_OFF, SHIFTED, CellError
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.readers.text_files import LastRow
from fanpin_app.discovery.tables.data_rows import (
	DAY_OF_SIGNATURE,
	MIN_SLIP_LENGTH,
	cell_at,
	holds_id_number,
	is_note,
)
from fanpin_app.discovery.tables.sections import Section

THOUSANDS = re.compile(r"[¥￥]?\s*-?[1-9]\d{0,2}")
HUNDREDS = re.compile(r"\d{3}(?:\.\d+)?\s*元?")
MAX_THOUSANDS_LENGTH = 6
# A text column holds a figure or a day only in a shifted row.
FIGURE_OR_DAY = re.compile(r"[¥￥]?\s*-?\d[\d.,/:\s年月日-]*元?")
# Words in the names of unknown columns that may hold figures.
FIGURE_WORDS = re.compile(r"[计总额费款数金元号码率龄年月日次天序]|电话|手机|方式|比例")
MIN_CELLS = 2


class TextRows:
	"""Checks the rows below one header of a text file."""

	def __init__(self, section: Section, feed: Feed):
		self._section = section
		self.width = len(section.header)
		self.with_commas = section.sheet.separator == ","
		self.key = section.positions[feed.match_key.header]
		self.fewest_digits = 1 if feed.match_key.data_type == "Code" else MIN_SLIP_LENGTH
		columns = [column for column in feed.columns if column.header in section.positions]
		places = {column.header: section.positions[column.header] for column in columns}
		self.needed = [places[column.header] for column in columns if column.role != "Description"]
		self.amounts = {places[column.header] for column in columns if column.data_type in FIGURES}
		self.figures = [places[column.header] for column in columns if column.data_type in (*FIGURES, "Date")]
		self.words = {
			place
			for place, header in enumerate(section.header)
			if place not in self.needed and not FIGURE_WORDS.search(text(header))
		}

	def check(self, row: list[Cell]) -> None:
		"""Replace cells that cannot be trusted by errors."""
		if len(row) > self.width and self._has_surplus(row):
			self._spoil(row, SHIFTED, self._shifted_places(row))
		elif len(row) < self.width:
			self._check_short(row)
		if self.with_commas and self._is_parted(row):
			self._spoil(row, SHIFTED, self.figures)

	def doubt(self, row: list[Cell], number: int) -> str | None:
		"""The remark on the last row of a file without a final end of line: its last value may be cut off."""
		last = len(row) - 1
		if last < self.width - 1 or last not in self.needed or not self._is_key(text(row[self.key])):
			return None
		return _(
			"The file does not end in an end of line. If it was not copied whole, its last value is part of a longer one: compare row {0}, “{1}”, with the original."
		).format(number, text(row[last]) or _("(empty)"))

	def _has_surplus(self, row: list[Cell]) -> bool:
		"""Whether the row has more cells than its header, apart from the empty ones that all rows end in."""
		return len(row) > self._usual_width or not all(map(is_blank, row[self.width :]))

	@cached_property
	def _usual_width(self) -> int:
		"""The fewest cells of a row of data, since some programs end each row in separators; the header's width where a
		figure is parted in each row that has that many."""
		rows = [
			row for _number, row in self._section.rows_below() if self._is_key(text(cell_at(row, self.key)))
		]
		fewest = min(map(len, rows), default=0)
		if all(any(self._parts(row, place) for place in self.amounts) for row in rows if len(row) == fewest):
			return self.width
		return max(fewest, self.width)

	def _shifted_places(self, row: list[Cell]) -> list[int]:
		"""The figures and days, and the key where a comma before it moved it."""
		is_moved = not self._is_key(text(row[self.key])) and holds_id_number(row)
		return [self.key, *self.figures] if is_moved or not self.figures else self.figures

	def _check_short(self, row: list[Cell]) -> None:
		"""Programs leave out empty cells at the end of a row; a missing amount or day means that the row was cut off."""
		if self.key >= len(row) or sum(not is_blank(cell) for cell in row) < MIN_CELLS:
			return
		if not self._is_key(text(row[self.key])):
			return
		last = len(row) - 1
		missing = [place for place in self.needed if place > last]
		if isinstance(row, LastRow) and last in self.needed:
			missing.append(last)
		row.extend([None] * (max(missing, default=last) - last))
		self._spoil(row, CUT_OFF, missing)

	def _is_key(self, written: str) -> bool:
		"""Whether it is somebody's number: notes, sums and signatures below a table have fewer cells but are no data."""
		digits = sum(map(str.isdigit, written))
		return digits >= self.fewest_digits and not is_note(written) and not DAY_OF_SIGNATURE.match(written)

	def _is_parted(self, row: list[Cell]) -> bool:
		"""Whether a comma split a figure at its thousands, rather than separating two figures: then the second one is
		one that nobody writes, 000, or the row's last cell is in a column of words."""
		parted = [row[place + 1] for place in self.amounts if self._parts(row, place)]
		begins_with_zero = any(isinstance(cell, str) and cell.startswith("0") for cell in parted)
		return begins_with_zero or (bool(parted) and self._ends_in_words(row))

	def _parts(self, row: list[Cell], place: int) -> bool:
		if place + 1 >= len(row) or not (place + 1 in self.amounts or place + 1 in self.words):
			return False
		first, second = row[place], row[place + 1]
		return (
			isinstance(first, str)
			and len(first) <= MAX_THOUSANDS_LENGTH
			and THOUSANDS.fullmatch(first) is not None
			and isinstance(second, str)
			and HUNDREDS.fullmatch(second) is not None
		)

	def _ends_in_words(self, row: list[Cell]) -> bool:
		last = next((place for place in range(len(row) - 1, -1, -1) if not is_blank(row[place])), 0)
		return last in self.words and FIGURE_OR_DAY.fullmatch(text(row[last])) is not None

	@staticmethod
	def _spoil(row: list[Cell], error: str, places: Iterable[int]) -> None:
		for place in places:
			if place < len(row):
				row[place] = CellError.with_value(error, row[place])
