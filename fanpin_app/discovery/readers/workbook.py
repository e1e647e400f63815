"""A file as sheets of rows, whatever office program wrote it. Hidden sheets are skipped: they are old copies."""

import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, is_zipfile

from frappe import _
from python_calamine import (
	CalamineError,
	CalamineSheet,
	CalamineWorkbook,
	PasswordError,
	SheetTypeEnum,
	SheetVisibleEnum,
)

from fanpin_app.discovery.readers import cell_errors, ods, text_files, texts_outside_cells, xls
from fanpin_app.discovery.readers.cell_errors import (
	NO_RESULT,
	NOT_READ,
	OLD_WORKBOOK,
	WORKBOOK_PART,
	CellError,
	Errors,
)
from fanpin_app.discovery.readers.cells import Cell, is_blank
from fanpin_app.discovery.readers.damaged_files import (
	refuse_archive,
	refuse_cut_off,
	refuse_password,
	refusing_damaged,
)
from fanpin_app.discovery.readers.hidden_content import HiddenContent
from fanpin_app.discovery.readers.ods import CONTENT_PART
from fanpin_app.discovery.readers.sheet_extent import Inspection, inspect
from fanpin_app.discovery.readers.text_marks import RAISED, STRUCK
from fanpin_app.discovery.refusals.errors import (
	EMPTY,
	NOT_A_WORKBOOK,
	TOO_LARGE,
	FileRefusedError,
)
from fanpin_app.security.files.addresses import name_as_sent

# A full sheet of 1,048,576 rows by a dozen columns is below both limits.
MAX_BYTES = 200 * 2**20
MAX_BYTES_UNPACKED = 1500 * 2**20
TEXT_FILES = (".csv", ".txt", ".tsv")
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods", *TEXT_FILES)
WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<meta", b"<style", b"<head", b"<div", b"mime-version:")
# Spreadsheet XML 2003 may begin without the first of these.
XML = (b"<?xml", b"<?mso-application", b"<workbook", b"<ss:workbook")
BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
HEAD = 4096
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED_ENTRY = 1
ENCRYPTED_OPEN_DOCUMENT = b"encryption-data"
MANIFEST_PART, WORD_PART = "META-INF/manifest.xml", "word/document.xml"
# File signatures; the kinds are source strings of zh.csv.
OTHER_KINDS = {
	b"%PDF": "PDF",
	b"\x89PNG": "Picture",
	b"\xff\xd8\xff": "Picture",
	b"Rar!": "RAR archive",
	b"7z\xbc\xaf": "7z archive",
}
STRICT = b"http://purl.oclc.org/ooxml"
DATES_FROM_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")


@dataclass(frozen=True)
class Sheet:
	"""A sheet whose rows are read again at each call of `rows`, since a full one would not fit in memory."""

	name: str
	rows: Callable[[], Iterator[list[Any]]]
	# The number of rows, if it is known before they are read.
	height: int | None = None
	# The number of rows hidden by a filter or by hand; they are read nevertheless.
	hidden_rows: int = 0
	# Sheets of the same workbook that are skipped because they are hidden.
	hidden_sheets: tuple[str, ...] = ()
	# Cells merged across rows: first row, last row, column, from 0 as in `rows`.
	merged_down: tuple[tuple[int, int, int], ...] = ()
	# Whether the workbook counts days from 1904, as Excel for the Macintosh did.
	from_1904: bool = False
	# Empty columns before the first one in `rows`.
	first_column: int = 0
	# Positions of columns hidden on the screen, as in `rows`; they are read nevertheless.
	hidden_columns: frozenset[int] = frozenset()
	# Texts outside the cells: page headers and footers, comments, text boxes, prompts; of an .xlsx those of all its sheets.
	texts: tuple[str, ...] = ()
	# The separator of a text file's cells; empty for other files.
	separator: str = ""
	# The file's name with its extension.
	file_name: str = ""

	@property
	def is_text(self) -> bool:
		return bool(self.separator)


