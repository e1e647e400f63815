"""The rows below a header: which of them are data, and what each cell of a data row means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from fanpin_app.discovery import cells
from fanpin_app.discovery.cells import Cell, is_blank
from fanpin_app.discovery.feeds import Column, Table, spelling
from fanpin_app.discovery.refusal import BAD_VALUE, MARKUP, MISSING_VALUE, RowRefused
from fanpin_app.security.plain_text import holds_markup

# What offices write below their tables: sums, signatures, notes.
NOT_DATA = ("合计", "总计", "小计", "填表人", "制表人", "审核人", "负责人", "备注:", "说明:", "注:")

KNOWN_CELLS = 1000
# What a column of the database holds.
MOST_CHARACTERS = 140
READERS = {
	"Name": cells.name,
	"Text": cells.text,
	"Amount": cells.amount,
	"Number": cells.number,
	"Date": cells.day,
	"ID Number": cells.id_number,
	"Disability Card Number": cells.id_number_on_disability_card,
	"Code": cells.code,
}


@dataclass(slots=True)
class Row:
	"""One data row: its number in the sheet (from 1), its cells as they came, and what was read from them or why it is
	refused."""

	number: int
	cells: list[Cell]
	values: dict[str, Any] = field(default_factory=dict)
	refused: RowRefused | None = None


def data_rows(table: Table) -> Iterator[Row]:
	"""The rows that tell of somebody: no blank rows, sums, signatures, notes, or headers written again."""
	initials = {header[0] for header in table.headers if header}
	for number, row in enumerate(table.rows(), start=table.header_row + 2):
		first = _first_text(row)
		if first and not first.startswith(NOT_DATA) and not (first[0] in initials and _is_header(row, table)):
			yield Row(number, row)


def _first_text(row: list[Cell]) -> str:
	for cell in row:
		if not is_blank(cell):
			return cells.text(cell)
	return ""


def _is_header(row: list[Cell], table: Table) -> bool:
	return all(spelling(cell) == header for cell, header in zip(row, table.headers, strict=False))


def read_all(row: Row, columns: Sequence[Column], table: Table) -> None:
	"""Read the columns into the row's values, by their fieldnames, and note the first reason to refuse the row."""
	cells_of_row, places = row.cells, table.positions
	for column in columns:
		position = places.get(column.header)
		cell = cells_of_row[position] if position is not None and position < len(cells_of_row) else None
		if cell in column.known and type(cell) is not bool:
			row.values[column.fieldname] = column.known[cell]
			continue
		try:
			row.values[column.fieldname] = read(row, column, table)
		except RowRefused as refused:
			row.refused = row.refused or refused


def read(row: Row, column: Column, table: Table) -> Any:
	"""What the row's cell means by the column's type and value map; an empty optional cell is None.

	Raises RowRefused with the column's header.
	"""
	position = table.positions.get(column.header)
	cell = row.cells[position] if position is not None and position < len(row.cells) else None
	# True would be found as 1.
	if cell in column.known and type(cell) is not bool:
		return column.known[cell]
	try:
		value = _meaning(cell, column)
	except RowRefused as refused:
		raise RowRefused(refused.reason, column.header)
	if len(column.known) < KNOWN_CELLS and type(cell) is not bool:
		column.known[cell] = value
	return value


def _meaning(cell: Cell, column: Column) -> Any:
	if column.data_type != "Amount" and is_blank(cell):
		if not column.required:
			return None
		if column.data_type in ("Text", "Code", "Number"):
			raise RowRefused(MISSING_VALUE)
	value = READERS[column.data_type](cell)
	if column.value_map:
		value = _mapped(value, column)
	if isinstance(value, str) and len(value) > MOST_CHARACTERS:
		raise RowRefused(BAD_VALUE)
	if isinstance(value, str) and holds_markup(value):
		raise RowRefused(MARKUP)
	return value


def _mapped(value: Any, column: Column) -> Any:
	if (meant := column.value_map.get(str(value))) is None:
		raise RowRefused(BAD_VALUE)
	return meant
