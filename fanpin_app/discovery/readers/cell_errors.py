"""Cells that contain something but that readers return as empty: errors such as #N/A, and formulas without a result.

An empty amount is zero yuan, so an error read as empty would hide what a family has to pay. Readers return both as empty
text; here they are found in the file itself and put into the rows as `CellError`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from posixpath import join, normpath
from typing import IO, Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from frappe import _

from fanpin_app.discovery.readers import text_marks
from fanpin_app.discovery.readers.number_formats import units_of_styles
from fanpin_app.discovery.readers.text_marks import RAISED, STRUCK, Marks
from fanpin_app.discovery.readers.unread_cells import written_in
from fanpin_app.discovery.refusals.errors import TOO_LARGE, FileRefusedError

ERROR_TEXTS = frozenset(
	{
		"#N/A",
		"#REF!",
		"#DIV/0!",
		"#VALUE!",
		"#NAME?",
		"#NUM!",
		"#NULL!",
		"#SPILL!",
		"#CALC!",
		"#GETTING_DATA",
	}
)
NO_RESULT = "#NO RESULT"
# The result of formulas such as IFERROR(VLOOKUP(…), ""): blank as text, but neither a figure nor a day.
EMPTY_RESULT = ""
# Shown for it in the error workbook: an empty cell there would be read as 0 yuan when it comes back.
SHOWN_FOR_EMPTY_RESULT = "#NO VALUE"
MERGED = "#MERGED"
# In text files: the row has more cells than the header, or fewer. The original value is shown beside it in the error
# workbook.
SHIFTED, CUT_OFF = "#SHIFTED", "#CUT OFF"
# The file has a value that the reader may not return; it is shown beside the error.
NOT_READ = "#NOT READ"
# In a sheet's XML, besides the type of an error and formulas with a namespace prefix: a formula, or text with marks.
HINTS = (b"<f", *text_marks.HINTS)
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
# This many take 300 MB, and no row of such a file could be read.
MAX_ERRORS = 2_000_000
WORKBOOK_PART = "xl/workbook.xml"
RELATIONS_PART = "xl/_rels/workbook.xml.rels"
# A figure whose number format shows a unit, which follows the sign: #UNIT 万元.
OTHER_UNIT = "#UNIT"
STYLES_PART = "xl/styles.xml"
PROPERTIES_PART = "docProps/app.xml"
# Beginnings of errors that a value may follow.
SIGNS = (SHIFTED, CUT_OFF, OTHER_UNIT, NOT_READ, STRUCK, RAISED)
LIBRARIES = (b"POI", b"openpyxl", b"Openpyxl")
# How office programs write a result of zero; Java and .NET libraries write 0.0.
ZERO = "0"
CHUNK, MAX_STYLE_LENGTH = 2**20, 20
CELL_REFERENCE = re.compile(r"([A-Z]+)(\d+)")


class CellError(str):
	"""The error in a cell: "#N/A" and the like as office programs show it; `EMPTY_RESULT`; `NO_RESULT`; `MERGED` for
	a figure that several rows share; `NOT_READ` where the reader may return a filled cell as empty; `SHIFTED` and
	`CUT_OFF` in rows whose cells may not be below their headers; `STRUCK` and `RAISED` for text with such marks."""

	# The value in the file, for errors that the file itself does not show.
	written: Any = None

	@classmethod
	def with_value(cls, error: str, written: Any) -> "CellError":
		cell = cls(error)
		cell.written = written
		return cell


# Row → column, both from 0 → error, or the text of a cell that the reader returns as empty.
Errors = dict[int, dict[int, str]]


def find(path: Path, hinted: frozenset[str], texts: Iterable[str] = ()) -> dict[str, Errors]:
	"""The errors and the formulas without a result in an .xlsx, by sheet name.

	`hinted` names the parts of the archive whose XML has a hint of one; the others have none. `texts` are those with
	shared texts. Raises ElementTree.ParseError.
	"""
	try:
		with ZipFile(path) as archive:
			styles = archive.read(STYLES_PART) if STYLES_PART in archive.namelist() else b""
			units, marks = units_of_styles(styles), text_marks.of_workbook(archive, texts, styles)
			if not hinted and not units and marks == Marks():
				return {}
			calculation, odd_styles = _calculation(archive), {*units, *marks.struck_styles}
			return {
				sheet: _in_sheet(archive, part, calculation, units, marks)
				for sheet, part in _parts_of_sheets(archive)
				if part in hinted or marks.texts or _has_style(archive, part, odd_styles)
			}
	except (BadZipFile, KeyError):
		return {}  # the reader reports what is wrong with such a file


def by_sheet(path: Path, by_part: dict[str, Any]) -> dict[str, Any]:
	"""Values by part of an .xlsx archive, as values by sheet name."""
	if not by_part:
		return {}
	with ZipFile(path) as archive:
		return {sheet: by_part[part] for sheet, part in _parts_of_sheets(archive) if part in by_part}


def names_of_sheets(path: Path) -> list[str]:
	"""The names of all sheets of an .xlsx."""
	with ZipFile(path) as archive:
		return [sheet for sheet, _part in _parts_of_sheets(archive)]


def is_error(cell: object) -> bool:
	"""Whether a cell holds an error or a formula without a result, also one typed or pasted as text."""
	return isinstance(cell, CellError) or (
		isinstance(cell, str)
		and cell.startswith("#")
		and (cell.strip().upper() in ERROR_TEXTS or cell.startswith(SIGNS))
	)


def _has_style(archive: ZipFile, part: str, numbers: Iterable[str]) -> bool:
	"""Whether a cell of the sheet has one of these styles."""
	if not numbers:
		return False
	styled = re.compile(rf"""\ss\s*=\s*["'](?:{"|".join(numbers)})["']""".encode())
	rest = b""
	with archive.open(part) as sheet:
		while chunk := sheet.read(CHUNK):
			if styled.search(rest + chunk):
				return True
			rest = chunk[-MAX_STYLE_LENGTH:]
	return False


def _calculation(archive: ZipFile) -> bool | None:
	"""Whether formulas with the result 0 have been calculated; None where the sheet's other formulas decide.

	Libraries that write formulas request a recalculation, and some write 0 as each result; office programs do neither.
	"""
	settings = next(
		(
			element
			for element in ElementTree.fromstring(archive.read(WORKBOOK_PART)).iter()
			if element.tag.rpartition("}")[2] == "calcPr"
		),
		None,
	)
	if settings is not None and settings.get("fullCalcOnLoad") in ("1", "true"):
		return False
	properties = archive.read(PROPERTIES_PART) if PROPERTIES_PART in archive.namelist() else b""
	by_library = not properties or any(name in properties for name in LIBRARIES)
	return None if settings is None and by_library else True


def _in_sheet(
	archive: ZipFile, part: str, is_calculated: bool | None, units: dict[str, str], marks: Marks
) -> Errors:
	errors: Errors = defaultdict(dict)
	zeros: list[tuple[int, int]] = []
	found, has_result = 0, False
	with archive.open(part) as sheet:
		for row, column, cell in _cells(sheet):
			error = _error_of(cell)
			if error is None and units:
				error = _with_unit(cell, units)
			if error is None and (mark := _mark_of(cell, marks)):
				error = CellError(mark)
			if error is None and (written := written_in(cell)):
				error = CellError.with_value(NOT_READ, written)
			result = _result_of(cell) if error is None else None
			if error is None and result is not None and result.strip() != ZERO and _is_zero(result):
				error = CellError(NO_RESULT)
			if error is not None:
				errors[row][column] = error
			elif result is not None and result.strip() == ZERO:
				zeros.append((row, column))
			else:
				has_result = has_result or result is not None
				continue
			found += 1
			if found > MAX_ERRORS:
				_refuse_too_many()
	if is_calculated is False or (is_calculated is None and not has_result):
		for row, column in zeros:
			errors[row][column] = CellError(NO_RESULT)
	return dict(errors)


def _refuse_too_many() -> None:
	raise FileRefusedError(
		TOO_LARGE,
		_(
			"More than {0} cells of this file are errors or formulas without a result. Open it in Excel or WPS, replace the formulas by their values, and send it again."
		).format(MAX_ERRORS),
	)


def _cells(sheet: IO[bytes]) -> Iterator[tuple[int, int, ElementTree.Element]]:
	"""Each cell with its row and column from 0; a cell without a reference follows the one before it."""
	row, column = -1, -1
	# Processed elements are dropped, since a sheet has millions.
	rows, cells = None, None
	for event, element in ElementTree.iterparse(sheet, events=("start", "end")):
		kind = element.tag.rpartition("}")[2]
		if event == "start" and kind == "sheetData":
			rows = element
		elif event == "start" and kind == "row":
			cells = element
			row = int(element.get("r") or row + 2) - 1
			column = -1
		elif event == "end" and kind == "c":
			reference = CELL_REFERENCE.fullmatch(element.get("r") or "")
			column = column_number(reference[1]) - 1 if reference else column + 1
			yield row, column, element
			if cells is not None:
				cells.clear()
		elif event == "end" and kind == "row" and rows is not None:
			rows.clear()


def _with_unit(cell: ElementTree.Element, units: dict[str, str]) -> CellError | None:
	"""An error for a figure whose number format shows another unit."""
	unit = units.get(cell.get("s", ""))
	if unit is None or cell.get("t", "n") != "n":
		return None
	value = next((part.text for part in cell if part.tag.rpartition("}")[2] == "v"), None)
	return CellError.with_value(f"{OTHER_UNIT} {unit}", float(value)) if value and value.strip() else None


def _mark_of(cell: ElementTree.Element, marks: Marks) -> str | None:
	"""The mark on a filled cell's text, or on the whole cell."""
	if cell.get("s") in marks.struck_styles and len(cell):
		return STRUCK
	for part in cell:
		kind = part.tag.rpartition("}")[2]
		if kind == "is":
			return text_marks.error_of_inline(part)
		if kind == "v" and cell.get("t") == "s":
			return marks.texts.get((part.text or "").strip())
	return None


def _result_of(cell: ElementTree.Element) -> str | None:
	"""The stored result of a cell's formula; None where it has no formula."""
	parts = {part.tag.rpartition("}")[2]: part.text for part in cell}
	return parts.get("v") if "f" in parts else None


def _is_zero(result: str) -> bool:
	try:
		return float(result) == 0
	except ValueError:
		return False


def _error_of(cell: ElementTree.Element) -> CellError | None:
	parts = {part.tag.rpartition("}")[2]: part for part in cell}
	value = parts["v"].text if "v" in parts else None
	if cell.get("t") == "e":
		return CellError(value or "#N/A")
	if "f" not in parts:
		return None
	if not (value or "").strip():
		# The type marks a formula whose result is an empty text.
		return CellError(EMPTY_RESULT if cell.get("t") == "str" else NO_RESULT)
	return None


def column_number(letters: str) -> int:
	"""The number of a column, from 1."""
	number = 0
	for letter in letters:
		number = number * 26 + ord(letter) - ord("A") + 1
	return number


def _parts_of_sheets(archive: ZipFile) -> list[tuple[str, str]]:
	relations = {
		each.get("Id"): normpath(join("xl", each.get("Target", ""))).removeprefix("xl/xl/").lstrip("/")
		for each in ElementTree.fromstring(archive.read(RELATIONS_PART))
	}
	sheets = []
	for element in ElementTree.fromstring(archive.read(WORKBOOK_PART)).iter():
		if element.tag.rpartition("}")[2] == "sheet":
			relation = next((value for key, value in element.items() if key.endswith("}id")), None)
			if relation in relations:
				sheets.append((element.get("name", ""), relations[relation]))
	return sheets
