"""Checks how far apart a workbook's filled cells are. The reader reserves memory for all cells between the first and the
last one: one word in the last corner of a sheet would need more memory than there is and end the worker."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, is_zipfile

from frappe import _

from fanpin_app.discovery.readers import memory_limit
from fanpin_app.discovery.readers.cell_errors import HINTS, column_number
from fanpin_app.discovery.readers.ods import CELLS, CONTENT_PART, OFFICE, TABLE
from fanpin_app.discovery.readers.unread_cells import OddSheet, refuse_repeated_rows
from fanpin_app.discovery.refusals.errors import NOT_A_WORKBOOK, FileRefusedError

# The limits of Excel and WPS: nothing can be written beyond them.
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
# Columns A to Z: one sheet of these is never too large, several may be.
FEW_COLUMNS = 26
# The reader stores a text once for each cell that shows it. A cell takes at least 15 bytes of XML.
MAX_BYTES_OF_TEXTS = 2**30
BYTES_OF_CELL = 15
END_OF_TEXT = b"si>"
# Parts compress to a tenth or a thirtieth. Those that compress better are repetitive, and may be made to fill the memory.
SUSPICIOUS_COMPRESSION, MAX_COMPRESSION = 100, 400
SMALL_PART_BYTES = 30 * 2**20
CHUNK = 2**20
MAX_TAG_LENGTH = 1000
# Cells outside columns A to Z and rows below 1,000,000, or not written as office programs write them.
UNUSUAL_CELL = re.compile(rb'<c(?! r="[A-Z][1-9]\d{0,5}")[\s/>]')
FAR_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"[^>]*?(/?)>')
# A cell may be written with its namespace prefix.
PREFIXED_CELL = re.compile(rb":c[\s/>]")
ROW_OF_FILLED_CELL = re.compile(rb'<c r="[A-Z]{1,3}(\d+)"(?:[^>]*[^/>])?>(?!</c>)')
# A sheet's XML is searched for many rare things; short words that each of them has are found fastest.
HIDDEN = b"hidden"
HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col (?=[^>]*\bhidden=["'](?:1|true)["'])[^>]*>""")
COLUMNS_TAG = b"cols>"
COLUMNS = re.compile(rb"""\b(min|max)=["'](\d+)["']""")
PAGE_TEXT = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^>]*>([^<]+)")
PAGE_TEXT_WORDS = (b"Header", b"Footer")
# Shown when a cell is selected that only takes some values.
PROMPT = re.compile(rb"\bprompt(?:Title)?=[\"']([^\"']+)")
PROMPT_WORD = b" prompt"
# Font, size and place of a part of a page header: &"宋体,Bold"&14&C.
PAGE_CODE = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-F]{6}|[A-Za-z&])')
HIDDEN_ROW = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)")[^>]*>')
PREFIXED_ROW = b":row "
HIDDEN_PREFIXED_ROW = re.compile(rb"""<\w+:row (?=[^>]*\bhidden=["'](?:1|true)["'])[^>]*>""")
# A part's first tag says what it contains, wherever in the archive it is.
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
FIRST_TAG = re.compile(rb"<(?:[^\s<>!?/:]+:)?([^\s<>!?/:]+)")
BEFORE_XML = b"\xef\xbb\xbf \t\r\n"
HEAD = 4096
SHEET, TEXTS = b"worksheet", b"sst"
# XML allows spaces here; office programs do not write them.
ERROR_TYPE = re.compile(rb"""\bt\s*=\s*["']e["']""")
QUOTED_ERROR = (b'"e"', b"'e'")
PREFIXED = b":f"
PREFIXED_FORMULA = re.compile(rb":f[ >/]")
BINARY_WORKBOOK = "xl/workbook.bin"
# For an .ods the reader keeps all sheets at once, 60 bytes for each cell.
MAX_CELLS_OF_OPEN_DOCUMENT = 16_000_000


class Inspection(NamedTuple):
	"""What was found in the parts of an .xlsx: those whose cells may have errors, formulas or unusual markup, their
	numbers of hidden rows, their hidden columns from 0, the texts of all that are in no cell, and the parts with shared
	texts."""

	hinted: frozenset[str]
	hidden_rows: dict[str, int]
	hidden_columns: dict[str, list[tuple[int, int]]]
	texts_outside: list[str]
	shared_texts: tuple[str, ...] = ()


class Extent(NamedTuple):
	"""The extent of a chunk of a sheet: its last filled row beyond 999,999 and column beyond Z (0 for none), and whether
	some cells are written in an unusual way, so that they may be anywhere."""

	row: int = 0
	column: int = 0
	is_unclear: bool = False


