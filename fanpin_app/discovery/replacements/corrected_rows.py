"""An error workbook that comes back: its corrected rows replace the refused rows of the file.

So the loaded file is the one that should have been sent, each row under its own number, and it replaces the original.
Corrected rows by themselves could not show whether an accepted row has the same content already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

import frappe
from frappe import _

from fanpin_app.discovery.feeds.definitions import spelling
from fanpin_app.discovery.readers import workbook
from fanpin_app.discovery.readers.cells import Cell, text
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.refusals.errors import NOT_A_CORRECTION, FileRefusedError
from fanpin_app.discovery.tables import header_notes
from fanpin_app.discovery.tables.header_rows import HEADER_SEARCH_ROWS
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.tables.section_rows import SheetRow

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

ROW_NUMBER, REASON = "Row in the File", "Reason"
# The row number and the reason precede the file's own columns.
LEADING_COLUMNS = 2
NAME_OF_SHEET = re.compile(rb'<sheet [^>]*name="[^"]*?(\d{4,6}-\d{6,})"')
NAME_OF_BATCH = re.compile(r"\d{4,6}-\d{6,}")
MAX_SHEET_LIST_BYTES = 2**20
MAX_NAMED = 10


def title_of_sheet(title: str, batch: str) -> str:
	"""A title that names the batch, so that its corrected rows are recognised wherever they come in."""
	return f"{title} {batch}"


def header_of_row_number(batch: str) -> str:
	"""Names the batch too, since text files lose the sheet's title and people rename sheets."""
	return f"{_(ROW_NUMBER)}({batch})"


def batch_named_in(sheets: Sequence[Sheet]) -> str | None:
	"""The batch whose error workbook this is, whatever the file's name and format.

	Raises FileRefusedError (not_a_correction) for an error workbook that names no batch.
	"""
	for header, named in _headers_of_row_numbers(sheets):
		if named and frappe.db.exists("Data Batch", named):
			return named
		if spelling(header[1]) in _spellings_of(REASON):
			raise FileRefusedError(
				NOT_A_CORRECTION,
				_(
					"This is a workbook of refused rows, but it does not say of which file. Open the batch of that file and send it there, by “{0}”."
				).format(_("Load Corrected Rows")),
			)
	return None


def refuse_of_other_batch(sheets: Sequence[Sheet], batch: str) -> None:
	"""Raises FileRefusedError (not_a_correction) for the error workbook of a batch other than the one to be
	corrected."""
	for _header, named in _headers_of_row_numbers(sheets):
		if named and named != batch:
			raise FileRefusedError(
				NOT_A_CORRECTION,
				_(
					"This is the error workbook of {0}, and it was sent as that of {1}. Open {0} and send it there; where {0} was replaced, correct the rows in the error workbook of its successor."
				).format(named, batch),
			)


def _headers_of_row_numbers(sheets: Sequence[Sheet]) -> Iterator[tuple[list[Cell], str | None]]:
	"""The header rows that begin with a row number, each with the batch that it or its sheet names."""
	for sheet in sheets:
		for row in islice(sheet.rows(), HEADER_SEARCH_ROWS):
			if len(row) >= LEADING_COLUMNS and spelling(row[0]) in _spellings_of(ROW_NUMBER):
				named = NAME_OF_BATCH.search(text(row[0])) or NAME_OF_BATCH.search(sheet.name)
				yield row, named and named[0]


def batch_corrected_by(path: Path) -> str | None:
	"""The batch whose error workbook this .xlsx file is, by the name of its sheet."""
	try:
		with ZipFile(path) as archive, archive.open("xl/workbook.xml") as sheets:
			found = NAME_OF_SHEET.search(sheets.read(MAX_SHEET_LIST_BYTES))
	except (BadZipFile, KeyError, OSError):
		return None
	name = found and found.group(1).decode()
	return name if name and frappe.db.exists("Data Batch", name) else None


def merge(original: Table, sheets: Sequence[Sheet], batch: DataBatch) -> Table:
	"""The batch's table with the corrected rows in place of the refused ones.

	A corrected row without a number is added at the end. Raises FileRefusedError (not_a_correction), also for the
	number of a row that was not refused.
	"""
	corrected = _corrected_rows(original, sheets, batch)
	refused = _refused_rows(batch)
	_refuse_other_rows([place for place, _cells in corrected if place not in refused], batch)

	def rows() -> Iterator[SheetRow]:
		pending, further = {}, []
		for place, cells in corrected:
			if place in refused and place not in pending:
				pending[place] = cells
			else:
				further.append(cells)
		number = 0
		for row in original.rows():
			number = row.number
			place = place_of(row.sheet, number)
			if place in pending:
				yield row._replace(cells=_overlaid(row.cells, pending.pop(place)), written=None)
			else:
				yield row
		for beyond, cells in enumerate(further, start=number + 1):
			yield SheetRow("", beyond, _overlaid([], cells))

	return replace(original, source=rows)


