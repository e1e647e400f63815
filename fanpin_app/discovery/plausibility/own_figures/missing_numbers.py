"""Numbers of rows that jump from one row to the next: 4, then 12. Rows between them may have been lost."""

import re
from collections.abc import Iterator, Sequence

from frappe import _

from fanpin_app.discovery.plausibility.own_figures.row_checks import Places, RowCheck
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

HEADER = re.compile(r"序号|行号")
# Filtered and sorted lists jump at most rows.
USUALLY = 0.5


class MissingNumbers(RowCheck):
	def __init__(self, table: Table):
		self._place = next(
			(place for place, header in table.unread_columns if HEADER.fullmatch(header)), None
		)
		self._last: tuple[str, int, int] | None = None
		self._steps = self._missing = 0
		self._jumps = Places()

	@property
	def is_watching(self) -> bool:
		return self._place is not None

	def add(self, rows: Sequence[Row]) -> None:
		for row in rows:
			written = cells.text(cell_at(row.cells, self._place))
			if not written.isdecimal():
				self._last = None
				continue
			number, before = int(written), self._last
			self._last = (row.sheet, row.number, number)
			# Rows that were refused or are no data may have the numbers between.
			if before is None or before[:2] != (row.sheet, row.number - 1):
				continue
			self._jumps.rows += 1
			self._steps += number == before[2] + 1
			if number > before[2] + 1:
				self._missing += number - before[2] - 1
				self._jumps.add(row)

	def findings(self) -> Iterator[tuple[bool, str]]:
		if self._jumps.found and self._steps > USUALLY * self._jumps.rows:
			yield (
				False,
				_(
					"The numbers of the rows jump: {0} are missing before {1}. If rows were left out, send the file again with all of them."
				).format(self._missing, str(self._jumps)),
			)
