"""Hidden content of Excel 97–2003 workbooks (.xls): errors, formulas without a result, text with marks, hidden rows, and
the date system."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlrd
from frappe import _
from python_calamine import PasswordError

from fanpin_app.discovery.readers import memory_limit
from fanpin_app.discovery.readers.cell_errors import EMPTY_RESULT, NO_RESULT, OTHER_UNIT, CellError
from fanpin_app.discovery.readers.hidden_content import HiddenContent
from fanpin_app.discovery.readers.number_formats import units_of_formats
from fanpin_app.discovery.readers.sheet_extent import PAGE_CODE
from fanpin_app.discovery.readers.text_marks import STRUCK, Part, error_of_parts
from fanpin_app.discovery.refusals.errors import NOT_A_WORKBOOK, FileRefusedError

ROW, FORMULA, END = 0x0208, 0x0006, 0x000A
# Single figures in two encodings; several in a row.
SEVERAL = 0x00BD
FIGURES = (0x0203, 0x027E, FORMULA, SEVERAL)
HIDDEN = 0x20
# A sheet's declared extent, for which one of the readers reserves memory, and the format's limits.
DIMENSIONS = 0x0200
MAX_ROWS, MAX_COLUMNS = 65_536, 256
BIFF8 = 80
# Records of filled cells; their first four bytes are row and column.
SHARED_TEXT, OWN_TEXT = 0x00FD, 0x0204
FILLED = frozenset((FORMULA, 0x0203, 0x0204, 0x0205, 0x00BD, 0x00D6, 0x00FD, 0x027E))
COLUMNS, PAGE_HEADER, PAGE_FOOTER = 0x007D, 0x0014, 0x0015
# Comments and text boxes: the text is in the record after it.
TEXT_OBJECT, CONTINUED = 0x01B6, 0x003C
TEXTS_OUTSIDE_CELLS = (PAGE_HEADER, PAGE_FOOTER, CONTINUED)
# The result of a formula: 0, or an empty text.
ZERO = bytes(8)
EMPTY_TEXT = b"\x03\x00\x00\x00\x00\x00\xff\xff"
# Of which some attributes are used that are described nowhere.
Book = Any
# Office programs write a file's author and time. Where they are missing, a library wrote the formulas uncalculated.
MADE_BY = "SummaryInformation".encode("utf-16-le")


def find_hidden_content(path: Path) -> tuple[dict[str, HiddenContent], bool]:
	"""Hidden content by sheet name, and whether days are counted from 1904.

	Raises FileRefusedError for a file that is no such workbook, and PasswordError as the reader does.
	"""
	try:
		book = _open(path)
	except xlrd.biffh.XLRDError as error:
		if "encrypted" in str(error).lower():
			raise PasswordError(str(error))
		raise FileRefusedError(
			NOT_A_WORKBOOK,
			_("This file cannot be opened as a workbook. Open it in Excel or WPS and save it as .xlsx."),
		)
	calculated = MADE_BY in path.read_bytes()
	units = units_of_formats(
		[xf.format_key for xf in book.xf_list],
		{key: each.format_str for key, each in book.format_map.items()},
	)
	marked, struck = _marked_texts(book), _struck_formats(book)
	found = {}
	for index, name in enumerate(book.sheet_names()):
		found[name] = hidden_content = HiddenContent()
		_add_records(hidden_content, book, index, calculated)
		if units:
			_add_units(hidden_content, book, index, units)
		if marked or struck:
			_add_marks(hidden_content, book, index, marked, struck)
		_add_errors(hidden_content, book.sheet_by_name(name))
		book.unload_sheet(name)
	return found, book.datemode == 1


def _open(path: Path) -> Book:
	"""The workbook with its fonts. Its sheets are read without formats, which would take much more time and memory."""
	try:
		book: Book = xlrd.open_workbook(
			str(path), on_demand=True, formatting_info=True, logfile=_NullWriter()
		)
	except xlrd.biffh.XLRDError:
		raise
	except Exception:
		# The formats of some libraries cannot be read; what they write is not marked by hand.
		return xlrd.open_workbook(str(path), on_demand=True, logfile=_NullWriter())
	book.formatting_info = 0
	return book


def _marked_texts(book: Book) -> dict[int, list]:
	"""The shared texts in several fonts: index → position in the text and font, for each change of font."""
	if not any(font.struck_out or font.escapement for font in book.font_list):
		return {}
	return book._rich_text_runlist_map or {}


def _struck_formats(book: Book) -> set[int]:
	"""The cell formats whose font is struck through."""
	fonts = book.font_list
	return {
		number
		for number, xf in enumerate(book.xf_list)
		if xf.font_index < len(fonts) and fonts[xf.font_index].struck_out
	}


def _add_marks(
	hidden_content: HiddenContent, book: Book, index: int, marked: dict[int, list], struck: set[int]
) -> None:
	"""Errors for text in parts that are struck through or raised, and for cells that are struck through."""
	for kind, start in _records(book, index):
		if kind not in FIGURES and kind not in (SHARED_TEXT, OWN_TEXT):
			continue
		row, column, xf = struct.unpack_from("<HHH", book.mem, start)
		length = struct.unpack_from("<H", book.mem, start - 2)[0]
		for place in range((length - 6) // 6 if kind == SEVERAL else 1):
			if struct.unpack_from("<H", book.mem, start + 4 + 6 * place)[0] in struck:
				hidden_content.errors[row].setdefault(column + place, CellError(STRUCK))
		if kind != SHARED_TEXT:
			continue
		text = struct.unpack_from("<i", book.mem, start + 6)[0]
		if text in marked and (error := error_of_parts(_parts(book, text, marked[text], xf))):
			hidden_content.errors[row].setdefault(column, CellError(error))


def _parts(book: Book, text: int, changes: list, xf: int) -> list[Part]:
	"""A shared text in parts of one font; the first has the font of the cell's format, unless the text says another."""
	written = book._sharedstrings[text]
	fonts = [(0, book.xf_list[xf].font_index), *changes]
	ends = [position for position, _font in fonts[1:]] + [len(written)]
	return [
		Part(written[start:end], *_marks_of_font(book, font))
		for (start, font), end in zip(fonts, ends, strict=True)
	]


