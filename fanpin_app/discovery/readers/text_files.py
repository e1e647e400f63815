"""Text files as offices save them: CSV with commas, semicolons or tabs, in UTF-8, UTF-16 or GB 18030."""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NoReturn

from frappe import _

from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import WITH_ONE_SIGN, UnclearFigure
from fanpin_app.discovery.refusals.errors import BROKEN_TEXT, NOT_A_WORKBOOK, TOO_LARGE, FileRefusedError

ENCODINGS_BY_MARK = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
OF_CHINESE_WINDOWS = "gb18030"
ENCODINGS = ("utf-8", OF_CHINESE_WINDOWS)
CHINESE = re.compile("[\u4e00-\u9fff]")
# Text of another encoding has fewer when it is read as UTF-8.
MIN_CHINESE = 6
CHARACTERS_EXAMINED = 2000
SEPARATORS = ",\t;"
# Not read, since names and addresses have them, too; the names are source strings of zh.csv.
OTHER_SEPARATORS = {
	re.compile(r"\|"): "vertical bars (|)",
	re.compile("，"): "Chinese commas (，)",
	re.compile("；"): "Chinese semicolons (；)",
	re.compile(r"(?<=\S) +(?=\S)"): "spaces",
}
ENDS_OF_LINE = ("\n", "\r")
# Where commas separate decimals, programs separate columns by semicolons. A figure with a point shows that they do not.
SEPARATOR_BESIDE_DECIMAL_COMMAS = ";"
FIGURE_WITH_POINT = re.compile(
	r'(?:^|;)"?[¥￥]?\s*-?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d{1,2}元?"?(?=;|$)', re.MULTILINE
)
LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|$)")
NUL = "\0"
# In UTF-16 each line end and each separator has a zero byte: at least one in this many bytes.
BYTES_PER_ZERO = 100
# Lines examined to find the separator.
FIRST_LINES = 20
# A cell may have a line break or two. A longer one is an unclosed quotation mark that swallowed rows.
MAX_LINES_OF_A_CELL = 4
MIN_COLUMNS = 3
# Bytes that no text contains, except UTF-16.
NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
BEGINS_MARKUP = (b"<", b"{", b"MIME", b"%PDF")
# No table has more: not even one that fills four sheets, nor a line of many long texts.
MAX_LINES = 4 * 1_048_576
MAX_LINE_LENGTH = 2_000_000
# A long text refuses only its row; csv's own limit of 131,072 characters would refuse the file.
csv.field_size_limit(MAX_LINE_LENGTH)
# Excel keeps the digits of a number written as a formula: ="440513198502276232".
QUOTED_FORMULA = re.compile(r'="?([^"]*)"?')


def decoded(content: bytes) -> str:
	"""The text of the file, without the NUL characters with which programs and disks pad files.

	Raises FileRefusedError for bytes that no common encoding has, and where NUL characters replace the end of a line.
	"""
	marked = [encoding for mark, encoding in ENCODINGS_BY_MARK if content.startswith(mark)]
	for encoding in marked or _unmarked(content):
		if encoding == OF_CHINESE_WINDOWS:
			_refuse_two_encodings(content)
		try:
			return _without_nul(content.decode(encoding))
		except UnicodeDecodeError:
			continue
	raise FileRefusedError(
		NOT_A_WORKBOOK, _("The characters of this file cannot be read. Save it as CSV UTF-8 or as .xlsx.")
	)


def _refuse_two_encodings(content: bytes) -> None:
	"""Raises FileRefusedError for a file that is not in UTF-8 where its first line is, and the others are in GB 18030."""
	head, _end, rest = content.partition(b"\n")
	try:
		first = head.decode()
		rest.decode(OF_CHINESE_WINDOWS)
	except UnicodeDecodeError:
		return
	if len(CHINESE.findall(first)) >= MIN_CHINESE:
		raise FileRefusedError(
			BROKEN_TEXT,
			_(
				"The first line of this file is written in UTF-8 and others in GBK, so that one of them would be unreadable. Save the table again as CSV UTF-8 or as .xlsx."
			),
		)


def is_table(head: bytes) -> bool:
	"""Whether a file that begins like this is a text table, whatever its name: some systems export tabs or commas as
	.xls."""
	is_marked = any(head.startswith(mark) for mark, _encoding in ENCODINGS_BY_MARK[1:])
	if not is_marked and NO_TEXT.search(head):
		return False
	first = head.partition(b"\n")[0]
	if first.lstrip(BOM_UTF8 + b" \t\r").startswith(BEGINS_MARKUP):
		return False
	return b"\t" in first or any(first.count(each) >= MIN_COLUMNS - 1 for each in b",;")


def _unmarked(content: bytes) -> tuple[str, ...]:
	"""The encodings to try without a byte order mark. In UTF-16, one half of each Latin letter is a zero."""
	head = (
		content[:CHARACTERS_EXAMINED].rstrip(b"\0") if _is_padded(content) else content[:CHARACTERS_EXAMINED]
	)
	even, odd = head[::2].count(0), head[1::2].count(0)
	if (even + odd) * BYTES_PER_ZERO >= max(len(head), 1):
		return ("utf-16-le",) if odd > even else ("utf-16-be",)
	return ENCODINGS


