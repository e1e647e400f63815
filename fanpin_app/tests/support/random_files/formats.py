"""Books as files: .xlsx by openpyxl, .xls by xlwt, .ods by hand, text in the encodings and separators of offices."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import xlwt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import WITH_ONE_SIGN
from fanpin_app.tests.support.random_files.cell_values import (
	Cell,
	CellError,
	FileTraits,
	FormattedNumber,
	Formula,
	MarkedText,
)
from fanpin_app.tests.support.random_files.layout import INCOMPLETE_ROW_REASONS, Book, Line, Sheet

# Commas between thousands; others make a figure wrong on purpose.
INVISIBLE = rf"(?:{cells.INVISIBLE.pattern})*"
THOUSANDS = re.compile(rf"(?<=\d)[,，](?=(?:{INVISIBLE}\d){{3}}(?!{INVISIBLE}\d))")
ERROR_CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
# Thousands followed by a zero.
SPLITTABLE_FIGURE = re.compile(r"[1-9]\d{0,2}0\d\d")
XLSX_FONTS = {
	"": InlineFont(),
	"struck": InlineFont(strike=True),
	"raised": InlineFont(vertAlign="superscript"),
}
XLS_FONTS = {
	"": xlwt.easyfont(""),
	"struck": xlwt.easyfont("struck_out true"),
	"raised": xlwt.easyfont("escapement superscript"),
}
ODF_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODF_MANIFEST = (
	'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
	f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODF_TYPE}"/></manifest:manifest>'
)
ODF_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:automatic-styles>
<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="struck" style:family="text"><style:text-properties style:text-line-through-style="solid"/>
</style:style>
<style:style style:name="raised" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>
</office:document-content>"""


@dataclass(frozen=True)
class Format:
	"""A kind of file: its extension, and the function that writes it."""

	name: str
	suffixes: tuple[str, ...]
	save: Callable[[Book, Path, Random], None]
	is_text: bool = False
	may_count_from_1904: bool = False

	def traits(self, rng: Random) -> FileTraits:
		return FileTraits(self.is_text, self.may_count_from_1904 and rng.random() < 0.08)


def save_xlsx(book: Book, path: Path, rng: Random) -> None:
	workbook = Workbook()
	workbook.remove(workbook.active)
	if book.traits.from_1904:
		workbook.epoch = CALENDAR_MAC_1904
	results: dict[str, Formula] = {}
	for sheet in book.sheets:
		_fill_xlsx(workbook.create_sheet(sheet.name), sheet, results)
	workbook.active = next(index for index, sheet in enumerate(book.sheets) if not sheet.is_hidden)
	workbook.save(path)
	if results:
		_write_results(path, results)


def _fill_xlsx(output, sheet: Sheet, results: dict[str, Formula]) -> None:
	for row, line in enumerate(sheet.lines, start=1):
		for column, value in enumerate(line.cells, start=1):
			if value is None or value == "":
				continue
			cell = output.cell(row, column)
			if isinstance(value, Formula):
				cell.value = f"=0+{len(results)}"
				results[cell.value[1:]] = value
			elif isinstance(value, CellError):
				cell.value, cell.data_type = value.shown, "e"
			elif isinstance(value, FormattedNumber):
				cell.value, cell.number_format = value.figure, value.code
			elif isinstance(value, MarkedText):
				cell.value = CellRichText(*(TextBlock(XLSX_FONTS[mark], text) for text, mark in value.parts))
			else:
				cell.value = value
				if isinstance(value, str):
					cell.data_type = "s"
		if line.is_hidden:
			output.row_dimensions[row].hidden = True
	for top, left, bottom, right in sheet.merged:
		output.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
	if sheet.is_hidden:
		output.sheet_state = "hidden"


def _write_results(path: Path, results: dict[str, Formula]) -> None:
	"""Add the results of formulas, which office programs write and openpyxl does not."""

	def with_result(found: re.Match) -> str:
		attributes, text = found[1], found[2]
		result = results[text].result
		if result is None:
			return found[0]
		kind = ' t="str"' if isinstance(result, str) else ""
		# Office programs write whole figures without a point.
		plain = int(result) if isinstance(result, float) and result.is_integer() else result
		return f"<c{attributes}{kind}><f>{text}</f><v>{plain}</v></c>"

	with ZipFile(path) as archive:
		parts = {name: archive.read(name) for name in archive.namelist()}
	for name in parts:
		if name.startswith("xl/worksheets/sheet"):
			sheet = parts[name].decode()
			sheet = re.sub(r"<c([^>]*)><f>(0\+\d+)</f><v\s*/?>(?:</v>)?</c>", with_result, sheet)
			parts[name] = sheet.encode()
	# An office program that calculates formulas does not request a recalculation.
	parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
	with ZipFile(path, "w", ZIP_DEFLATED) as archive:
		for name, content in parts.items():
			archive.writestr(name, content)


