"""The rows below a header: which of them are data, and the meaning of each of their cells."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from frappe import _

from fanpin_app.discovery.feeds import written_words
from fanpin_app.discovery.feeds.definitions import KEEP, NUMBERS_OF_PEOPLE, ZERO, Column
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cell_errors import EMPTY_RESULT, OTHER_UNIT, CellError, is_error
from fanpin_app.discovery.readers.cells import Cell, UnclearFigure, is_blank
from fanpin_app.discovery.refusals.errors import (
	BAD_AMOUNT,
	BAD_DATE,
	BAD_ID,
	BAD_VALUE,
	MARKUP,
	MISSING_VALUE,
	PRECISION_LOST,
	STAND_IN,
	RowRefusedError,
)
from fanpin_app.discovery.tables import header_notes, units_beside
from fanpin_app.discovery.tables.data_rows import DataTest, SupersededTest, is_note
from fanpin_app.discovery.tables.search import Table
from fanpin_app.security.text.plain_text import holds_markup

# A figure that names its own unit.
UNITS_IN_WORDS = frozenset("十百千万亿拾佰仟萬億")
PHONE = "household.phone"
# A larger number in a column of days is a date in digits, such as 20261003.
MAX_SERIAL = 100_000
KNOWN_CELLS = 1000
MAX_ROWS_NAMED = 10
# Rows that are no data and kept, to compare their sums and counts with the rows.
MAX_LINES = 2000
# A note about people has fewer cells; one with as many is a row whose remark comes first, and was moved by a comma.
MIN_CELLS_OF_ROW = 5
# Never cached: True equals 1, an empty text from a formula equals an empty cell, and 12,345 depends on the file.
NOT_KNOWN = (bool, CellError, UnclearFigure)
WORDS = ("Name", "Text")
FIGURES_AND_DAYS = ("Amount", "Number", "Date")
# The length of a database column.
MAX_CHARACTERS = 140
READERS: dict[str, Callable[[Cell], Any]] = {
	"Name": cells.name,
	"Text": cells.text,
	"Amount": cells.amount,
	"Number": cells.number,
	"Date": cells.day,
	"ID Number": cells.id_number,
	"Disability Card Number": cells.id_number_on_disability_card,
	"Code": cells.code,
}
# The same for days, which have a first one.
READ_DAY: Callable[[Cell, date], Any] = cells.day
# Reason to refuse a row in which such a value is missing.
REASON_OF_EMPTY = {"Date": BAD_DATE, "ID Number": BAD_ID, "Disability Card Number": BAD_ID}
# Reason to refuse a row with an error in place of such a value.
REASON_OF_ERROR = {
	"Amount": BAD_AMOUNT,
	"Number": BAD_AMOUNT,
	"Date": BAD_DATE,
	"ID Number": BAD_ID,
	"Disability Card Number": BAD_ID,
}


@dataclass(slots=True)
class Row:
	"""One data row: its number in its sheet (from 1), its raw cells, and the values read from them or the reason to
	refuse it. `sheet` is empty for the first table's sheet; `header` is the number of its header row."""

	number: int
	cells: list[Cell]
	values: dict[str, Any] = field(default_factory=dict)
	refused: RowRefusedError | None = None
	sheet: str = ""
	header: int = 0


def uncounted(table: Table) -> Table:
	"""The table, to read its rows again without counting them again."""
	return replace(table, not_data=Counter(), remarks_on_rows=[], lines=[], reached={})


