"""Proposes the columns of a new Data Feed from an example of an agency's file. A person confirms them; the file is
not kept."""

import base64
import binascii
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path, PurePath

import frappe
from frappe import _
from frappe.utils import escape_html, getdate

from fanpin_app.discovery.feeds.definitions import UNITS, WORDS_FOR_NAME, Column, as_value
from fanpin_app.discovery.readers import cells, workbook
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.refusals.errors import (
	BAD_DATE,
	EMPTY,
	UNKNOWN_REGION,
	FileRefusedError,
	RowRefusedError,
)
from fanpin_app.discovery.tables import header_notes
from fanpin_app.discovery.tables.examples import Example, examples_of
from fanpin_app.discovery.tables.header_rows import HEADER_SEARCH_ROWS, disability_card, reads
from fanpin_app.discovery.tables.rows import meaning
from fanpin_app.registry.households.members import masked_id_number

MAX_BYTES = 10 * 1024 * 1024
# The share of a column's cells that must be of one type: agencies' files have typing errors.
MIN_SHARE = 0.8
MAX_CHOICES = 12
DIGITS_OF_REGION = (12, 15)
ROWS_SHOWN = 10
SERIAL_NUMBERS = ("序号", "编号", "No", "NO", "no")
MONEY = ("金额", "费", "元", "款", "收入", "支出", "损失", "自付", "补助")
DAYS = ("日期", "时间", "日")
ID_NUMBER = "身份证"

MATCHED_BY = {
	"ID Number": "ID Number",
	"Disability Card Number": "Disability Card Number",
	"Code": "Region Code",
}
MEASURED = ("Amount", "Number")


def describe(file_name: str, content: str) -> dict:
	"""Propose the columns of a Data Feed for this file, from its headers and the cells below them.

	`content`: the file in base64, with or without the head of a data URL. Returns `sheet`, `header_row` (from 1; of
	two the lower one), `levels` (rows of the header, 1 or 2), `match_by`, `columns`: rows of Feed Column, and `rows`:
	the first ten as they are understood, one text for each column. Nothing is written. Raises
	`frappe.ValidationError` for a file without a table, and `frappe.PermissionError` for users who may not write
	feeds.
	"""
	if not frappe.has_permission("Data Feed", "write"):
		frappe.throw(_("Feeds are described by the Monitoring Administrator."), frappe.PermissionError)
	suffix = PurePath(file_name).suffix.lower()
	if suffix not in workbook.SUFFIXES:
		frappe.throw(_("Choose a workbook (.xlsx, .xls, .et, .ods) or a text file (.csv, .txt)."))
	with tempfile.NamedTemporaryFile(suffix=suffix) as file:
		file.write(_decoded(content))
		file.flush()
		try:
			return describe_table(example_of(Path(file.name)))
		except FileRefusedError as refused:
			frappe.throw(escape_html(refused.message))


def example_of(path: Path) -> Example:
	"""The first sheet's part that looks like a table. Raises FileRefusedError."""
	if example := next(examples_of(workbook.read(path)), None):
		return example
	raise FileRefusedError(
		EMPTY, _("No row of headers was found in the first {0} rows.").format(HEADER_SEARCH_ROWS)
	)


def describe_table(example: Example) -> dict:
	"""The result of `describe` for a table."""
	headers = example.headers
	types = {
		header: data_type_of(header, example.column(position))
		for position, header in enumerate(headers)
		if header
	}
	key = next((header for kind in MATCHED_BY for header, each in types.items() if each == kind), None)
	day = next((header for header, each in types.items() if each == "Date"), None)
	columns = []
	for header, data_type in types.items():
		role, position = _role(header, data_type, key, day), headers.index(header)
		columns.append(
			{
				"header": header,
				"role": role,
				"data_type": data_type,
				"required": int(role != "Description"),
				"value_map": _choices(example.column(position)) if data_type == "Text" else None,
			}
			| _unit(example, position, data_type)
		)
	return {
		"sheet": example.sheet.name,
		"header_row": example.header.number + 1,
		"levels": example.header.levels,
		"match_by": MATCHED_BY.get(types.get(key or "", ""), "ID Number"),
		"columns": columns,
		"rows": _as_understood(example, columns),
	}