def save_xls(book: Book, path: Path, rng: Random) -> None:
	workbook = xlwt.Workbook(encoding="utf-8")
	workbook.dates_1904 = book.traits.from_1904
	styles = {
		date: xlwt.easyxf(num_format_str="yyyy-mm-dd"),
		datetime: xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm"),
	}
	shown: dict[str, xlwt.XFStyle] = {}
	for sheet in book.sheets:
		output = workbook.add_sheet(sheet.name, cell_overwrite_ok=True)
		for row, line in enumerate(sheet.lines):
			for column, value in enumerate(line.cells):
				if isinstance(value, CellError):
					output.row(row).set_cell_error(column, ERROR_CODES[value.shown])
				elif isinstance(value, Formula) and value.result is None:
					output.write(row, column, xlwt.Formula("1500*2"))
				elif isinstance(value, FormattedNumber):
					style = shown.setdefault(value.code, xlwt.easyxf(num_format_str=value.code))
					output.write(row, column, value.figure, style)
				elif isinstance(value, MarkedText):
					output.write_rich_text(
						row, column, [(text, XLS_FONTS[mark]) for text, mark in value.parts]
					)
				elif value is not None:
					value = value.result if isinstance(value, Formula) else value
					output.write(row, column, value, styles.get(type(value), xlwt.Style.default_style))
			if line.is_hidden:
				output.row(row).hidden = True
		for top, left, bottom, right in sheet.merged:
			output.merge(top, bottom, left, right)
		if sheet.is_hidden:
			output.visibility = 1
	workbook.active_sheet = next(index for index, sheet in enumerate(book.sheets) if not sheet.is_hidden)
	workbook.save(str(path))


def save_ods(book: Book, path: Path, rng: Random) -> None:
	content = ODF_CONTENT.format(sheets="".join(_ods_sheet(sheet) for sheet in book.sheets))
	with ZipFile(path, "w", ZIP_DEFLATED) as archive:
		archive.writestr("mimetype", ODF_TYPE)
		archive.writestr("META-INF/manifest.xml", ODF_MANIFEST)
		archive.writestr("content.xml", content)


def _ods_sheet(sheet: Sheet) -> str:
	spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
	covered = {
		(row, column)
		for top, left, bottom, right in sheet.merged
		for row in range(top, bottom + 1)
		for column in range(left, right + 1)
	} - spans.keys()
	rows = []
	for row, line in enumerate(sheet.lines):
		width = max(len(line.cells), *(column + 1 for at, column in covered if at == row), 0)
		cells = []
		for column in range(width):
			value = line.cells[column] if column < len(line.cells) else None
			if (row, column) in covered:
				cells.append("<table:covered-table-cell/>")
			else:
				cells.append(_ods_cell(value, spans.get((row, column))))
		hidden = ' table:visibility="filter"' if line.is_hidden else ""
		rows.append(f"<table:table-row{hidden}>{''.join(cells) or '<table:table-cell/>'}</table:table-row>")
	if not rows:
		rows.append("<table:table-row><table:table-cell/></table:table-row>")
	style = ' table:style-name="hidden"' if sheet.is_hidden else ""
	return f'<table:table table:name="{sheet.name}"{style}>{"".join(rows)}</table:table>'