def data_rows(table: Table) -> Iterator[Row]:
	"""The data rows below the table's headers; others, except blank ones, are counted in `table.not_data`.

	Rows with a number that are somebody's sum or an example are refused.
	"""
	is_data = DataTest(table.feed, table.positions, table.headers)
	is_superseded = SupersededTest(table.headers, table.positions)
	notes: dict[str, list[int]] = defaultdict(list)
	is_first = True
	for sheet, number, row, as_written, header in units_beside.rows(table):
		# As `is_blank`, without a call for each cell.
		written = [
			cell
			for cell in as_written or row
			if (cell.strip() if isinstance(cell, str) else cell is not None)
		]
		if not written:
			continue
		if is_data(row, written):
			if is_first:
				is_data.note_key(row)
				is_first = False
			is_refused = is_data.is_sum_or_example(row, written) or (
				is_superseded.places and is_superseded(row)
			)
			refused = RowRefusedError(STAND_IN) if is_refused else None
			yield Row(number, row, refused=refused, sheet=sheet, header=header)
			continue
		if is_data.is_lost(row, written):
			first_words = next((cell for cell in written if isinstance(cell, str)), None)
			if len(written) >= MIN_CELLS_OF_ROW or not is_note(first_words):
				yield Row(number, row, sheet=sheet, header=header)
				continue
			notes[sheet].append(number)
		table.not_data[sheet] += 1
		if len(table.lines) < MAX_LINES:
			table.lines.append((sheet, number, row))
	table.remarks_on_rows.extend(_remark_on_notes(table, sheet, rows) for sheet, rows in notes.items())


def _remark_on_notes(table: Table, sheet: str, rows: list[int]) -> str:
	return _(
		"Sheet {0} has notes with numbers of people or households, which were not read: row {1}. If they are data, write them as rows of their own below the header, and send the file again."
	).format(sheet or table.sections[0].sheet.name, shortened(rows, MAX_ROWS_NAMED))


def read_all(row: Row, columns: Sequence[Column], table: Table) -> None:
	"""Read the columns into the row's values, by fieldname, and note the first reason to refuse the row."""
	cells_of_row, values, places = row.cells, row.values, table.positions
	for column in columns:
		position = places.get(column.header)
		if position is None:
			values[column.fieldname] = None
			continue
		cell = cells_of_row[position] if position < len(cells_of_row) else None
		if cell in column.known and type(cell) not in NOT_KNOWN:
			values[column.fieldname] = column.known[cell]
			continue
		try:
			values[column.fieldname] = read(row, column, table)
		except RowRefusedError as refused:
			row.refused = row.refused or refused


def read(row: Row, column: Column, table: Table) -> Any:
	"""The cell's meaning by the column's type and value map. None for unknown values, for kept ones, and for a column
	that the file does not have.

	Raises RowRefusedError with the column's header.
	"""
	position = table.positions.get(column.header)
	if position is None:
		return None
	cells_of_row, known = row.cells, column.known
	cell = cells_of_row[position] if position < len(cells_of_row) else None
	if cell in known and type(cell) not in NOT_KNOWN:
		return known[cell]
	try:
		value = meaning(cell, column)
	except RowRefusedError as refused:
		raise RowRefusedError(refused.reason, column.header)
	if len(known) < KNOWN_CELLS and type(cell) not in NOT_KNOWN:
		known[cell] = value
	return value


def meaning(cell: Cell, column: Column) -> Any:
	"""The cell's meaning in the column; None for an empty cell that is unknown or kept. Raises RowRefusedError."""
	# Fast path: most cells are texts that begin with another sign than an error.
	if (type(cell) is not str or cell.startswith("#")) and is_error(cell):
		cell = _without_unit(cell, column)
	if is_blank(cell):
		return _meaning_of_empty(column)
	value = _typed(cell, column)
	if isinstance(value, str):
		if not value:
			return _meaning_of_empty(column)
		if column.data_type in NUMBERS_OF_PEOPLE and not column.value_map:
			# Checked in full when it was read.
			return value
		_refuse_stand_in(value, column)
	if column.has_limits and not column.may_hold(value):
		raise RowRefusedError(BAD_DATE if column.data_type == "Date" else BAD_AMOUNT)
	if column.is_whole and value is not None and value != int(value):
		raise RowRefusedError(BAD_AMOUNT)
	if column.value_map:
		value = _mapped(value, column)
	if isinstance(value, str):
		if len(value) > MAX_CHARACTERS:
			raise RowRefusedError(BAD_VALUE)
		if holds_markup(value):
			raise RowRefusedError(MARKUP)
		if column.data_type == "Name" and column.is_needed and cells.is_no_name(value):
			raise RowRefusedError(STAND_IN)
	return value