def inspect(path: Path) -> Inspection:
	"""Raises FileRefusedError where a sheet's filled cells are too far apart to be read, or cannot be checked.

	The same pass collects what else must be known of a sheet before it is read.
	"""
	hinted: set[str] = set()
	hidden_rows: Counter[str] = Counter()
	hidden_columns: dict[str, list[tuple[int, int]]] = defaultdict(list)
	texts_outside: list[str] = []
	texts: list[str] = []
	try:
		with ZipFile(path) as archive:
			names = archive.namelist()
			if BINARY_WORKBOOK in names:
				raise FileRefusedError(
					NOT_A_WORKBOOK, _("Binary workbooks (.xlsb) are not read. Save the file as .xlsx.")
				)
			sheets, texts = _parts(archive, SHEET), _parts(archive, TEXTS)
			is_heavy = _may_be_heavy(archive, sheets, texts)
			cells = 0
			for name in sheets:
				extent, odd = Extent(), OddSheet()
				for text in _texts(archive, name):
					extent = _widened(extent, text)
					odd.add(text)
					if name not in hinted and _has_hint(text):
						hinted.add(name)
					if HIDDEN in text:
						hidden_rows[name] += _hidden_rows(text)
						hidden_columns[name] += _hidden_columns(text)
					texts_outside += _texts_outside_cells(text)
				_refuse_beyond_sheet(extent)
				if odd.has_odd_cells:
					hinted.add(name)
				if odd.is_out_of_order:
					refuse_repeated_rows(_texts(archive, name))
				if extent.column > FEW_COLUMNS or len(sheets) > 1:
					rows, columns = _last_row(_texts(archive, name)), max(extent.column, FEW_COLUMNS)
					_refuse(rows, columns)
					cells += rows * columns
				is_heavy = is_heavy or extent.is_unclear
			if is_heavy or cells > MAX_ROWS * FEW_COLUMNS:
				memory_limit.refuse_too_heavy(path)
			if CONTENT_PART in names:
				with archive.open(CONTENT_PART) as content:
					_refuse_open_document(content)
	except (BadZipFile, ElementTree.ParseError):
		# The reader may read archives that Python does not. An .xls is checked elsewhere.
		if is_zipfile(path):
			memory_limit.refuse_too_heavy(path)
	columns_found = {name: columns for name, columns in hidden_columns.items() if columns}
	return Inspection(frozenset(hinted), dict(+hidden_rows), columns_found, texts_outside, tuple(texts))


def _hidden_rows(text: bytes) -> int:
	prefixed = HIDDEN_PREFIXED_ROW.findall(text) if PREFIXED_ROW in text else ()
	return len(HIDDEN_ROW.findall(text)) + len(prefixed)


def _hidden_columns(text: bytes) -> list[tuple[int, int]]:
	if COLUMNS_TAG not in text:
		return []
	found = [dict(COLUMNS.findall(column)) for column in HIDDEN_COLUMN.findall(text)]
	return [(int(each[b"min"]) - 1, int(each[b"max"]) - 1) for each in found if len(each) == 2]


def _texts_outside_cells(text: bytes) -> list[str]:
	"""Page headers and footers, and what is shown when a cell is selected."""
	found = PAGE_TEXT.findall(text) if any(word in text for word in PAGE_TEXT_WORDS) else []
	if PROMPT_WORD in text:
		found += PROMPT.findall(text)
	return [PAGE_CODE.sub(" ", unescape(each.decode("utf-8", "replace"))) for each in found]


def _may_be_heavy(archive: ZipFile, sheets: list[str], texts: list[str]) -> bool:
	"""Whether a part is compressed more than tables are, or shared texts would be too long when repeated in each cell.

	Raises FileRefusedError for extremely repetitive parts.
	"""
	large = [entry for entry in archive.infolist() if entry.file_size > SMALL_PART_BYTES]
	if any(entry.file_size > MAX_COMPRESSION * entry.compress_size for entry in large):
		memory_limit.refuse()
	if any(entry.file_size > SUSPICIOUS_COMPRESSION * entry.compress_size for entry in large):
		return True
	if len(set(archive.namelist())) < len(archive.namelist()):
		return True
	cells = sum(archive.getinfo(name).file_size for name in sheets) // BYTES_OF_CELL
	longest = MAX_BYTES_OF_TEXTS // max(cells, 1)
	return any(
		archive.getinfo(name).file_size > longest and _has_longer_text(archive.read(name), longest)
		for name in texts
	)


def _has_longer_text(texts: bytes, length: int) -> bool:
	"""Whether one of the shared texts takes more than `length` bytes of XML."""
	position = 0
	while position + length < len(texts):
		end = texts.rfind(END_OF_TEXT, position, position + length)
		if end < 0:
			return True
		position = end + len(END_OF_TEXT)
	return False