def _ods_cell(value: Cell, span: tuple[int, int] | None) -> str:
	around = (
		f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
	)
	if isinstance(value, Formula):
		around += ' table:formula="of:=[.A1]"'
		if value.result is None:
			return f"<table:table-cell{around}/>"
		value = value.result
	if isinstance(value, CellError):
		return (
			f'<table:table-cell{around} table:formula="of:=NA()" office:value-type="string" office:string-value=""'
			f' calcext:value-type="error"><text:p>{value.shown}</text:p></table:table-cell>'
		)
	if value is None or value == "":
		return f"<table:table-cell{around}/>"
	if isinstance(value, FormattedNumber):
		return (
			f'<table:table-cell{around} office:value-type="float" office:value="{value.figure}">'
			f"<text:p>{value.figure}{escape(value.code)}</text:p></table:table-cell>"
		)
	if isinstance(value, MarkedText):
		spans = (f'<text:span text:style-name="{mark}">{text}</text:span>' for text, mark in value.parts)
		return f'<table:table-cell{around} office:value-type="string"><text:p>{"".join(spans)}</text:p></table:table-cell>'
	if isinstance(value, bool):
		return f'<table:table-cell{around} office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
	if isinstance(value, date):
		return f'<table:table-cell{around} office:value-type="date" office:date-value="{value.isoformat()}"/>'
	if isinstance(value, int | float):
		return f'<table:table-cell{around} office:value-type="float" office:value="{value}"/>'
	lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.replace("\t", " ").split("\n"))
	return f'<table:table-cell{around} office:value-type="string">{lines}</table:table-cell>'


def save_text(book: Book, path: Path, rng: Random) -> None:
	encoding = rng.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16"))
	separator = rng.choice((",", ",", "\t", ";"))
	line_end = rng.choice(("\r\n", "\n", "\r"))
	quoting = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
	book.variations.append(f"{encoding}, separator {separator!r}, line end {line_end!r}")
	output = io.StringIO()
	writer = csv.writer(output, delimiter=separator, lineterminator="\r\n", quoting=quoting)
	split_row = _row_with_split_figure(book, rng) if separator == "," and rng.random() < 0.2 else (None, 0)
	for line in book.sheets[0].lines:
		texts = [_text(cell) for cell in line.cells]
		if line is split_row[0]:
			texts = _split_cells(texts, split_row[1])
		if separator == ";":
			# Files in which commas are ambiguous are asked about, and have their own test.
			texts = [
				THOUSANDS.sub("", text)
				if "." not in cells.text(text)
				else f"{text.strip()}0"
				if WITH_ONE_SIGN.fullmatch(cells.text(text))
				else text
				for text in texts
			]
		writer.writerow(texts)
	path.write_bytes(output.getvalue().replace("\r\n", line_end).encode(encoding))


def _row_with_split_figure(book: Book, rng: Random) -> tuple[Line | None, int]:
	"""A row with a figure split by a comma, so that it must be refused, and the position of the figure."""
	found = []
	lines = book.sheets[0].lines
	if not book.refused and "a row repeated" not in book.variations:
		for number, line in enumerate(lines):
			if line.row is None or line.reasons:
				continue
			texts = [_text(cell) for cell in line.cells]
			last = max(index for index, text in enumerate(texts) if text.strip())
			header = next(each for each in reversed(lines[:number]) if each.is_header)
			behind = {str(cell or "") for cell in header.cells[last + 1 :]}
			indexes = range(last + 1) if last == len(header.cells) - 1 else [last]
			if len(texts) == len(header.cells) and behind <= {"", "备注", "经手"}:
				found += [(line, index) for index in indexes if SPLITTABLE_FIGURE.fullmatch(texts[index])]
	if not found:
		return None, 0
	line, index = rng.choice(found)
	line.reasons = INCOMPLETE_ROW_REASONS
	book.variations.append(f"a comma in {_text(line.cells[index])}")
	return line, index


def _split_cells(texts: list[str], index: int) -> list[str]:
	"""The row's cells after a comma in one of them splits it; one empty cell at the end is dropped."""
	split_row = [*texts[:index], texts[index][:-3], texts[index][-3:], *texts[index + 1 :]]
	return split_row if texts[-1] else split_row[:-1]


def _text(value: Cell) -> str:
	"""What an office program writes into a text file."""
	if isinstance(value, Formula):
		value = value.result
	if isinstance(value, CellError):
		return value.shown
	if value is None:
		return ""
	if isinstance(value, bool):
		return str(value).upper()
	if isinstance(value, float) and abs(value) >= 1e15:
		return f"{value:.5E}"
	if isinstance(value, float):
		return format(Decimal(f"{value:.15g}"), "f")
	return str(value)


FORMATS = (
	Format("xlsx", (".xlsx", ".xlsx", ".xlsx", ".et"), save_xlsx, may_count_from_1904=True),
	Format("xls", (".xls", ".xls", ".et", ".xlsx"), save_xls, may_count_from_1904=True),
	Format("ods", (".ods",), save_ods),
	Format("text", (".csv", ".csv", ".txt", ".tsv"), save_text, is_text=True),
)
