"""The position of a table in a sheet: its header row and the columns below it."""

from dataclasses import dataclass

from fanpin_app.discovery.readers.cells import Cell
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