@refusing_damaged
def read(path: str | Path) -> Iterator[Sheet]:
	"""The visible, filled sheets of an .xlsx, .xls, .ods, .et or text file.

	Raises FileRefusedError for a file that is no workbook, and for one without content.
	"""
	path = Path(path)
	_refuse_too_large(path)
	if path.suffix.lower() in TEXT_FILES or text_files.is_table(_head(path)):
		sheets = _text_sheets(path)
	else:
		_refuse_by_name(path)
		refuse_cut_off(path)
		sheets = _workbook_sheets(path, _inspected(path))
	found = False
	for sheet in sheets:
		if any(not is_blank(cell) for row in sheet.rows() for cell in row):
			found = True
			yield replace(sheet, file_name=name_as_sent(path.name))
	if not found:
		raise FileRefusedError(EMPTY, _("Nothing is written in this file. Ask the agency to send it again."))


@refusing_damaged
def read_hidden(path: str | Path) -> Iterator[Sheet]:
	"""The hidden sheets of a workbook that `read` accepts."""
	path = Path(path)
	for sheet in _workbook_sheets(path, _inspected(path), are_hidden=True):
		yield replace(sheet, file_name=name_as_sent(path.name))


def _inspected(path: Path) -> Inspection:
	"""`inspect`, but for a file that was just inspected: a register is read for its period and again to be loaded."""
	state = path.stat()
	return _inspected_as_it_is(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=1)
def _inspected_as_it_is(path: Path, _size: int, _modified: int) -> Inspection:
	return inspect(path)


def _refuse_too_large(path: Path) -> None:
	"""Raises FileRefusedError where the file, or its unpacked content, is larger than a full sheet can be."""
	packed = 0
	if is_zipfile(path):
		with ZipFile(path) as archive:
			packed = sum(entry.file_size for entry in archive.infolist())
	if path.stat().st_size > MAX_BYTES or packed > MAX_BYTES_UNPACKED:
		raise FileRefusedError(
			TOO_LARGE,
			_("This file is too large: at most {0} MB, {1} MB unpacked. Split it by town.").format(
				MAX_BYTES // 2**20, MAX_BYTES_UNPACKED // 2**20
			),
		)


def _refuse_by_name(path: Path) -> None:
	"""Raises FileRefusedError with a specific reason where one can be found before the file is opened."""
	head = _head(path)
	if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
		head = head.decode("utf-16", "ignore").encode()
	if head.startswith(OLD_WORKBOOK) and ENCRYPTED in path.read_bytes():
		refuse_password()
	if _is_web_page(head):
		# Excel would open it and cut all ID numbers to 15 digits.
		raise FileRefusedError(
			NOT_A_WORKBOOK,
			_(
				"This file is a web page under the name of a workbook. Have the system export it as .xlsx or CSV. If it cannot, open the file in a browser, copy the table, format the cells of a new workbook as text, paste it there as text only, and save that as .xlsx. Do not save the file itself with Excel: the last digits of ID numbers would be lost."
			),
		)
	if head.lstrip(BEFORE_TEXT).lower().startswith(XML):
		raise FileRefusedError(
			NOT_A_WORKBOOK,
			_(
				"This file is XML under the name of a workbook. Open it in Excel or WPS, check that ID numbers have 18 digits, and save it as .xlsx."
			),
		)
	_refuse_other_kind(path, head)
	if _is_strict(path):
		raise FileRefusedError(
			NOT_A_WORKBOOK,
			_("This file was saved as “Strict Open XML”. Save it as an ordinary Excel workbook (.xlsx)."),
		)


def _head(path: Path) -> bytes:
	with path.open("rb") as file:
		return file.read(HEAD)


def _is_web_page(head: bytes) -> bool:
	begin = head.lstrip(BEFORE_TEXT).lower()
	return begin.startswith(WEB_PAGE) or (begin.startswith(XML) and b"<html" in begin)