def place_of(sheet: str, number: int) -> str:
	"""How the error workbook names a row: by its number, on further sheets with the sheet's name before it."""
	return f"{sheet}!{number}" if sheet else str(number)


def _refuse_other_rows(places: Sequence[str], batch: DataBatch) -> None:
	if others := [place for place in places if _is_place(place)]:
		raise FileRefusedError(
			NOT_A_CORRECTION,
			_(
				"Row {0} is none of the refused rows of {1}. Leave the number of a further row empty; a row that was accepted is corrected in the file itself, which is then sent by “{2}”."
			).format("、".join(others[:MAX_NAMED]), batch.name, _("Replace")),
		)


def _is_place(written: str) -> bool:
	return written.rpartition("!")[2].isdigit()


def _corrected_rows(
	original: Table, sheets: Sequence[Sheet], batch: DataBatch
) -> list[tuple[str, dict[int, Cell]]]:
	"""Place in the file, and cells by their position in the file, of each row with content."""
	for sheet in sheets:
		for header_row, row in enumerate(islice(sheet.rows(), HEADER_SEARCH_ROWS)):
			headers = [spelling(cell) for cell in row]
			if headers and headers[0] in _spellings_of(ROW_NUMBER):
				places = _places(headers, original)
				_refuse_other_meaning(row, places, original)
				below = islice(sheet.rows(), header_row + 1, None)
				read = [
					(
						text(row[0]),
						{here: row[there] for there, here in places.items() if there < len(row)},
					)
					for row in below
					if row
				]
				return [(place, cells) for place, cells in read if any(map(text, cells.values()))]
	raise FileRefusedError(
		NOT_A_CORRECTION,
		_(
			"This is not the error workbook of {0}: its first column, {1}, is missing. Correct the rows in that workbook and send it as it is."
		).format(batch.name, _(ROW_NUMBER)),
	)


def _spellings_of(header: str) -> set[str]:
	return {spelling(_(header, language)) for language in ("en", "zh")}


def _places(headers: list[str], original: Table) -> dict[int, int]:
	"""Position in the error workbook → position in the file, by header; equal headers are matched in order."""
	places = {}
	for here, header in enumerate(original.headers):
		there = next(
			(
				position
				for position, spelled in enumerate(headers)
				if position >= LEADING_COLUMNS and spelled == header and position not in places
			),
			None,
		)
		if header and there is not None:
			places[there] = here
	return places


def _refuse_other_meaning(header: Sequence[Cell], places: dict[int, int], original: Table) -> None:
	"""Raises FileRefusedError where a header names another unit than the file's, or says that its column means
	something else."""
	columns = {original.positions[each.header]: each for each in original.feed.columns if original.has(each)}
	for there, here in places.items():
		if (column := columns.get(here)) is None:
			continue
		header_notes.refuse_other_meaning(header[there], column)
		unit = header_notes.unit_in_header(header[there], column) if column.data_type == "Amount" else None
		if unit and unit != column.unit:
			raise FileRefusedError(
				NOT_A_CORRECTION,
				_(
					"The column {0} counts in {1} in this workbook, and in {2} in the file that it corrects. Write its figures as the file has them."
				).format(
					column.header, header_notes.name_of_unit(unit), header_notes.name_of_unit(column.unit)
				),
			)


def _overlaid(row: Sequence[Cell], cells: dict[int, Cell]) -> list[Cell]:
	whole = list(row) + [None] * (max(cells, default=-1) + 1 - len(row))
	for position, cell in cells.items():
		whole[position] = cell
	return whole


def _refused_rows(batch: DataBatch) -> set[str]:
	"""Places of the rows in the batch's error workbook."""
	if not batch.error_workbook:
		raise FileRefusedError(
			NOT_A_CORRECTION, _("No row of {0} was refused: there is nothing to correct.").format(batch.name)
		)
	path = frappe.get_doc("File", {"file_url": batch.error_workbook}).get_full_path()
	sheet = next(workbook.read(path))
	return {place for row in sheet.rows() if row and _is_place(place := text(row[0]))}
