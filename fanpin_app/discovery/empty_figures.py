"""Figures that a file leaves out and that count as 0: a program writes nothing for nothing, and a person forgets a figure.

No file says which it is. Where most rows of a column have a figure, the batch names the rows that have none.
"""

from collections.abc import Iterator, Sequence

from frappe import _

from fanpin_app.discovery.cells import is_blank
from fanpin_app.discovery.corrections import place_of
from fanpin_app.discovery.feeds import FIGURES, ZERO, Column
from fanpin_app.discovery.rows import Row
from fanpin_app.discovery.tables import Table

MOST_PLACES = 10


class EmptyFigures:
	"""Counts, in accepted rows, the empty cells of each column in which an empty cell is 0."""

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

	def add(self, rows: Sequence[Row]) -> None:
		self._rows += len(rows)
		for place, _column in self._columns:
			empty = [row for row in rows if place >= len(row.cells) or is_blank(row.cells[place])]
			self._empty[place] += len(empty)
			named = self._first[place]
			named += [place_of(row.sheet, row.number) for row in empty[: MOST_PLACES - len(named)]]

	def remarks(self) -> Iterator[str]:
		"""A sentence for each column of which fewer than half of the rows are empty."""
		for place, column in self._columns:
			if 0 < self._empty[place] * 2 < self._rows:
				yield self._remark(place, column)

	def _remark(self, place: int, column: Column) -> str:
		more = "…" if self._empty[place] > MOST_PLACES else ""
		rows = "、".join(self._first[place]) + more
		if column.data_type == "Amount":
			return _(
				"{0}: the amount is empty in {1} of {2} rows and counts as 0 yuan: {3}. Where an amount was forgotten, fill it in and send the file again."
			).format(column.header, self._empty[place], self._rows, rows)
		return _(
			"{0}: the figure is empty in {1} of {2} rows and counts as 0: {3}. Where one was forgotten, fill it in and send the file again."
		).format(column.header, self._empty[place], self._rows, rows)