def _refuse_other_kind(path: Path, head: bytes) -> None:
	"""Raises FileRefusedError for archives with a password, and for files that are no tables at all."""
	kind = next((name for start, name in OTHER_KINDS.items() if head.startswith(start)), None)
	if path.suffix.lower() == ".dbf":
		kind = "dBase table"
	if is_zipfile(path):
		with ZipFile(path) as archive:
			if any(entry.flag_bits & ENCRYPTED_ENTRY for entry in archive.infolist()):
				refuse_password()
			names = archive.namelist()
			if WORD_PART in names:
				kind = "Word document"
			elif any(name.lower().endswith(SUFFIXES) for name in names):
				refuse_archive(names, SUFFIXES)
		if ENCRYPTED_OPEN_DOCUMENT in _part(path, MANIFEST_PART):
			refuse_password()
	if kind:
		raise FileRefusedError(
			NOT_A_WORKBOOK,
			_("This file is a {0} under the name of a workbook. Send the table itself, as .xlsx.").format(
				_(kind)
			),
		)


def _is_strict(path: Path) -> bool:
	return STRICT in _part(path, WORKBOOK_PART)


def _counts_from_1904(path: Path) -> bool:
	return DATES_FROM_1904.search(_part(path, WORKBOOK_PART)) is not None


def _part(path: Path, name: str) -> bytes:
	"""A part of an .xlsx archive; empty where it does not exist."""
	try:
		with ZipFile(path) as archive:
			return archive.read(name)
	except (BadZipFile, KeyError, OSError):
		return b""


def _has_part(path: Path, name: str) -> bool:
	try:
		with ZipFile(path) as archive:
			return name in archive.namelist()
	except (BadZipFile, OSError):
		return False


def _workbook_sheets(path: Path, inspection: Inspection, are_hidden: bool = False) -> Iterator[Sheet]:
	"""The visible sheets, or the hidden ones."""
	try:
		# For an old workbook with a password the reader may raise a different error.
		hidden_content, from_1904 = xls.find_hidden_content(path) if _is_old(path) else ({}, False)
		workbook = CalamineWorkbook.from_path(str(path)) if _is_named_right(path) else _opened(path)
		if not _is_old(path):
			hidden_content, from_1904 = _hidden_content(path, inspection)
		tables = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
		hidden = tuple(meta.name for meta in tables if meta.visible != SheetVisibleEnum.Visible)
		for meta in tables:
			if (meta.name in hidden) == are_hidden:
				sheet, of_sheet = (
					workbook.get_sheet_by_name(meta.name),
					hidden_content.get(meta.name, HiddenContent()),
				)
				yield Sheet(
					meta.name,
					partial(_rows, sheet, of_sheet.errors),
					sheet.height,
					of_sheet.hidden_rows,
					hidden,
					of_sheet.merged_cells(sheet),
					from_1904,
					(sheet.start or (0, 0))[1],
					of_sheet.columns_hidden_in(sheet),
					tuple(of_sheet.texts),
				)
	except PasswordError:
		refuse_password()
	except (CalamineError, ElementTree.ParseError):
		raise FileRefusedError(
			NOT_A_WORKBOOK,
			_("This file cannot be opened as a workbook. Open it in Excel or WPS and save it as .xlsx."),
		)


def _hidden_content(path: Path, inspection: Inspection) -> tuple[dict[str, HiddenContent], bool]:
	"""Hidden content by sheet, and whether the workbook counts days from 1904."""
	if _has_part(path, CONTENT_PART):
		return ods.find_hidden_content(path), False
	errors = cell_errors.find(path, inspection.hinted, inspection.shared_texts)
	hidden_rows = cell_errors.by_sheet(path, inspection.hidden_rows)
	hidden_columns = cell_errors.by_sheet(path, inspection.hidden_columns)
	texts = [*inspection.texts_outside, *texts_outside_cells.find(path)]
	names = cell_errors.names_of_sheets(path) if texts else {*errors, *hidden_rows, *hidden_columns}
	hidden_content = {
		name: HiddenContent(
			errors.get(name, {}),
			hidden_rows.get(name, 0),
			hidden_columns=hidden_columns.get(name, []),
			texts=texts,
		)
		for name in names
	}
	return hidden_content, _counts_from_1904(path)


