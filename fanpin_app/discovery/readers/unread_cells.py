"""Cells and rows in a sheet's XML that the workbook reader skips, because office programs do not write them this way.

An empty amount is 0 yuan, so every value in the file must be read or reported.
"""

import re
from collections.abc import Iterable
from itertools import islice
from operator import ge
from xml.etree import ElementTree

from frappe import _

from fanpin_app.discovery.refusals.errors import NOT_A_WORKBOOK, FileRefusedError

VALUE, END_OF_VALUE = b"<v", b"</v></c>"
TEXT, END_OF_TEXT = b"<is", b"</is></c>"
END_OF_CELL = b"</c>"
END_OF_OPEN_CELL = b"></c>"
MAX_END_LENGTH = len(END_OF_TEXT)
PREFIX_OF_VALUE, PREFIXED_VALUE = b":v", b":v>"
INLINE_VALUE = re.compile(rb"""inlineStr["'][^<>]*>\s*<(?:\w+:)?v\b""")
# A comment or CDATA section. Its second character is the rarer one, and found faster.
SIGN, MARK = b"!", b"<!"
MARKED_VALUE = re.compile(rb"<(?:\w+:)?v(?=[\s>])[^<>]*>[^<]*<!")
# The number of a row, and the row number in its first cell's reference.
ROW = re.compile(rb"""<row(?=[\s/>])(?:[^>]*?\sr=["'](\d+)["'])?[^>]*>(?:<c r="[A-Z]+(\d+)")?""")
PREFIXED_ROW_TAG = b":row"
PREFIXED_ROW = re.compile(ROW.pattern.replace(b"<row", rb"<\w+:row"))
END_OF_ROWS = b"sheetData>"
END_OF_ALL_ROWS = re.compile(rb"</(?:\w+:)?sheetData>")
# The child elements of cells that the reader reads.
ORDINARY = (["v"], ["f", "v"], ["f"], ["is"], [])


class OddSheet:
	"""Unusual markup in one sheet; its XML is added in chunks that split no tag."""

	def __init__(self):
		# How many values, texts and cells are not closed in the usual way.
		self._values = self._texts = self._cells = 0
		self._is_odd = False
		self._end = b""
		self._last_row = 0
		self._rows_end = False
		# Whether rows are out of order: then one may be there twice.
		self.is_out_of_order = False

	@property
	def has_odd_cells(self) -> bool:
		return self._is_odd or any((self._values, self._texts, self._cells))

	def add(self, text: bytes) -> None:
		"""Raises FileRefusedError for content that the reader would skip silently."""
		if SIGN in text and MARK in text and MARKED_VALUE.search(text):
			_refuse_marked()
		# An end tag across two chunks is counted with the second one.
		joined = self._end + text[:MAX_END_LENGTH]
		values, has_prefix = text.count(VALUE), PREFIX_OF_VALUE in text
		self._values += values - _ends(END_OF_VALUE, text, joined, self._end)
		self._texts += text.count(TEXT) - _ends(END_OF_TEXT, text, joined, self._end)
		self._cells += _ends(END_OF_CELL, text, joined, self._end)
		self._cells -= _ends(END_OF_OPEN_CELL, text, joined, self._end)
		self._end = (self._end + text[-MAX_END_LENGTH:])[-MAX_END_LENGTH:]
		if has_prefix and PREFIXED_VALUE in text:
			self._is_odd = True
		if (values or has_prefix) and INLINE_VALUE.search(text):
			self._is_odd = True
		self._note_rows(text)

	def _note_rows(self, text: bytes) -> None:
		if self._rows_end and (ROW.search(text) or PREFIXED_ROW.search(text)):
			_refuse_second_rows()
		numbers = [self._last_row, *numbers_of_rows(text, self._last_row)]
		self.is_out_of_order = self.is_out_of_order or any(map(ge, numbers, islice(numbers, 1, None)))
		self._last_row = numbers[-1]
		if END_OF_ROWS in text and (end := END_OF_ALL_ROWS.search(text)):
			behind = text[end.end() :]
			if ROW.search(behind) or PREFIXED_ROW.search(behind):
				_refuse_second_rows()
			self._rows_end = True


def _ends(mark: bytes, text: bytes, joined: bytes, end: bytes) -> int:
	"""How often the mark is in the text or begins at the end of the text before it."""
	across = joined.count(mark) - end.count(mark) - text[:MAX_END_LENGTH].count(mark)
	return text.count(mark) + across


def numbers_of_rows(text: bytes, last: int) -> Iterable[int]:
	"""The numbers of the rows that begin in the chunk; the first cell's reference overrides the row's. `last` is the
	number of the row before them, after which rows without a number are counted."""
	pattern = PREFIXED_ROW if PREFIXED_ROW_TAG in text else ROW
	for of_row, of_cell in pattern.findall(text):
		last = int(of_cell or of_row or last + 1)
		yield last


def refuse_repeated_rows(texts: Iterable[bytes]) -> None:
	"""Raises FileRefusedError where a row number occurs twice: the reader keeps only the last one."""
	seen: set[int] = set()
	last = 0
	for text in texts:
		for number in numbers_of_rows(text, last):
			if number in seen:
				raise FileRefusedError(
					NOT_A_WORKBOOK,
					_(
						"Row {0} is in this file twice, so that one of the two would be lost. Have the file exported again, or open it in Excel or WPS, check that all rows are there, and save it as .xlsx."
					).format(number),
				)
			seen.add(number)
			last = number


def written_in(cell: ElementTree.Element) -> str | None:
	"""The content of a cell with unusual markup; None for the others, which the reader reads."""
	parts = [part.tag.rpartition("}")[2] for part in cell]
	is_odd = (
		parts not in ORDINARY
		or (cell.get("t") == "inlineStr" and "v" in parts)
		or bool((cell.text or "").strip())
		or any(len(part) and part.tag.endswith("v") for part in cell)
	)
	written = "".join(_texts(cell)).strip() if is_odd else ""
	return written or None


def _texts(cell: ElementTree.Element) -> Iterable[str]:
	yield cell.text or ""
	for part in cell:
		if part.tag.rpartition("}")[2] != "f":
			yield from part.itertext()


def _refuse_marked() -> None:
	raise FileRefusedError(
		NOT_A_WORKBOOK,
		_(
			"Figures of this file are written in a way that is not read (as CDATA or with comments). Open it in Excel or WPS, check that all figures are there, and save it as .xlsx."
		),
	)


def _refuse_second_rows() -> None:
	raise FileRefusedError(
		NOT_A_WORKBOOK,
		_(
			"A sheet of this file has its rows in two parts, of which only the first is read. Open it in Excel or WPS, check that all rows are there, and save it as .xlsx."
		),
	)
