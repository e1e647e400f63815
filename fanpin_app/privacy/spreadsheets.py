"""Tables that leave the system, as workbooks and as CSV: text stays text in whatever program opens them.

A text that begins like a formula is none, and a number that is a name (of a person, card, household, phone) keeps all
of its digits when it is opened, corrected and saved. Numbers stay numbers.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles.numbers import FORMAT_TEXT
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

BOM = "\ufeff"
# What office programs take for the beginning of a formula, in half and full width.
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# What they may pass over before it: control characters, spaces and marks without width.
UNSEEN = (
	"".join(map(chr, range(33)))
	+ "\x7f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"
	+ ("".join(map(chr, range(0x2000, 0x2010))))
)
PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?%?")
# Of a longer number an office program keeps 15 digits.
LONG_NUMBER = re.compile(r"-?\d{16,}")
MOST_EXACT = 10**15
LONGEST_TITLE = 31
# What XML cannot hold.
ILLEGAL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class TextWorkbook(Workbook):
	"""A workbook that is written row by row; its sheets take rows of plain values."""

	def __init__(self) -> None:
		super().__init__(write_only=True)

	def create_sheet(
		self, title: str = "", index: int | None = None, text_columns: Iterable[int] = ()
	) -> "TextSheet":
		"""`text_columns`, from 0: what is typed into their empty cells later is text, too."""
		sheet = TextSheet(self, INVALID_TITLE_REGEX.sub(" ", title)[:LONGEST_TITLE])
		self._add_sheet(sheet, index)
		for column in text_columns:
			sheet.column_dimensions[get_column_letter(column + 1)].number_format = FORMAT_TEXT
		return sheet


class TextSheet(WriteOnlyWorksheet):
	def __init__(self, *args: Any) -> None:
		super().__init__(*args)
		as_text = WriteOnlyCell(self)
		as_text.number_format = FORMAT_TEXT
		# Looking the format up for each cell would take most of the time.
		self._style_of_text = as_text._style

	def append(self, row: Iterable[Any]) -> None:
		super().append([self.cell(value) for value in row])

	def cell(self, value: Any) -> Cell | None:
		"""The value as a cell: a text, and a number too long to be exact, as text. A cell stays as it is."""
		if value is None or isinstance(value, Cell):
			return value
		if _is_no_figure(value):
			value = str(value)
		if not isinstance(value, str):
			return WriteOnlyCell(self, value)
		cell = Cell(self, 1, 1, ILLEGAL_CHARACTERS.sub("", value), self._style_of_text)
		cell.data_type = "s"
		return cell


def text_columns_of(rows: Sequence[Sequence[Any]]) -> list[int]:
	"""The columns, from 0, in which nothing but text stands; the first row is the header."""
	width = max(map(len, rows), default=0)
	with_others = {
		column
		for row in rows[1:]
		for column, value in enumerate(row)
		if value is not None and not isinstance(value, str)
	}
	return [column for column in range(width) if column not in with_others]


def csv_text(rows: Iterable[Iterable[Any]], **dialect: Any) -> str:
	"""The rows as CSV that begins with a byte order mark, so that office programs read it as UTF-8.

	`dialect`: `delimiter` and `quoting`, as csv.writer takes them; what needs quotation marks gets them.
	"""
	if dialect.get("quoting") == csv.QUOTE_NONE:
		dialect["quoting"] = csv.QUOTE_MINIMAL
	written = io.StringIO()
	writer = csv.writer(written, **{"quoting": csv.QUOTE_NONNUMERIC} | dialect)
	writer.writerows([csv_cell(value) for value in row] for row in rows)
	return BOM + written.getvalue()


def csv_cell(value: Any) -> Any:
	"""The value; a text that would be a formula, or lose digits, with an apostrophe before it."""
	if _is_no_figure(value):
		value = str(value)
	if not isinstance(value, str):
		return value
	begun = value.lstrip(UNSEEN) if value[:1] not in ("\t", "\r", "\n") else value
	if LONG_NUMBER.fullmatch(begun) or (
		begun.startswith(FORMULA_SIGNS) and not PLAIN_NUMBER.fullmatch(begun)
	):
		return f"'{value}"
	return value


def _is_no_figure(value: Any) -> bool:
	"""Whether a number is longer than office programs can count, or none at all."""
	if isinstance(value, float):
		return not math.isfinite(value)
	return isinstance(value, int) and abs(value) >= MOST_EXACT