def _parts(archive: ZipFile, tag: bytes) -> list[str]:
	"""The XML parts that begin with the tag, or whose first tag cannot be determined."""
	return [name for name in archive.namelist() if _first_tag(archive, name) in (tag, None)]


def _first_tag(archive: ZipFile, name: str) -> bytes | None:
	with archive.open(name) as part:
		head = part.read(HEAD)
	if not head.lstrip(BEFORE_XML).startswith(b"<"):
		return b""
	first = FIRST_TAG.search(COMMENT.sub(b"", head).partition(b"<!--")[0])
	return first and first[1]


def _has_hint(text: bytes) -> bool:
	if any(hint in text for hint in HINTS):
		return True
	if PREFIXED in text and PREFIXED_FORMULA.search(text):
		return True
	# Searching for the letter first takes a tenth of the time.
	return any(error in text for error in QUOTED_ERROR) and ERROR_TYPE.search(text) is not None


def _refuse(rows: int, columns: int) -> None:
	if columns > FEW_COLUMNS and rows * columns > memory_limit.MAX_CELLS:
		memory_limit.refuse_far(rows, columns)


def _refuse_beyond_sheet(extent: Extent) -> None:
	if extent.row > MAX_ROWS or extent.column > MAX_COLUMNS:
		memory_limit.refuse_far(extent.row or 1, extent.column or 1)


def _texts(archive: ZipFile, name: str) -> Iterator[bytes]:
	"""A sheet's XML in chunks. A tag that would be split is moved to the next chunk."""
	rest = b""
	with archive.open(name) as sheet:
		while chunk := sheet.read(CHUNK):
			text = rest + chunk
			begun = text.rfind(b"<")
			if len(text) - begun >= MAX_TAG_LENGTH:
				begun = len(text)
			rest = text[begun:]
			yield text[:begun]
	yield rest


def _widened(extent: Extent, text: bytes) -> Extent:
	"""The extent of a sheet including the chunk."""
	row, column, is_unclear = extent
	for found in UNUSUAL_CELL.finditer(text):
		cell = FAR_CELL.match(text, found.start())
		if not cell:
			is_unclear = True
		elif not cell[3]:
			row = max(row, int(cell[2]))
			column = max(column, column_number(cell[1].decode()))
	return Extent(row, column, is_unclear or PREFIXED_CELL.search(text) is not None)


def _last_row(texts: Iterator[bytes]) -> int:
	"""The last row with a filled cell; formatted empty cells do not count."""
	return max((max(map(int, ROW_OF_FILLED_CELL.findall(text)), default=0) for text in texts), default=0)


def _refuse_open_document(content: IO[bytes]) -> None:
	"""Raises FileRefusedError for an .ods with too many cells, after expanding repeated ones."""
	cells = characters = 0
	for rows, columns, written in _extents_of_open_document(content):
		_refuse(rows, columns)
		if rows > MAX_ROWS or columns > MAX_COLUMNS:
			memory_limit.refuse_far(rows, columns)
		cells, characters = cells + rows * columns, characters + written
		if cells > MAX_CELLS_OF_OPEN_DOCUMENT or characters > MAX_BYTES_OF_TEXTS // 4:
			memory_limit.refuse_far(rows, columns)


def _extents_of_open_document(content: IO[bytes]) -> Iterator[tuple[int, int, int]]:
	"""For each sheet its rows, its columns, and the number of characters in its cells.

	Raises FileRefusedError where it has more cell or row elements than a sheet can have.
	"""
	rows = last_row = column = widest = filled = cells = characters = of_row = row_elements = 0
	for event, element in ElementTree.iterparse(content, events=("start", "end")):
		if event == "start":
			if element.tag == f"{TABLE}table":
				rows = last_row = widest = characters = row_elements = 0
			elif element.tag == f"{TABLE}table-row":
				column = filled = cells = of_row = 0
		elif element.tag in CELLS:
			repeated = int(element.get(f"{TABLE}number-columns-repeated", 1))
			column += repeated
			cells += 1
			if element.get(f"{OFFICE}value-type"):
				filled = column
				of_row += repeated * sum(map(len, element.itertext()))
			if cells > MAX_COLUMNS:
				memory_limit.refuse_far(rows + 1, cells)
			element.clear()
		elif element.tag == f"{TABLE}table-row":
			repeated = int(element.get(f"{TABLE}number-rows-repeated", 1))
			rows, row_elements = rows + repeated, row_elements + 1
			if row_elements > MAX_ROWS:
				memory_limit.refuse_far(row_elements, widest)
			if filled:
				last_row, widest = rows, max(widest, filled)
				characters += repeated * of_row
			element.clear()
		elif element.tag == f"{TABLE}table":
			yield last_row, widest, characters
			element.clear()
