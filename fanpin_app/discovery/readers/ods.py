"""Hidden content of LibreOffice sheets (.ods): errors, formulas without a result, text with marks, hidden rows, and merged
cells."""

import re
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from fanpin_app.discovery.readers.cell_errors import EMPTY_RESULT, MERGED, NO_RESULT, OTHER_UNIT, CellError
from fanpin_app.discovery.readers.hidden_content import HiddenContent
from fanpin_app.discovery.readers.number_formats import unit_shown
from fanpin_app.discovery.readers.text_marks import STRUCK, Part, error_of_parts

CONTENT_PART = "content.xml"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
TEXTS_OUTSIDE_CELLS = (f"{OFFICE}annotation", f"{DRAW}text-box")
PAGE_TEXTS = (f"{STYLE}header", f"{STYLE}footer")
STYLES_PART = "styles.xml"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
FIGURES, YUAN = ("float", "currency", "percentage"), "CNY"
HIDDEN = ("collapse", "filter")
VALUES = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}
# Cells with content that are repeated more often are not expanded.
MAX_REPEATED = 10_000
ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d+")
# Of a style's text: a line through it, or a position above or below the line.
LINES = (f"{STYLE}text-line-through-style", f"{STYLE}text-line-through-type")
RAISED_TEXT = re.compile(r"super|sub|-?[1-9]\d*%")

# The marks of a style's text: struck through, and raised.
Styles = dict[str, tuple[bool, bool]]


def find_hidden_content(path: Path) -> dict[str, HiddenContent]:
	"""Hidden content by sheet name. Raises BadZipFile, KeyError or ElementTree.ParseError for other files."""
	with ZipFile(path) as archive:
		with archive.open(CONTENT_PART) as content:
			found = _hidden_content(ElementTree.iterparse(content, events=("start", "end")))
		if STYLES_PART in archive.namelist():
			page_texts = _page_texts(ElementTree.fromstring(archive.read(STYLES_PART)))
			for hidden_content in found.values():
				hidden_content.texts += page_texts
	return found


def _page_texts(styles: ElementTree.Element) -> list[str]:
	return ["".join(each.itertext()) for each in styles.iter() if each.tag in PAGE_TEXTS]


def _hidden_content(events) -> dict[str, HiddenContent]:
	found: dict[str, HiddenContent] = {}
	hidden_content, row, column, filled, repeated = HiddenContent(), 0, 0, False, 1
	column_defined = 0
	# The last cell of the row that is not covered by a merged one, and the columns that it covers.
	covering, covered = None, range(0)
	styles: Styles = {}
	for event, element in events:
		if event == "end" and element.tag == f"{STYLE}style":
			_add_style(styles, element)
		elif event == "start" and element.tag == f"{TABLE}table":
			hidden_content = found.setdefault(element.get(f"{TABLE}name", ""), HiddenContent())
			row = column_defined = 0
		elif event == "start" and element.tag == f"{TABLE}table-column":
			last = column_defined + int(element.get(f"{TABLE}number-columns-repeated", 1)) - 1
			if element.get(f"{TABLE}visibility") in HIDDEN:
				hidden_content.hidden_columns.append((column_defined, last))
			column_defined = last + 1
		elif event == "end" and element.tag in TEXTS_OUTSIDE_CELLS:
			hidden_content.texts.append("".join(element.itertext()))
		elif event == "start" and element.tag == f"{TABLE}table-row":
			column, filled = 0, False
			covering = None
			repeated = int(element.get(f"{TABLE}number-rows-repeated", 1))
		elif event == "end" and element.tag in CELLS:
			filled = filled or element.get(f"{OFFICE}value-type") is not None
			columns = int(element.get(f"{TABLE}number-columns-repeated", 1))
			below, beside = range(row, row + repeated), range(column, column + columns)
			_add_cell(hidden_content, element, below, beside, styles)
			if element.tag == CELLS[0]:
				spanned = int(element.get(f"{TABLE}number-columns-spanned", 1))
				covering, covered = element, range(column, column + spanned)
			elif covering is not None and column in covered and _hides_another(covering, element):
				_add_error(hidden_content, CellError(MERGED), below, beside)
			column += columns
		elif event == "end" and element.tag == f"{TABLE}table-row":
			if filled and element.get(f"{TABLE}visibility") in HIDDEN:
				hidden_content.hidden_rows += repeated
			row += repeated
			element.clear()
	return found


