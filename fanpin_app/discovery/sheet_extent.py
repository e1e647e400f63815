"""How far the filled cells of a workbook lie apart. A reader keeps room for all between the first and the last of them:
one word in the last corner of a sheet asks for more memory than there is, and would end the worker."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from frappe import _

from fanpin_app.discovery.cell_errors import HINTS, column_number
from fanpin_app.discovery.open_document import CONTENT_PART, OFFICE, TABLE
from fanpin_app.discovery.refusal import NOT_A_WORKBOOK, TOO_LARGE, FileRefused

# A full sheet of 1,048,576 rows and 23 columns; 32 bytes each.
MOST_CELLS = 25_000_000
# Columns A to Z: no sheet of so few is too large.
FEW_COLUMNS = 26
CHUNK = 2**20
LONGEST_TAG = 1000
FILLED_BEYOND_Z = re.compile(rb'<c r="([A-Z]{2,3})\d+"(?:[^>]*[^/>])?>')
ROW_NUMBER = re.compile(rb'<row [^>]*?\br="(\d+)"')
VALUES = (b"<v>", b"<v ", b"<is>")
HIDDEN_ROW = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)")[^>]*>')
# How a sheet's part begins, wherever in the archive a program has put it.
SHEET = re.compile(rb"<(?:\w+:)?worksheet[\s>]")
HEAD = 4096
# XML may have spaces there; no office program writes them.
SPACED_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
BINARY_WORKBOOK = "xl/workbook.bin"


class Inspection(NamedTuple):
	"""What was seen in an .xlsx archive, by its parts: those in which a cell may hold an error or a formula, and how many
	rows are hidden."""

	hinted: frozenset[str]
	hidden_rows: dict[str, int]


def inspect(path: Path) -> Inspection:
	"""Raises FileRefused where the filled cells of a sheet lie too far apart to be read, or cannot be looked at.

	What else is to be known of a sheet before it is read is found in the same pass.
	"""
	hinted: set[str] = set()
	hidden_rows: Counter[str] = Counter()
	try:
		with ZipFile(path) as archive:
			names = archive.namelist()
			if BINARY_WORKBOOK in names:
				raise FileRefused(
					NOT_A_WORKBOOK, _("Binary workbooks (.xlsb) are not read. Save the file as .xlsx.")
				)
			for name in _sheets(archive):
				columns = 0
				for text in _texts(archive, name):
					columns = max(columns, _last_column(text))
					if name not in hinted and _has_hint(text):
						hinted.add(name)
					hidden_rows[name] += len(HIDDEN_ROW.findall(text))
				if columns > FEW_COLUMNS:
					_refuse(_last_row(_texts(archive, name)), columns)
			if CONTENT_PART in names:
				with archive.open(CONTENT_PART) as content:
					for extent in _extents_of_open_document(content):
						_refuse(*extent)
	except (BadZipFile, ElementTree.ParseError):
		pass  # an .xls, whose sheets are small, or nothing that can be read at all
	return Inspection(frozenset(hinted), dict(+hidden_rows))


def _sheets(archive: ZipFile) -> Iterator[str]:
	for name in archive.namelist():
		with archive.open(name) as part:
			if SHEET.search(part.read(HEAD)):
				yield name


def _has_hint(text: bytes) -> bool:
	return any(hint in text for hint in HINTS) or SPACED_ERROR.search(text) is not None


def _refuse(rows: int, columns: int) -> None:
	if columns > FEW_COLUMNS and rows * columns > MOST_CELLS:
		raise FileRefused(
			TOO_LARGE,
			_(
				"Cells far apart are filled in: up to row {0} and column {1}. Delete what stands beside and below the table, and send the file again."
			).format(rows, columns),
		)


def _texts(archive: ZipFile, name: str) -> Iterator[bytes]:
	"""A sheet's text in chunks. A tag that is cut stands whole in the next."""
	rest = b""
	with archive.open(name) as sheet:
		while chunk := sheet.read(CHUNK):
			text = rest + chunk
			yield text
			begun = text.rfind(b"<")
			rest = text[begun:] if len(text) - begun < LONGEST_TAG else b""


def _last_column(text: bytes) -> int:
	"""The last column after Z in which anything is written, 0 where all is written before."""
	return max((column_number(cell.group(1).decode()) for cell in FILLED_BEYOND_Z.finditer(text)), default=0)


def _last_row(texts: Iterator[bytes]) -> int:
	"""The last row in which anything is written.

	Rows that are formatted and empty do not count; where rows stand in disorder, the highest does.
	"""
	last_filled = highest = row = 0
	in_order = True
	for text in texts:
		last_value = max(map(text.rfind, VALUES))
		if last_value >= 0:
			last_filled = max(last_filled, row)
		for found in ROW_NUMBER.finditer(text):
			number = int(found.group(1))
			in_order = in_order and number >= row
			if found.start() < last_value:
				last_filled = number
			row, highest = number, max(highest, number)
	return last_filled if in_order else highest


def _extents_of_open_document(content) -> Iterator[tuple[int, int]]:
	"""Told again and again: a cell that stands for many is a lie or a slip, and is not written out."""
	rows = column = widest = filled = 0
	for event, element in ElementTree.iterparse(content, events=("start", "end")):
		if event == "start":
			if element.tag == f"{TABLE}table":
				rows = widest = 0
			elif element.tag == f"{TABLE}table-row":
				column = filled = 0
		elif element.tag == f"{TABLE}table-cell":
			column += int(element.get(f"{TABLE}number-columns-repeated", 1))
			if element.get(f"{OFFICE}value-type"):
				filled = column
			element.clear()
		elif element.tag == f"{TABLE}table-row":
			rows += int(element.get(f"{TABLE}number-rows-repeated", 1))
			widest = max(widest, filled)
			if filled:
				yield rows, widest
			element.clear()
