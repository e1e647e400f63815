"""Write agencies' workbooks as they occur: titles, notes, totals, signatures, hidden copies, odd rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from fanpin_app.demo.files.oddities import Row, RowChange

FIRST_ODD_ROW = 6  # the story's household is first in every file and stays readable
ROWS_BETWEEN_ODDITIES = 3
ROWS_TO_KEEP = 8


@dataclass(frozen=True)
class Layout:
	"""Appearance of one kind of file. A column is (header, key of the row); the key `serial` is filled in."""

	columns: tuple[tuple[str, str], ...]
	sheet: str
	notes: tuple[str, ...]
	"""The lines above the header: a title, and usually a source line."""
	totals: tuple[str, ...] = ()
	"""The keys to add up in the total row, which is written if there is a `signature`."""
	signature: str = ""
	real_dates: bool = False
	hidden_copy: str = ""
	"""Position of a hidden sheet with old rows: first, last or empty for none."""
	wrong_dimension: bool = False


@dataclass(frozen=True)
class Refusal:
	"""A row that must be refused: its 1-based number in the spreadsheet, and the name of the reason."""

	file: str
	row: int
	reason: str


@dataclass
class Oddities:
	"""What a file contains once each: rows that can be repaired, and rows to be refused, by reason."""

	repairable: list[RowChange] = field(default_factory=list)
	refusals: dict[str, RowChange] = field(default_factory=dict)


class Sheet:
	"""One workbook, written row by row and never kept in memory."""

	def __init__(self, path: Path, layout: Layout, oddities: Oddities, stamp: date):
		self.path, self.layout, self.stamp = path, layout, stamp
		self.refused: list[Refusal] = []
		self._repairable, self._refusals = list(oddities.repairable), dict(oddities.refusals)
		self._kept: list[Row] = []
		self._rows = 0
		self._sums = dict.fromkeys(layout.totals, 0)
		self._workbook = Workbook(write_only=True)
		self._sheet = self._workbook.create_sheet(layout.sheet)
		self._open()

	def append(self, row: Row) -> None:
		"""Write the row; occasionally in an odd spelling, or followed by a copy that must be refused."""
		if len(self._kept) < ROWS_TO_KEEP:
			self._kept.append(row)
		turn = (self._rows - FIRST_ODD_ROW) % ROWS_BETWEEN_ODDITIES if self._rows >= FIRST_ODD_ROW else None
		self._write(self._with_oddity(row) if turn == 0 else row)
		if turn == 1:
			self._write_one_refusal(row)

	def close(self) -> None:
		"""Write the remaining rows to refuse, total and signature, and save the file."""
		for row in reversed(self._kept):
			while self._write_one_refusal(row):
				pass
		if self.layout.signature:
			self._append_cells(self._total())
			self._append_cells([self.layout.signature])
			for _ in range(4):
				self._append_cells([])
		self._add_other_sheets()
		_save(self._workbook, self.path, self.stamp)

	def _open(self) -> None:
		last = get_column_letter(len(self.layout.columns))
		for number in range(1, len(self.layout.notes) + 1):
			self._sheet.merged_cells.add(f"A{number}:{last}{number}")
		if self.layout.wrong_dimension:
			self._sheet.calculate_dimension = lambda: "A1:C3"
		for note in self.layout.notes:
			self._append_cells([note])
		self._append_cells([header for header, _ in self.layout.columns])

	def _write(self, row: Row) -> None:
		self._rows += 1
		for key in self._sums:
			if isinstance(row[key], int | float):
				self._sums[key] += row[key]
		self._append_cells(self._cells(row))

	def _with_oddity(self, row: Row) -> Row:
		for change in self._repairable:
			changed = change(row)
			if changed is not None:
				self._repairable.remove(change)
				return changed
		return row

	def _write_one_refusal(self, row: Row) -> bool:
		for reason, change in self._refusals.items():
			changed = change(row)
			if changed is not None:
				del self._refusals[reason]
				self._write(changed)
				place = len(self.layout.notes) + 1 + self._rows
				self.refused.append(Refusal(self.path.name, place, reason))
				return True
		return False

	def _cells(self, row: Row) -> list:
		return [self._cell(self._rows if key == "serial" else row.get(key)) for _, key in self.layout.columns]

	def _cell(self, value):
		if isinstance(value, date):
			return value if self.layout.real_dates else value.isoformat()
		if isinstance(value, str) and value.startswith("="):
			cell = WriteOnlyCell(self._sheet, value)
			cell.data_type = "s"  # otherwise it would be a formula without a value
			return cell
		return value

	def _append_cells(self, cells: list) -> None:
		self._sheet.append(cells + [None] * (len(self.layout.columns) - len(cells)))

	def _total(self) -> list:
		sums = [round(self._sums[key], 2) if key in self._sums else None for _, key in self.layout.columns]
		return ["合计", f"{self._rows}条", *sums[2:]]

	def _add_other_sheets(self) -> None:
		if not self.layout.hidden_copy:
			return
		first = self.layout.hidden_copy == "first"
		hidden = self._workbook.create_sheet("备份", 0 if first else None)
		hidden.sheet_state = "hidden"
		hidden.append(["旧表作废"])
		hidden.append([header for header, _ in self.layout.columns])
		for row in self._kept:
			hidden.append(self._cells(row))
		instructions = self._workbook.create_sheet("说明")
		for line in ("填报说明", "一、本表由业务部门按月提供。", "二、请核对身份证号后报送。"):
			instructions.append([line])
		self._workbook.active = int(first)


class _TimelessArchive(ZipFile):
	"""Gives every part the same time, so that the same rows give the same bytes and a file loaded twice is recognised."""

	stamp = (1980, 1, 1, 0, 0, 0)

	def open(self, name, mode="r", pwd=None, *, force_zip64=False):
		if isinstance(name, ZipInfo):
			name.date_time = self.stamp
		return super().open(name, mode, pwd, force_zip64=force_zip64)


def _save(workbook: Workbook, path: Path, stamp: date) -> None:
	properties = workbook.properties
	properties.creator = "fanpin_app demo"
	properties.created = properties.modified = datetime.combine(stamp, time())
	with _TimelessArchive(path, "w", ZIP_DEFLATED) as archive:
		ExcelWriter(workbook, archive).save()