def _is_named_right(path: Path) -> bool:
	"""Whether the extension matches the content, since the reader goes by it."""
	suffix = path.suffix.lower()
	return suffix == ".xls" if _is_old(path) else suffix in (".xlsx", ".xlsm", ".ods")


def _is_old(path: Path) -> bool:
	with path.open("rb") as file:
		return file.read(len(OLD_WORKBOOK)) == OLD_WORKBOOK


def _opened(path: Path) -> CalamineWorkbook:
	"""The workbook, opened by its content: WPS saves both kinds as .et, and people rename files."""
	with path.open("rb") as file:
		return CalamineWorkbook.from_filelike(io.BytesIO(file.read()))


def _rows(sheet: CalamineSheet, errors: Errors) -> Iterator[list[Cell]]:
	"""The sheet's rows, with errors where the reader returns cells as empty."""
	if not errors:
		return sheet.iter_rows()
	_refuse_beyond(sheet, errors)
	return _with_errors(sheet, errors)


def _with_errors(sheet: CalamineSheet, errors: Errors) -> Iterator[list[Cell]]:
	first_column, number = (sheet.start or (0, 0))[1], -1
	for number, row in enumerate(sheet.iter_rows()):
		yield _with_those_of_row(row, errors.get(number), first_column)
	last_column = (sheet.end or (0, -1))[1]
	last = max((row for row, seen in errors.items() if _makes_row(seen, last_column)), default=-1)
	for beyond in range(number + 1, last + 1):
		empty: list[Cell] = [None] * (last_column + 1 - first_column if beyond in errors else 0)
		yield _with_those_of_row(empty, errors.get(beyond), first_column)


def _makes_row(seen: dict[int, str], last_column: int) -> bool:
	"""Whether a cell has text or a formula without a result, which the reader may not count as content; other errors
	alone make no row."""
	return any(
		not isinstance(cell, CellError) or (cell == NO_RESULT and column <= last_column)
		for column, cell in seen.items()
	)


def _with_those_of_row(row: list[Cell], errors: dict[int, str] | None, first_column: int) -> list[Cell]:
	for column, error in (errors or {}).items():
		position = column - first_column
		if position >= len(row) and not isinstance(error, CellError):
			row += [None] * (position + 1 - len(row))
		if not 0 <= position < len(row):
			continue
		if error in (STRUCK, RAISED):
			if not is_blank(row[position]):
				row[position] = CellError.with_value(error, row[position])
		elif error != NOT_READ or is_blank(row[position]):
			row[position] = error
	return row


def _refuse_beyond(sheet: CalamineSheet, errors: Errors) -> None:
	"""Raises FileRefusedError where something is written outside the rows and columns that the reader returns."""
	(first_row, first_column), (last_row, last_column) = sheet.start or (0, 0), sheet.end or (-1, -1)
	for row, cells in errors.items():
		for column, error in cells.items():
			is_within = first_row <= row <= last_row and first_column <= column <= last_column
			if error == NOT_READ and not is_within:
				raise FileRefusedError(
					NOT_A_WORKBOOK,
					_(
						"Row {0} of sheet {1} was saved in a way that is not read. Open the file in Excel or WPS, check that all rows are there, and save it as .xlsx."
					).format(row + 1, sheet.name),
				)


def _text_sheets(path: Path) -> Iterator[Sheet]:
	written = text_files.decoded(path.read_bytes())
	separator = text_files.separator_of(written)
	rows = partial(text_files.rows, written, separator)
	yield Sheet(Path(name_as_sent(path.name)).stem, rows, written.count("\n"), separator=separator)
