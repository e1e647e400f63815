"""Figures that a file leaves empty and that count as 0: a program writes nothing for zero, and a person forgets a figure.

Files do not say which it is, so the batch names the rows without any. Where a whole column is empty, and a column unknown
to the feed has a figure in every row, the figures are probably in that column: the file is held. So are incomes
that are all 0; a file of a month whose amounts are, is loaded with a remark.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from frappe import _

from fanpin_app.discovery.feeds.definitions import FIGURES, ZERO, Column
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

MAX_PLACES = 10
# In fewer rows all amounts may well be 0.
MANY_ROWS = 5
# Numbers, counts, dates, and amounts of somebody else or another time: such columns are not the amount.
OTHER_FIGURES = re.compile(
	r"序号|编号|号码|电话|手机|年龄|年份|月份|日期|时间|[天次人件户]数|岁|占比|比例|比率|面积|邮编|代码"
	r"|统筹|报销|减免|应付|上年|去年|上月|上期|累计|^No|^年$|^月$|^日$",
	re.IGNORECASE,
)


class EmptyFigures:
	"""Counts the empty cells in accepted rows, for each column in which an empty cell is 0."""

	def __init__(self, table: Table):
		self._columns = [
			(table.positions[column.header], column)
			for column in table.feed.columns
			if column.data_type in FIGURES
			and column.role != "Description"
			and column.empty_means == ZERO
			and table.has(column)
		]
		self._rows = 0
		self._empty: dict[int, int] = dict.fromkeys((place for place, _column in self._columns), 0)
		self._first: dict[int, list[str]] = {place: [] for place in self._empty}
		# Columns unknown to the feed with a figure in every row so far.
		self._unknown = {
			place: header for place, header in table.unread_columns if not OTHER_FIGURES.search(header)
		}

	def add(self, rows: Sequence[Row]) -> None:
		self._rows += len(rows)
		for place, _column in self._columns:
			# As `is_blank`, without a call for each row.
			empty = [
				row
				for row in rows
				if place >= len(row.cells)
				or (cell := row.cells[place]) is None
				or (isinstance(cell, str) and not cell.strip())
			]
			self._empty[place] += len(empty)
			named = self._first[place]
			named += [place_of(row.sheet, row.number) for row in empty[: MAX_PLACES - len(named)]]
		if self._unknown and self.columns_without_figure():
			self._unknown = {
				place: header
				for place, header in self._unknown.items()
				if all(place < len(row.cells) and _is_figure(row.cells[place]) for row in rows)
			}

	def remarks(self) -> Iterator[str]:
		"""A sentence for each column with empty cells."""
		for place, column in self._columns:
			if self._rows and self._empty[place] == self._rows:
				yield _(
					"{0} is empty in all {1} rows and counts as 0. Where its figures were forgotten or are below another header, correct the file and send it again."
				).format(column.header, self._rows)
			elif self._empty[place]:
				yield self._remark(place, column)

	def reasons(self) -> Iterator[str]:
		"""A sentence for each empty column beside unknown ones with figures in all rows."""
		if not self._unknown:
			return
		for column in self.columns_without_figure():
			yield _(
				"{0} is empty in all {1} rows and would count as 0, while {2}, which is not read, has a figure in each. If that is the same, write {0} as its header and send the file again."
			).format(column.header, self._rows, "、".join(self._unknown.values()))

	def columns_without_figure(self) -> list[Column]:
		"""The columns that are empty in all rows so far, and count as 0."""
		return [column for place, column in self._columns if self._rows and self._empty[place] == self._rows]

	def _remark(self, place: int, column: Column) -> str:
		rows = shortened(self._first[place], MAX_PLACES, self._empty[place])
		if column.data_type == "Amount":
			return _(
				"{0}: the amount is empty in {1} of {2} rows and counts as 0 yuan: {3}. Where an amount was forgotten, fill it in and send the file again."
			).format(column.header, self._empty[place], self._rows, rows)
		return _(
			"{0}: the figure is empty in {1} of {2} rows and counts as 0: {3}. Where one was forgotten, fill it in and send the file again."
		).format(column.header, self._empty[place], self._rows, rows)


def only_zeros(table: Table, not_zero: Mapping[str, int], rows: int) -> Iterator[str]:
	"""A sentence where all amounts of many rows are 0; `not_zero`: by header, how many figures of a column are not 0."""
	amounts = {column.header for column in table.feed.columns if column.data_type == "Amount"}
	if rows >= MANY_ROWS and not_zero and not_zero.keys() <= amounts and not any(not_zero.values()):
		yield _(
			"All amounts of all {0} rows are 0. If they were forgotten, fill them in and send the file again."
		).format(rows)


def _is_figure(cell: Cell) -> bool:
	return cells.number_or_none(cell) is not None
