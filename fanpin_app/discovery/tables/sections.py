"""The position of a table in a sheet: its header row and the columns below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from frappe import _
from openpyxl.utils import get_column_letter

from fanpin_app.discovery.readers.cells import Cell, text
from fanpin_app.discovery.readers.workbook import Sheet


@dataclass(frozen=True)
class Section:
	"""A header row of the feed, with the position of each of the feed's columns (header in the feed → position)."""

	sheet: Sheet
	header_row: int
	header: list[Cell]
	headers: tuple[str, ...]
	positions: dict[str, int]
	# Rows in the header: 2 where the upper row names groups of columns.
	levels: int = 1
	# Of two rows: the group above each column that is read by its lower name alone.
	groups: Sequence[Cell] = ()

	def rows_below(self) -> Iterator[tuple[int, list[Cell]]]:
		"""The rows below the header with their numbers from 1, but for a header of two rows that is repeated among them
		as it is."""
		first = self.header_row + 1
		rows = enumerate(islice(self.sheet.rows(), first, None), start=first + 1)
		if self.levels == 1:
			return rows
		header = list(islice(self.sheet.rows(), first - self.levels, first))
		return ((number, row) for number, row in rows if row not in header)

	def name_of_column(self, place: int) -> str:
		"""The letter of a column in the sheet, with its header, for messages; `place` counts from the first filled one."""
		letters = get_column_letter(self.sheet.first_column + place + 1)
		group = self.groups[place] if place < len(self.groups) else None
		header = text(group) + (text(self.header[place]) if place < len(self.header) else "")
		return _("column {0} ({1})").format(letters, header) if header else _("column {0}").format(letters)
