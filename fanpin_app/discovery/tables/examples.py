"""The tables of a file before any Data Feed is known: their headers, and the first rows below."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import islice

from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.tables.header_rows import HEADER_SEARCH_ROWS, HeaderRow, likely_header

SAMPLE_ROWS = 200


@dataclass(frozen=True)
class Example:
	"""A table in a file: its sheet, its header, and the first rows below."""

	sheet: Sheet
	header: HeaderRow
	rows: list[list[Cell]]

	@property
	def headers(self) -> list[str]:
		return self.headers_in(frozenset())

	def headers_in(self, known: Set[str]) -> list[str]:
		"""The headers, where two rows name a column by the name that is among the known ones."""
		return ["".join(text(cell).split()) for cell in self.header.understood(known).cells]

	def column(self, position: int) -> list[Cell]:
		"""The column's cells that are not blank."""
		written = [row[position] for row in self.rows if position < len(row)]
		return [cell for cell in written if not is_blank(cell)]


def examples_of(sheets: Iterable[Sheet]) -> Iterator[Example]:
	"""The part of each sheet that looks like a table."""
	for sheet in sheets:
		first = list(islice(sheet.rows(), HEADER_SEARCH_ROWS + SAMPLE_ROWS))
		if header := likely_header(first):
			yield Example(sheet, header, first[header.number + 1 :])
