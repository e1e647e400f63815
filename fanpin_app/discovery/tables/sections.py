"""The position of a table in a sheet: its header row and the columns below it."""

from dataclasses import dataclass

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

	def name_of_column(self, place: int) -> str:
		"""The letter of a column in the sheet, with its header, for messages; `place` counts from the first filled one."""
		letters = get_column_letter(self.sheet.first_column + place + 1)
		header = text(self.header[place]) if place < len(self.header) else ""
		return _("column {0} ({1})").format(letters, header) if header else _("column {0}").format(letters)