def _is_padded(content: bytes) -> bool:
	"""Whether all NUL characters are at the end."""
	return content.find(b"\0") >= len(content.rstrip(b"\0"))


def _without_nul(written: str) -> str:
	text = written.rstrip(NUL)
	if len(written) - len(text) > 1 and not text.endswith(("\n", "\r")):
		raise FileRefusedError(
			BROKEN_TEXT,
			_(
				"This file breaks off within line {0}; behind it there is nothing but empty bytes (NUL). Perhaps it was not copied whole: save it and send it again."
			).format(text.count("\n") + 1),
		)
	return text.replace(NUL, "")


class LastRow(list[Any]):
	"""The last row of a file without a final end of line: it may be cut off."""


def rows(written: str, separator: str) -> Iterator[list[str]]:
	"""The rows of a text file. Raises FileRefusedError, naming the line, for an unclosed quotation mark."""
	if written.endswith(ENDS_OF_LINE):
		return _rows(written, separator)
	return _with_last(_rows(written, separator))


def _with_last(rows: Iterator[list[str]]) -> Iterator[list[str]]:
	before: list[str] | None = None
	for row in rows:
		if before is not None:
			yield before
		before = row
	if before is not None:
		yield LastRow(before)


def _rows(written: str, separator: str) -> Iterator[list[str]]:
	reader = csv.reader(_lines(written), delimiter=separator, strict=True)
	is_unclear = _finds_unclear(written, separator)
	line, widest = 1, MIN_COLUMNS
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
		plain = [_plain(cell) for cell in row]
		yield [UnclearFigure(cell) if is_unclear(cell) else cell for cell in plain] if is_unclear else plain


def _lines(written: str) -> Iterator[str]:
	"""The lines, whatever ends them, one at a time: all at once would take five times the memory."""
	for found in LINE.finditer(written):
		if found[0]:
			yield found[1] + "\n"


def _refuse_endless(written: str) -> None:
	"""Raises FileRefusedError (too_large) for more or longer lines than a table can have."""
	lines = max(written.count("\n"), written.count("\r"))
	if lines > MAX_LINES:
		raise FileRefusedError(
			TOO_LARGE,
			_("This file has {0} lines, and at most {1} are read. Split it by town.").format(
				lines, MAX_LINES
			),
		)
	position = 0
	while position + MAX_LINE_LENGTH < len(written):
		end = max(written.rfind(mark, position, position + MAX_LINE_LENGTH) for mark in "\n\r")
		if end < 0:
			raise FileRefusedError(
				TOO_LARGE,
				_(
					"Line {0} of this file is longer than {1} characters, as no line of a table is. Save the table again as CSV or as .xlsx."
				).format(written.count("\n", 0, position) + 1, MAX_LINE_LENGTH),
			)
		position = end + 1


def _finds_unclear(written: str, separator: str) -> Callable[[str], object] | None:
	"""A function that finds figures whose comma may separate decimals; None where the file shows what commas mean."""
	if separator != SEPARATOR_BESIDE_DECIMAL_COMMAS or FIGURE_WITH_POINT.search(written):
		return None
	return lambda cell: WITH_ONE_SIGN.fullmatch(cells.text(cell))


def _holds_rows(cell: str, separator: str, columns: int) -> bool:
	"""Whether a cell has more lines than cells have, or line breaks and as many separators as a row of `columns` columns."""
	lines = cell.count("\n")
	return lines >= MAX_LINES_OF_A_CELL or (lines > 0 and cell.count(separator) >= columns - 1)


def separator_of(written: str) -> str:
	"""The most frequent separator in the first lines. Raises FileRefusedError where they have none, and for more or longer
	lines than a table can have."""
	_refuse_endless(written)
	head = "".join(islice(_lines(written), FIRST_LINES))
	separator = max(SEPARATORS, key=head.count)
	if separator not in head and head.strip():
		_refuse_other_separator(head)
		raise FileRefusedError(
			BROKEN_TEXT,
			_(
				"The columns of this text file are separated neither by commas nor by tabs nor by semicolons. Save it as CSV or as .xlsx."
			),
		)
	return separator


def _refuse_other_separator(head: str) -> None:
	"""Raises FileRefusedError where each of the first lines has the same sign between its cells."""
	lines = [line for line in head.splitlines() if line.strip()]
	for sign, name in OTHER_SEPARATORS.items():
		if all(len(sign.findall(line)) >= MIN_COLUMNS - 1 for line in lines):
			raise FileRefusedError(
				BROKEN_TEXT,
				_(
					"The columns of this text file are separated by {0}, which is not read. Separate them by commas or tabs, or save the table as .xlsx."
				).format(_(name)),
			)


def _plain(cell: str) -> str:
	if cell.startswith("=") and (quoted := QUOTED_FORMULA.fullmatch(cell)):
		return quoted[1]
	return cell


def _refuse(line: int) -> NoReturn:
	raise FileRefusedError(
		BROKEN_TEXT,
		_(
			"From line {0} on this file cannot be read: a quotation mark is opened and never closed. Correct the line, or save the table as .xlsx."
		).format(line),
	)
