"""The refused rows of a file, unchanged, each with its reason, for the agency to correct and send back."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from frappe import _
from openpyxl.styles import Alignment, PatternFill

from fanpin_app.discovery.feeds.definitions import FIGURES
from fanpin_app.discovery.loading.batch_workbook import BatchWorkbook
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.readers.cell_errors import SHOWN_FOR_EMPTY_RESULT, CellError
from fanpin_app.discovery.readers.cells import Cell, UnclearFigure, is_blank
from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.refusals.explanation import explain, place_of_fault
from fanpin_app.discovery.replacements.corrected_rows import (
	LEADING_COLUMNS,
	header_of_row_number,
	place_of,
	title_of_sheet,
)
from fanpin_app.discovery.tables.header_notes import name_of_unit
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

AT_FAULT = PatternFill("solid", start_color="FFC7CE")
# The number of the row, and the reason.
WIDTHS = (24, 60)
WRAPPED = Alignment(wrap_text=True, vertical="top")
# With more refused rows the whole file is wrong; a longer list would exceed Frappe's size limit for files.
MAX_ROWS = 50_000
MAX_PLACES = 10


class ErrorWorkbook:
	def __init__(self, table: Table):
		self.table = table
		self._refused: list[tuple[Row, RowRefusedError]] = []
		self._more = 0
		self._counts: Counter[str] = Counter()
		self._places: dict[str, list[str]] = defaultdict(list)
		self._examples: dict[str, str] = {}

	def add(self, row: Row, refused: RowRefusedError) -> None:
		self._counts[refused.reason] += 1
		if refused.reason not in self._examples:
			self._examples[refused.reason] = explain(self.table, row, refused)
		if len(self._places[refused.reason]) < MAX_PLACES:
			self._places[refused.reason].append(place_of_fault(self.table, row, refused.header))
		if len(self._refused) < MAX_ROWS:
			self._refused.append((row, refused))
		else:
			self._more += 1

	def by_reason(self) -> list[dict]:
		"""Rows for the batch's table Refused Rows by Reason, the most frequent first."""
		return [
			{
				"reason": reason,
				"rows": rows,
				"places": shortened(self._places[reason], MAX_PLACES, rows),
				"example": self._examples[reason],
			}
			for reason, rows in self._counts.most_common()
		]

	def save(self, batch: DataBatch) -> str | None:
		"""Store the rows as a private workbook of the batch; returns its URL, None where no row was refused."""
		if not self._refused:
			return None
		workbook = BatchWorkbook()
		workbook.start_sheet(
			title_of_sheet(_("Refused Rows"), batch.name),
			(header_of_row_number(batch.name), _("Reason"), *self._headers()),
			text_columns=[LEADING_COLUMNS + position for position in range(len(self.table.headers))],
			widths=WIDTHS,
		)
		names = self._positions_of_names()
		for row, refused in self._refused:
			fault = self.table.positions.get(refused.header or "")
			cells = [
				workbook.cell(_shown(value, position in names), is_name=position in names)
				for position, value in enumerate(row.cells)
			]
			if fault is not None and fault < len(cells):
				cells[fault].fill = AT_FAULT
			place = place_of(row.sheet, row.number) if row.sheet else row.number
			reason = workbook.cell(explain(self.table, row, refused))
			reason.alignment = WRAPPED
			workbook.append([place, reason, *cells])
		if self._more:
			workbook.start_sheet(
				_("Further Rows"), (_("Further lines are counted on the batch and not listed."),)
			)
		return workbook.save(batch, _("Refused Rows"), "error_workbook")

	def _headers(self) -> list[str]:
		"""The file's headers, each with the unit of its figures unless that is yuan."""
		headers = list(self.table.headers)
		for column in self.table.feed.columns:
			if column.unit != 1 and column.header in self.table.positions:
				place = self.table.positions[column.header]
				headers[place] = f"{headers[place]}({name_of_unit(column.unit)})"
		return headers

	def _positions_of_names(self) -> set[int]:
		"""The positions of numbers that identify somebody or something."""
		return {
			self.table.positions[column.header]
			for column in self.table.feed.columns
			if column.header in self.table.positions and column.data_type not in (*FIGURES, "Date")
		}


def _shown(cell: Cell, is_name: bool) -> Cell:
	if isinstance(cell, UnclearFigure):
		# The question mark keeps the figure unreadable: nobody has said yet what its comma means.
		return f"{cell}?"
	if isinstance(cell, CellError) and not is_blank(cell.written):
		return f"{cell} {cell.written}"
	return SHOWN_FOR_EMPTY_RESULT if isinstance(cell, CellError) and not cell and not is_name else cell