def _without_unit(cell: Cell, column: Column) -> Cell:
	"""The figure in place of an error that names the column's own unit; the result of a formula that is an empty text as it
	is. Raises RowRefusedError for other errors."""
	if isinstance(cell, CellError) and cell.startswith(OTHER_UNIT) and _is_in_unit(cell, column):
		cell = cell.written
	if is_error(cell) and (cell != EMPTY_RESULT or column.data_type in FIGURES_AND_DAYS):
		raise RowRefusedError(REASON_OF_ERROR.get(column.data_type, BAD_VALUE))
	return cell


def _typed(cell: Cell, column: Column) -> Any:
	"""The value of a filled cell by the column's type, in yuan and by the calendar. Raises RowRefusedError."""
	data_type = column.data_type
	if data_type == "Date":
		day = READ_DAY(cell, column.first_read)
		is_shifted = column.serial_shift and _is_serial(cell)
		return day + timedelta(days=column.serial_shift) if is_shifted else day
	if data_type in WORDS and not isinstance(cell, str):
		_refuse_no_word(cell, column)
	value: Any
	try:
		value = READERS[data_type](cell)
	except RowRefusedError:
		if data_type != "Number" or (counted := written_words.count(cell, column.header)) is None:
			raise
		value = cells.number(counted)
	if column.is_scaled and value:
		if isinstance(cell, str) and not UNITS_IN_WORDS.isdisjoint(cell):
			raise RowRefusedError(BAD_AMOUNT)
		value = READERS["Amount"](value * column.unit)
	return value


def _refuse_stand_in(word: str, column: Column) -> None:
	"""Raises RowRefusedError where a text is a number in exponential form, or is written in place of an unknown value."""
	if column.data_type == "Text" and cells.EXPONENT.fullmatch(word):
		raise RowRefusedError(PRECISION_LOST)
	if column.data_type == "Code" and column.is_needed and cells.is_stand_in(word):
		raise RowRefusedError(STAND_IN)
	# What is no telephone number is counted and changes none.
	if column.role != "Description" and column.fieldname != PHONE and cells.is_ditto(word):
		raise RowRefusedError(STAND_IN)


def _refuse_no_word(cell: Cell, column: Column) -> None:
	"""Raises RowRefusedError where a program turned 3-5 into a date, a word into TRUE, or a long number into a figure, unless
	the column maps the word."""
	if isinstance(cell, bool | date) and cells.text(cell) not in column.value_map:
		raise RowRefusedError(BAD_VALUE)
	if isinstance(cell, int | float) and abs(cell) >= cells.FIRST_INEXACT:
		raise RowRefusedError(PRECISION_LOST)


def _is_in_unit(cell: CellError, column: Column) -> bool:
	"""Whether the unit in a cell's number format is the column's unit, or the column has none."""
	unit = header_notes.UNITS.get(cell.removeprefix(OTHER_UNIT).strip())
	return column.data_type not in FIGURES_AND_DAYS or (column.data_type == "Amount" and unit == column.unit)


def _meaning_of_empty(column: Column) -> Decimal | None:
	if column.empty_means == ZERO:
		return Decimal(0)
	if column.is_needed and column.empty_means != KEEP:
		raise RowRefusedError(REASON_OF_EMPTY.get(column.data_type, MISSING_VALUE))
	return None


def _is_serial(cell: Cell) -> bool:
	if isinstance(cell, str):
		return cells.WRITTEN_SERIAL.fullmatch(cells.text(cell)) is not None
	return isinstance(cell, int | float) and cell < MAX_SERIAL


def _mapped(value: Any, column: Column) -> Any:
	if (meant := column.value_map.get(str(value))) is None:
		meant = written_words.meaning(str(value), column.value_map)
	if meant is None:
		raise RowRefusedError(BAD_VALUE)
	return meant
