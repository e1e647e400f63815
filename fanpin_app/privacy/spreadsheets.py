"""Tables that leave the system as workbooks or CSV: text stays text in whatever program opens them.

A text that looks like a formula is not executed, and a number used as an identifier (of a person, card, household,
phone) keeps all its digits when it is opened, corrected and saved. Numbers stay numbers.
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
# Characters at which office programs start a formula, in half and full width.
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# Characters that they may skip before it: control characters, spaces and zero-width marks.
INVISIBLE_CHARACTERS = (
	"".join(map(chr, range(33)))
	+ "\x7f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"
	+ ("".join(map(chr, range(0x2000, 0x2010))))
)
PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d+)?%?")
# Office programs keep only 15 digits of longer numbers.
LONG_NUMBER = re.compile(r"-?\d{16,}")
MAX_EXACT_INTEGER = 10**15
MAX_TITLE_LENGTH = 31
# Not allowed in XML.
ILLEGAL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class TextWorkbook(Workbook):
	"""A workbook that is written row by row; its sheets take rows of plain values."""

	def __init__(self) -> None:
		super().__init__(write_only=True)

	def create_sheet(  # pyright: ignore[reportIncompatibleMethodOverride]
		self, title: str = "", index: int | None = None, text_columns: Iterable[int] = ()
	) -> "TextSheet":
		"""`text_columns`, from 0: values typed into their empty cells later are text, too."""
		sheet = TextSheet(self, INVALID_TITLE_REGEX.sub(" ", title)[:MAX_TITLE_LENGTH])
		# Neither is in the type checker's description of openpyxl.
		self._add_sheet(sheet, index)  # pyright: ignore[reportAttributeAccessIssue]
		for column in text_columns:
			dimensions = sheet.column_dimensions  # pyright: ignore[reportAttributeAccessIssue]
			dimensions[get_column_letter(column + 1)].number_format = FORMAT_TEXT
		return sheet


class TextSheet(WriteOnlyWorksheet):
	def __init__(self, *args: Any) -> None:
		super().__init__(*args)
		as_text = WriteOnlyCell(self)
		as_text.number_format = FORMAT_TEXT
		# Looking up the format for each cell would take most of the time.
		self._style_of_text = as_text._style

	def append(self, row: Iterable[Any]) -> None:
		super().append([self.cell(value) for value in row])

	def cell(self, value: Any) -> Cell | None:
		"""The value as a cell: texts, and numbers too long to be exact, as text. A cell is returned unchanged."""
		if value is None or isinstance(value, Cell):
			return value
		if _needs_text(value):
			value = str(value)
		if not isinstance(value, str):
			return WriteOnlyCell(self, value)
		return self.text_cell(value)

	def text_cell(self, value: str) -> Cell:
		cell = Cell(self, 1, 1, ILLEGAL_CHARACTERS.sub("", value), self._style_of_text)
		cell.data_type = "s"
		return cell


def find_text_columns(rows: Sequence[Sequence[Any]]) -> list[int]:
	"""The columns, from 0, that contain only text; the first row is the header."""
	width = max(map(len, rows), default=0)
	mixed = {
		column
		for row in rows[1:]
		for column, value in enumerate(row)
		if value is not None and not isinstance(value, str)
	}
	return [column for column in range(width) if column not in mixed]


def csv_text(rows: Iterable[Iterable[Any]], **dialect: Any) -> str:
	"""The rows as CSV with a byte order mark, so that office programs read it as UTF-8.

	`dialect`: `delimiter` and `quoting`, as for csv.writer; values that need quotation marks always get them.
	"""
	if dialect.get("quoting") == csv.QUOTE_NONE:
		dialect["quoting"] = csv.QUOTE_MINIMAL
	output = io.StringIO()
	options: dict[str, Any] = {"quoting": csv.QUOTE_NONNUMERIC} | dialect
	writer = csv.writer(output, **options)
	writer.writerows([csv_cell(value) for value in row] for row in rows)
	return BOM + output.getvalue()


def csv_cell(value: Any) -> Any:
	"""The value; a text that would be read as a formula, or lose digits, is prefixed with an apostrophe."""
	if _needs_text(value):
		value = str(value)
	if not isinstance(value, str):
		return value
	visible = value.lstrip(INVISIBLE_CHARACTERS) if value[:1] not in ("\t", "\r", "\n") else value
	if LONG_NUMBER.fullmatch(visible) or (
		visible.startswith(FORMULA_SIGNS) and not PLAIN_NUMBER.fullmatch(visible)
	):
		return f"'{value}"
	return value


def _needs_text(value: Any) -> bool:
	"""Whether a number is too long for office programs, or not finite."""
	if isinstance(value, float):
		return not math.isfinite(value)
	return isinstance(value, int) and abs(value) >= MAX_EXACT_INTEGER
