"""A file as sheets of rows, whatever office program wrote it. Hidden sheets are not read: they are old copies."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from frappe import _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from fanpin_app.discovery.cells import Cell, is_blank
from fanpin_app.discovery.refusal import EMPTY, NOT_A_WORKBOOK, TOO_LARGE, FileRefused
from fanpin_app.discovery.sheet_extent import refuse_scattered

# A full sheet of 1,048,576 rows by a dozen columns is below both.
MOST_BYTES = 200 * 2**20
MOST_BYTES_UNPACKED = 1500 * 2**20
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Sheet:
	"""A sheet whose rows are read anew at each call of `rows`, for a full one would not fit in memory."""

	name: str
	rows: Callable[[], Iterator[list[Cell]]]
	# How many rows there are, where it is known before they are read.
	height: int | None = None


def read(path: str | Path) -> Iterator[Sheet]:
	"""The visible sheets of an .xlsx, .xls, .ods or .csv file that hold anything.

	Raises FileRefused for what is no workbook and for a workbook in which nothing is written.
	"""
	path = Path(path)
	_refuse_too_large(path)
	refuse_scattered(path)
	sheets = _csv_sheets(path) if path.suffix.lower() == ".csv" else _workbook_sheets(path)
	found = False
	for sheet in sheets:
		if any(not is_blank(cell) for row in sheet.rows() for cell in row):
			found = True
			yield sheet
	if not found:
		raise FileRefused(EMPTY, _("Nothing is written in this file. Ask the agency to send it again."))


def _refuse_too_large(path: Path) -> None:
	"""Raises FileRefused where the file, or what is packed in it, is more than a full sheet can be."""
	packed = 0
	if is_zipfile(path):
		with ZipFile(path) as archive:
			packed = sum(entry.file_size for entry in archive.infolist())
	if path.stat().st_size > MOST_BYTES or packed > MOST_BYTES_UNPACKED:
		raise FileRefused(
			TOO_LARGE,
			_("This file is too large: at most {0} MB, {1} MB unpacked. Split it by town.").format(
				MOST_BYTES // 2**20, MOST_BYTES_UNPACKED // 2**20
			),
		)


def _workbook_sheets(path: Path) -> Iterator[Sheet]:
	try:
		workbook = CalamineWorkbook.from_path(str(path))
		for meta in workbook.sheets_metadata:
			if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet:
				sheet = workbook.get_sheet_by_name(meta.name)
				yield Sheet(meta.name, sheet.iter_rows, sheet.height)
	except CalamineError:
		raise FileRefused(
			NOT_A_WORKBOOK,
			_("This file cannot be opened as a workbook. Open it in Excel or WPS and save it as .xlsx."),
		)


def _csv_sheets(path: Path) -> Iterator[Sheet]:
	raw = path.read_bytes()
	for encoding in ENCODINGS:
		try:
			yield Sheet(path.stem, partial(_csv_rows, raw.decode(encoding)), raw.count(b"\n"))
		except UnicodeDecodeError:
			continue
		return
	raise FileRefused(
		NOT_A_WORKBOOK, _("The characters of this file cannot be read. Save it as CSV UTF-8 or as .xlsx.")
	)


def _csv_rows(written: str) -> Iterator[list[Cell]]:
	return csv.reader(io.StringIO(written))
