"""Text files as offices save them: CSV with commas, semicolons or tabs, in UTF-8, UTF-16 or GB 18030."""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from frappe import _

from fanpin_app.discovery.refusal import BROKEN_TEXT, NOT_A_WORKBOOK, FileRefused

ENCODINGS_BY_MARK = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
ENCODINGS = ("utf-8", "gb18030")
LOOKED_AT = 2000
SEPARATORS = ",\t;"
# What tells how a table is separated.
FIRST_LINES = 20
# A cell may have a line break or two. One of more lines is a quotation mark that was never closed, and holds rows.
MOST_LINES_OF_A_CELL = 4
FEWEST_COLUMNS = 3
# A long text refuses its row; the reader's own limit of 131,072 characters would refuse the file.
csv.field_size_limit(2**30)
# Excel keeps the digits of a number that is written as a formula: ="440513198502276232".
QUOTED_FORMULA = re.compile(r'="?([^"]*)"?')


def decoded(content: bytes) -> str:
	"""The text of the file. Raises FileRefused for characters that no usual encoding has."""
	marked = [encoding for mark, encoding in ENCODINGS_BY_MARK if content.startswith(mark)]
	for encoding in marked or _unmarked(content):
		try:
			return content.decode(encoding)
		except UnicodeDecodeError:
			continue
	raise FileRefused(
		NOT_A_WORKBOOK, _("The characters of this file cannot be read. Save it as CSV UTF-8 or as .xlsx.")
	)


def _unmarked(content: bytes) -> tuple[str, ...]:
	"""The encodings to try where no mark names one. In UTF-16, one half of each Latin letter is a zero."""
	even, odd = content[:LOOKED_AT:2].count(0), content[1:LOOKED_AT:2].count(0)
	if even or odd:
		return ("utf-16-le",) if odd > even else ("utf-16-be",)
	return ENCODINGS


def rows(written: str) -> Iterator[list[str]]:
	"""The rows of a text file. Raises FileRefused, naming the line, where a quotation mark is never closed."""
	lines = io.StringIO(written, newline=None)
	separator = _separator(written)
	reader = csv.reader(lines, delimiter=separator, strict=True)
	line, widest = 1, FEWEST_COLUMNS
	while True:
		try:
			row = next(reader)
		except StopIteration:
			return
		except csv.Error:
			_refuse(line)
		if reader.line_num > line and any(_holds_rows(cell, separator, widest) for cell in row):
			_refuse(line)
		widest = max(widest, len(row))
		line = reader.line_num + 1
		yield [_plain(cell) for cell in row]


def _holds_rows(cell: str, separator: str, columns: int) -> bool:
	"""Whether a cell has more lines than cells have, or line breaks and as many separators as a row of these columns."""
	lines = cell.count("\n")
	return lines >= MOST_LINES_OF_A_CELL or (lines > 0 and cell.count(separator) >= columns - 1)


def _separator(written: str) -> str:
	"""The separator that the first lines have most of. Raises FileRefused where they have none."""
	first = io.StringIO(written, newline=None)
	head = "".join(line for line, _number in zip(first, range(FIRST_LINES), strict=False))
	separator = max(SEPARATORS, key=head.count)
	if separator not in head and head.strip():
		raise FileRefused(
			BROKEN_TEXT,
			_(
				"The columns of this text file are separated neither by commas nor by tabs nor by semicolons. Save it as CSV or as .xlsx."
			),
		)
	return separator


def _plain(cell: str) -> str:
	if cell.startswith("=") and (quoted := QUOTED_FORMULA.fullmatch(cell)):
		return quoted[1]
	return cell


def _refuse(line: int) -> None:
	raise FileRefused(
		BROKEN_TEXT,
		_(
			"From line {0} on this file cannot be read: a quotation mark is opened and never closed. Correct the line, or save the table as .xlsx."
		).format(line),
	)
