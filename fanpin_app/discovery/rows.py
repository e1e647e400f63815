"""The rows below a header: which of them are data, and what each cell of a data row means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fanpin_app.discovery import cells
from fanpin_app.discovery.cell_errors import is_error
from fanpin_app.discovery.cells import Cell, is_blank
from fanpin_app.discovery.feeds import Column
from fanpin_app.discovery.refusal import (
	BAD_AMOUNT,
	BAD_DATE,
	BAD_ID,
	BAD_VALUE,
	MARKUP,
	MISSING_VALUE,
	PRECISION_LOST,
	STAND_IN,
	RowRefused,
)
from fanpin_app.discovery.tables import Table
from fanpin_app.security.plain_text import holds_markup

# What offices write below their tables, where no row has a key: sums, signatures, notes.
NOT_DATA = (
	*(
		"合计",
		"总计",
		"小计",
		"共计",
		"累计",
		"本页",
		"填表",
		"制表",
		"审核",
		"复核",
		"负责人",
		"经办人",
		"联系人",
		"联系电话",
	),
	*("备注", "说明", "注:", "附:", "单位:", "单位(", "盖章", "填报", "日期:", "年月日"),
)
FIGURES = ("Amount", "Number")

TEN_THOUSAND = "万"
# Larger numbers in a column of days are written out, as 20261003 is.
LARGEST_SERIAL = 100_000
# An ID number of which a few digits were lost.
SHORTEST_SLIP = 10
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
# Why a row is refused whose cell holds an error instead of such a value.
REASON_OF_ERROR = {
	"Amount": BAD_AMOUNT,
	"Number": BAD_AMOUNT,
	"Date": BAD_DATE,
	"ID Number": BAD_ID,
	"Disability Card Number": BAD_ID,
}


@dataclass(slots=True)
class Row:
	"""One data row: its number in its sheet (from 1), its cells as they came, and what was read from them or why it is
	refused. `sheet` names any sheet but that of the first table."""

	number: int
	cells: list[Cell]
	values: dict[str, Any] = field(default_factory=dict)
	refused: RowRefused | None = None
	sheet: str = ""


def data_rows(table: Table) -> Iterator[Row]:
	"""The rows below the table's headers that are data; the others are counted in `table.not_data`, but for blank ones."""
	is_data = DataTest(table)
	for sheet, number, row in table.rows():
		filled = [cell for cell in row if not is_blank(cell)]
		if not filled:
			continue
		if is_data(row, filled):
			yield Row(number, row, sheet=sheet)
		else:
			table.not_data[sheet] += 1


class DataTest:
	"""Whether a row is data. A row with a key is data whatever its first words are. One without is not, if it has neither
	name nor figure, or begins as a sum, a signature or a note does."""

	def __init__(self, table: Table):
		key = table.feed.match_key
		self.key = key
		self.key_place = table.positions.get(key.header)
		self.places = [
			(table.positions[column.header], column)
			for column in table.feed.columns
			if column.header in table.positions and column is not key
		]

	def __call__(self, row: list[Cell], filled: list[Cell]) -> bool:
		key = _cell_at(row, self.key_place)
		if not is_blank(key) and not _counts_columns(filled) and (key in self.key.known or self._is_key(key)):
			return True
		if _counts_columns(filled) or any(
			isinstance(cell, str) and cells.text(cell).startswith(NOT_DATA) for cell in filled
		):
			return False
		if len(filled) == 1 and not _is_specific(filled[0]):
			return False
		return not is_blank(key) or any(
			not is_blank(_cell_at(row, place)) and (column.data_type == "Name" or column.data_type in FIGURES)
			for place, column in self.places
		)

	def _is_key(self, cell: Cell) -> bool:
		try:
			READERS[self.key.data_type](cell)
		except RowRefused as refused:
			# A number that lost its last digits is somebody's, and so is one with a slip.
			return refused.reason == PRECISION_LOST or (
				_is_specific(cell) and len(cells.text(cell)) >= SHORTEST_SLIP
			)
		return self.key.data_type != "Code" or any(char.isdigit() for char in cells.text(cell))


def _cell_at(row: list[Cell], place: int | None) -> Cell:
	return row[place] if place is not None and place < len(row) else None


def _counts_columns(filled: list[Cell]) -> bool:
	"""Whether a row holds the numbers of the columns: 1, 2, 3 and so on."""
	return len(filled) > 1 and all(
		cells.text(cell) == str(number) for number, cell in enumerate(filled, start=1)
	)


def _is_specific(cell: Cell) -> bool:
	"""Whether a cell holds mostly digits, as numbers of people and of money do."""
	written = cells.text(cell)
	return sum(char.isdigit() for char in written) * 2 > len(written)


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
	if is_error(cell):
		raise RowRefused(REASON_OF_ERROR.get(column.data_type, BAD_VALUE))
	if column.data_type != "Amount" and is_blank(cell):
		if not column.required:
			return None
		if column.data_type in ("Text", "Code", "Number"):
			raise RowRefused(MISSING_VALUE)
	value = READERS[column.data_type](cell)
	if column.serial_shift and column.data_type == "Date" and _is_serial(cell):
		value += timedelta(days=column.serial_shift)
	if column.unit != 1 and value:
		if isinstance(cell, str) and TEN_THOUSAND in cell:
			raise RowRefused(BAD_AMOUNT)
		value = cells.amount(value * column.unit)
	if column.data_type == "Code" and (column.required or column.role == "Match Key"):
		if not value:
			raise RowRefused(MISSING_VALUE)
		if cells.is_stand_in(value):
			raise RowRefused(STAND_IN)
	if column.latest and value > column.latest:
		raise RowRefused(BAD_DATE)
	if column.value_map:
		value = _mapped(value, column)
	if isinstance(value, str) and len(value) > MOST_CHARACTERS:
		raise RowRefused(BAD_VALUE)
	if isinstance(value, str) and holds_markup(value):
		raise RowRefused(MARKUP)
	return value


def _is_serial(cell: Cell) -> bool:
	return isinstance(cell, int | float) and cell < LARGEST_SERIAL


def _mapped(value: Any, column: Column) -> Any:
	if (meant := column.value_map.get(str(value))) is None:
		raise RowRefused(BAD_VALUE)
	return meant