def _add_style(styles: Styles, style: ElementTree.Element) -> None:
	for text in style.iterfind(f"{STYLE}text-properties"):
		is_struck = any(text.get(line, "none") != "none" for line in LINES)
		is_raised = RAISED_TEXT.match(text.get(f"{STYLE}text-position", "")) is not None
		if is_struck or is_raised:
			styles[style.get(f"{STYLE}name", "")] = is_struck, is_raised


def _add_cell(
	hidden_content: HiddenContent, cell: ElementTree.Element, below: range, beside: range, styles: Styles
) -> None:
	"""Add the cell, which is written once for all rows and columns in which it is repeated."""
	row, column = below.start, beside.start
	error = _error_of(cell)
	if error is None and styles and (mark := _mark_of(cell, styles)):
		error = CellError(mark)
	seen = error if error is not None else _text_without_value(cell)
	if seen is not None:
		_add_error(hidden_content, seen, below, beside)
	rows = int(cell.get(f"{TABLE}number-rows-spanned", 1))
	if rows > 1:
		last_column = column + int(cell.get(f"{TABLE}number-columns-spanned", 1)) - 1
		hidden_content.merged_down.append((row, row + rows - 1, column, last_column))


def _add_error(hidden_content: HiddenContent, error: str, below: range, beside: range) -> None:
	for each in below[:MAX_REPEATED]:
		hidden_content.errors[each].update(dict.fromkeys(beside[:MAX_REPEATED], error))


def _hides_another(covering: ElementTree.Element, covered: ElementTree.Element) -> bool:
	"""Whether a cell that is covered by a merged one still holds something else, which nobody sees."""
	if covered.get(f"{OFFICE}value-type") is None:
		return False
	return "".join(covered.itertext()).strip() != "".join(covering.itertext()).strip()


def _mark_of(cell: ElementTree.Element, styles: Styles) -> str | None:
	"""The error for a filled cell that is struck through, or whose text has marks in parts."""
	if not cell.get(f"{OFFICE}value-type"):
		return None
	if styles.get(cell.get(f"{TABLE}style-name", ""), (False, False))[0]:
		return STRUCK
	parts = [part for paragraph in cell.iterfind(f"{TEXT}p") for part in _parts(paragraph, styles)]
	return error_of_parts(parts)


def _parts(
	element: ElementTree.Element, styles: Styles, marks: tuple[bool, bool] = (False, False)
) -> list[Part]:
	found = [Part(element.text or "", *marks)]
	for child in element:
		found += _parts(child, styles, styles.get(child.get(f"{TEXT}style-name", ""), marks))
		found.append(Part(child.tail or "", *marks))
	return found


def _error_of(cell: ElementTree.Element) -> CellError | None:
	shown = "".join(cell.itertext()).strip()
	if cell.get(f"{CALC}value-type") == "error" or (cell.get(f"{TABLE}formula") and ERROR.fullmatch(shown)):
		return CellError(shown or "#N/A")
	if cell.get(f"{TABLE}formula") and not cell.get(f"{OFFICE}value-type"):
		return CellError(NO_RESULT)
	text = "".join("".join(part.itertext()) for part in cell.iterfind(f"{TEXT}p")).strip()
	if cell.get(f"{TABLE}formula") and cell.get(f"{OFFICE}value-type") == "string" and not text:
		return CellError(EMPTY_RESULT)
	return _with_unit(cell, text)


def _text_without_value(cell: ElementTree.Element) -> str | None:
	"""The text shown in a cell without a type or a value, which some programs write and the reader returns as empty."""
	kind = cell.get(f"{OFFICE}value-type")
	if cell.tag != CELLS[0] or kind == "string" or cell.get(f"{OFFICE}{VALUES.get(kind or '', 'value')}"):
		return None
	return "".join("".join(part.itertext()) for part in cell.iterfind(f"{TEXT}p")).strip() or None


def _with_unit(cell: ElementTree.Element, shown: str) -> CellError | None:
	"""An error for a figure whose format shows another unit, or that is foreign currency."""
	if cell.get(f"{OFFICE}value-type") not in FIGURES or not (value := cell.get(f"{OFFICE}value")):
		return None
	currency = cell.get(f"{OFFICE}currency", YUAN)
	unit = currency if currency not in (YUAN, "¥", "￥") else unit_shown(shown)
	return CellError.with_value(f"{OTHER_UNIT} {unit}", float(value)) if unit else None