def _marks_of_font(book: Book, number: int) -> tuple[bool, bool]:
	if number >= len(book.font_list):
		return False, False
	font = book.font_list[number]
	return bool(font.struck_out), bool(font.escapement)


def refuse_far(book: Book) -> None:
	"""Raises FileRefusedError (too_large) where the sheets' filled cells are too far apart to be read."""
	# One of the readers keeps all sheets at once.
	cells = 0
	for index in range(book.nsheets):
		rows = columns = declared_rows = declared_columns = 0
		for kind, start in _records(book, index):
			if kind in FILLED:
				row, column = struct.unpack_from("<HH", book.mem, start)
				rows, columns = max(rows, row + 1), max(columns, column + 1)
			elif kind == DIMENSIONS:
				layout = "<4xIxxH" if book.biff_version >= BIFF8 else "<xxHxxH"
				declared_rows, declared_columns = struct.unpack_from(layout, book.mem, start)
		cells += rows * columns
		if cells > memory_limit.MAX_CELLS or declared_rows > MAX_ROWS or declared_columns > MAX_COLUMNS:
			rows, columns = max(rows, declared_rows), max(columns, declared_columns)
			memory_limit.refuse_far(rows, columns)


def _add_errors(hidden_content: HiddenContent, sheet: xlrd.sheet.Sheet) -> None:
	for row in range(sheet.nrows):
		for column, kind in enumerate(sheet.row_types(row)):
			if kind == xlrd.XL_CELL_ERROR:
				code = int(sheet.cell_value(row, column))
				hidden_content.errors[row][column] = CellError(xlrd.error_text_from_code.get(code, "#N/A"))


def _add_records(hidden_content: HiddenContent, book: Book, index: int, calculated: bool) -> None:
	"""What xlrd skips: hidden rows, and formulas that give an empty text or were never calculated."""
	before = 0
	for kind, start in _records(book, index):
		if kind in TEXTS_OUTSIDE_CELLS:
			hidden_content.texts += _text_outside_cells(book, kind, start, before)
		before = kind
		if kind == COLUMNS and book.mem[start + 8] & 1:
			hidden_content.hidden_columns.append(struct.unpack_from("<HH", book.mem, start))
		elif kind == ROW:
			hidden_content.hidden_rows += bool(book.mem[start + 12] & HIDDEN)
		elif kind == FORMULA:
			result = book.mem[start + 6 : start + 14]
			if result == EMPTY_TEXT or (result == ZERO and not calculated):
				row, column = struct.unpack_from("<HH", book.mem, start)
				hidden_content.errors[row][column] = CellError(EMPTY_RESULT if calculated else NO_RESULT)


def _text_outside_cells(book: Book, kind: int, start: int, before: int) -> list[str]:
	"""The text of a page header or footer, a comment or a text box. `before`: the kind of the record before it."""
	is_of_page = kind in (PAGE_HEADER, PAGE_FOOTER)
	if book.biff_version < BIFF8 or not (is_of_page or (kind == CONTINUED and before == TEXT_OBJECT)):
		return []
	length = struct.unpack_from("<H", book.mem, start - 2)[0]
	data = bytes(book.mem[start + 2 if is_of_page else start : start + length])
	encoding = "utf-16-le" if data[:1] == b"\x01" else "latin-1"
	written = data[1:].decode(encoding, "replace")
	return [PAGE_CODE.sub(" ", written) if is_of_page else written] if written else []


def _add_units(hidden_content: HiddenContent, book: Book, index: int, units: dict[int, str]) -> None:
	"""Errors for figures whose format shows another unit."""
	sheet = book.sheet_by_index(index)
	for kind, start in _records(book, index):
		if kind not in FIGURES:
			continue
		row, first = struct.unpack_from("<HH", book.mem, start)
		length = struct.unpack_from("<H", book.mem, start - 2)[0]
		cells = (length - 6) // 6 if kind == SEVERAL else 1
		for place in range(cells):
			unit = units.get(struct.unpack_from("<H", book.mem, start + 4 + 6 * place)[0])
			if unit and sheet.cell_type(row, first + place) in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
				figure = sheet.cell_value(row, first + place)
				hidden_content.errors[row].setdefault(
					first + place, CellError.with_value(f"{OTHER_UNIT} {unit}", figure)
				)


def _records(book: Book, index: int) -> Iterator[tuple[int, int]]:
	"""The kind of each record of a sheet, and the position of its data."""
	position = book._sh_abs_posn[index]
	while position + 4 <= len(book.mem):
		kind, length = struct.unpack_from("<HH", book.mem, position)
		yield kind, position + 4
		if kind == END:
			return
		position += 4 + length


class _NullWriter:
	"""Discards what xlrd prints."""

	def write(self, text: str) -> None:
		pass