def _unit(example: Example, position: int, data_type: str) -> dict[str, str]:
	if data_type != "Amount":
		return {}
	above = islice(example.sheet.rows(), example.header.number + 1 - example.header.levels)
	unit = header_notes.known_unit(example.header.cells[position]) or header_notes.unit_in_lines(above)
	return {"unit": next((name for name, yuan in UNITS.items() if yuan == unit), "Yuan")}


def _as_understood(example: Example, columns: list[dict]) -> list[list[str]]:
	"""The first rows with each cell's meaning in the proposed columns, or the reason for its refusal."""
	doc = frappe.new_doc("Data Feed").update({"columns": columns})
	read = [(column, example.headers.index(column.header)) for column in as_value(doc).columns]
	written = [row for row in example.rows if not all(map(cells.is_blank, row))]
	return [
		[_understood(row[position] if position < len(row) else None, column) for column, position in read]
		for row in written[:ROWS_SHOWN]
	]


def _understood(cell: Cell, column: Column) -> str:
	try:
		value = meaning(cell, column)
	except RowRefusedError as refused:
		return _("refused: {0}").format(_(refused.reason))
	if value is None:
		return _("(empty)")
	if column.data_type in ("ID Number", "Disability Card Number"):
		return masked_id_number(value, getdate())
	if column.data_type == "Amount":
		return _("{0} yuan").format(f"{value:,}")
	return str(value)


def _decoded(content: str) -> bytes:
	try:
		raw = base64.b64decode(content.rpartition(",")[2], validate=True)
	except (binascii.Error, ValueError):
		frappe.throw(_("The file did not arrive whole. Choose it again."))
	if len(raw) > MAX_BYTES:
		frappe.throw(
			_("The example is larger than {0} MB. Keep its first rows only.").format(MAX_BYTES >> 20)
		)
	return raw


def data_type_of(header: str, written: list[Cell]) -> str:
	"""A column's type, by its cells and the words of its header."""
	if header in SERIAL_NUMBERS:
		return "Text"
	if ID_NUMBER in header:
		return "ID Number"
	for data_type, reader in (
		("ID Number", cells.id_number),
		("Disability Card Number", disability_card),
		("Code", _region_code),
		("Date", _day_by(header)),
		("Amount" if _has(header, MONEY) else "Number", cells.amount),
	):
		if mostly(reader, written):
			return data_type
	return "Name" if _has(header, WORDS_FOR_NAME) else "Text"


def _role(header: str, data_type: str, key: str | None, day: str | None) -> str:
	if header == key:
		return "Match Key"
	if header == day:
		return "Record Date"
	return "Value" if data_type in MEASURED else "Description"


def _choices(written: list[Cell]) -> str | None:
	"""One line for each word, where there are few of them, for the administrator to map."""
	words = list(dict.fromkeys(cells.text(cell) for cell in written))
	if not 2 <= len(words) <= MAX_CHOICES or len(words) * 2 > len(written):
		return None
	return "\n".join(f"{word}={word}" for word in words)


def mostly(reader: Callable[[Cell], object], written: list[Cell]) -> bool:
	"""Whether the reader accepts nearly all of the cells."""
	return bool(written) and sum(reads(reader, cell) for cell in written) >= MIN_SHARE * len(written)


def _region_code(cell: Cell) -> None:
	code = cells.code(cell)
	if not (code.isdigit() and len(code) in DIGITS_OF_REGION):
		raise RowRefusedError(UNKNOWN_REGION)


def _day_by(header: str) -> Callable[[Cell], date]:
	"""A reader of dates that accepts plain numbers only under a header that names days."""

	def read(cell: Cell) -> date:
		if cells.text(cell).isdigit() and not _has(header, DAYS):
			raise RowRefusedError(BAD_DATE)
		return cells.day(cell)

	return read


def _has(header: str, words: Sequence[str]) -> bool:
	return any(word in header for word in words)
