"""An example of an agency's file, read as the columns of a new Data Feed. A person confirms them; the file is not kept."""

import base64
import binascii
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import PurePath

import frappe
from frappe import _

from fanpin_app.discovery import cells, workbook
from fanpin_app.discovery.cells import Cell, is_blank
from fanpin_app.discovery.refusal import BAD_DATE, BAD_ID, EMPTY, UNKNOWN_REGION, FileRefused, RowRefused
from fanpin_app.discovery.tables import HEADER_SEARCH_ROWS
from fanpin_app.registry import identity

LARGEST_BYTES = 10 * 1024 * 1024
LONGEST_HEADER = 60
SAMPLE_ROWS = 200
# Of what is written in a column so much must be of one type: agencies' files have slips.
MOSTLY = 0.8
MOST_CHOICES = 12
DIGITS_OF_REGION = (12, 15)
SERIAL_NUMBERS = ("序号", "编号", "No", "NO", "no")
MONEY = ("金额", "费", "元", "款", "收入", "支出", "损失", "自付", "补助")
DAYS = ("日期", "时间", "日")
ID_NUMBER = "身份证"
NAMES = ("姓名", "名字")

MATCHED_BY = {
	"ID Number": "ID Number",
	"Disability Card Number": "Disability Card Number",
	"Code": "Region Code",
}
MEASURED = ("Amount", "Number")


@dataclass(frozen=True)
class Example:
	"""The table in the file: its sheet, the row of its headers (from 1), the headers, and its first rows."""

	sheet: str
	header_row: int
	headers: list[str]
	rows: list[list[Cell]]

	def column(self, position: int) -> list[Cell]:
		written = [row[position] for row in self.rows if position < len(row)]
		return [cell for cell in written if not is_blank(cell)]


@frappe.whitelist(methods=["POST"])
def describe(file_name: str, content: str) -> dict:
	"""The columns that a Data Feed for this file would have, proposed from its headers and what is written below.

	`content`: the file in base64, with or without the head of a data URL. Returns `sheet`, `header_row`, `match_by` and
	`columns`: rows of Feed Column. Nothing is written. Raises `frappe.ValidationError` for what is no table, and
	`frappe.PermissionError` for whoever may not write feeds.
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
			return described(example_of(file.name))
		except FileRefused as refused:
			frappe.throw(refused.message)


def example_of(path: str) -> Example:
	"""The first sheet's part that looks like a table. Raises FileRefused."""
	for sheet in workbook.read(path):
		first = list(islice(sheet.rows(), HEADER_SEARCH_ROWS + SAMPLE_ROWS))
		if (number := _header_row(first)) is not None:
			headers = ["".join(cells.text(cell).split()) for cell in first[number]]
			return Example(sheet.name, number + 1, headers, first[number + 1 :])
	raise FileRefused(
		EMPTY, _("No row of headers was found in the first {0} rows.").format(HEADER_SEARCH_ROWS)
	)


def described(example: Example) -> dict:
	"""What `describe` returns, for a table that was found."""
	types = {
		header: _data_type(header, example.column(position))
		for position, header in enumerate(example.headers)
		if header
	}
	key = next((header for kind in MATCHED_BY for header, each in types.items() if each == kind), None)
	day = next((header for header, each in types.items() if each == "Date"), None)
	columns = []
	for header, data_type in types.items():
		role = _role(header, data_type, key, day)
		written = example.column(example.headers.index(header))
		columns.append(
			{
				"header": header,
				"role": role,
				"data_type": data_type,
				"required": int(role != "Description"),
				"value_map": _choices(written) if data_type == "Text" else None,
			}
		)
	return {
		"sheet": example.sheet,
		"header_row": example.header_row,
		"match_by": MATCHED_BY.get(types.get(key), "ID Number"),
		"columns": columns,
	}


def _decoded(content: str) -> bytes:
	try:
		raw = base64.b64decode(content.rpartition(",")[2], validate=True)
	except (binascii.Error, ValueError):
		frappe.throw(_("The file did not arrive whole. Choose it again."))
	if len(raw) > LARGEST_BYTES:
		frappe.throw(
			_("The example is larger than {0} MB. Keep its first rows only.").format(LARGEST_BYTES >> 20)
		)
	return raw


def _header_row(rows: Sequence[list[Cell]]) -> int | None:
	"""The first of the rows that name the most columns: titles name one, and data rows are no names."""
	named = [_names(row) for row in rows[:HEADER_SEARCH_ROWS]]
	most = max(named, default=0)
	return named.index(most) if most >= 2 else None


def _names(row: list[Cell]) -> int:
	written = [cell for cell in row if not is_blank(cell)]
	if any(not isinstance(cell, str) or _is_data(cell) for cell in written):
		return 0
	texts = {cells.text(cell) for cell in written}
	return len(texts) if len(texts) == len(written) else 0


def _is_data(cell: str) -> bool:
	return len(cell) > LONGEST_HEADER or any(
		_reads(reader, cell) for reader in (cells.amount, cells.day, cells.id_number, _card)
	)


def _data_type(header: str, written: list[Cell]) -> str:
	if header in SERIAL_NUMBERS:
		return "Text"
	if ID_NUMBER in header:
		return "ID Number"
	for data_type, reader in (
		("ID Number", cells.id_number),
		("Disability Card Number", _card),
		("Code", _region_code),
		("Date", _day_by(header)),
		("Amount" if _has(header, MONEY) else "Number", cells.amount),
	):
		if _mostly(reader, written):
			return data_type
	return "Name" if _has(header, NAMES) else "Text"


def _role(header: str, data_type: str, key: str | None, day: str | None) -> str:
	if header == key:
		return "Match Key"
	if header == day:
		return "Record Date"
	return "Value" if data_type in MEASURED else "Description"


def _choices(written: list[Cell]) -> str | None:
	"""A line for each word where there are few of them, for the administrator to say what each means."""
	words = list(dict.fromkeys(cells.text(cell) for cell in written))
	if not 2 <= len(words) <= MOST_CHOICES or len(words) * 2 > len(written):
		return None
	return "\n".join(f"{word}={word}" for word in words)


def _mostly(reader: Callable[[Cell], object], written: list[Cell]) -> bool:
	return bool(written) and sum(_reads(reader, cell) for cell in written) >= MOSTLY * len(written)


def _reads(reader: Callable[[Cell], object], cell: Cell) -> bool:
	try:
		reader(cell)
	except RowRefused:
		return False
	return True


def _card(cell: Cell) -> None:
	written = identity.normalize(str(cell or ""))
	if len(written) != identity.DISABILITY_CARD_LENGTH:
		raise RowRefused(BAD_ID)
	cells.id_number_on_disability_card(cell)


def _region_code(cell: Cell) -> None:
	code = cells.code(cell)
	if not (code.isdigit() and len(code) in DIGITS_OF_REGION):
		raise RowRefused(UNKNOWN_REGION)


def _day_by(header: str) -> Callable[[Cell], date]:
	"""Reads dates; a plain number is one only under a header that speaks of days."""

	def read(cell: Cell) -> date:
		if cells.code(cell).isdigit() and not _has(header, DAYS):
			raise RowRefused(BAD_DATE)
		return cells.day(cell)

	return read


def _has(header: str, words: Sequence[str]) -> bool:
	return any(word in header for word in words)
