"""A workbook about a batch: written to disk row by row, and stored as a private file of the batch."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import frappe
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles.numbers import FORMAT_TEXT
from openpyxl.utils import get_column_letter

from fanpin_app.privacy.spreadsheets import TextSheet, TextWorkbook
from fanpin_app.security.files import frozen_files

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

# Of a column, in characters: an ID number is shown whole.
WIDTH = 20


class BatchWorkbook:
	def __init__(self) -> None:
		self._workbook = TextWorkbook()

	def start_sheet(
		self,
		title: str,
		headers: Sequence[str],
		text_columns: Iterable[int] = (),
		widths: Sequence[int] = (),
	) -> None:
		"""Start a sheet whose headers stay in view. `widths`: characters of the first columns, if not WIDTH."""
		self._sheet: TextSheet = self._workbook.create_sheet(title, text_columns=text_columns)
		# Not in the type checker's description of openpyxl.
		dimensions = self._sheet.column_dimensions  # pyright: ignore[reportAttributeAccessIssue]
		for column in range(len(headers)):
			dimensions[get_column_letter(column + 1)].width = (
				widths[column] if column < len(widths) else WIDTH
			)
		self._sheet.freeze_panes = "A2"
		self.append(headers)

	def cell(self, value: Any, is_name: bool = False) -> Cell:
		"""A cell that shows the value unchanged.

		With `is_name`, as for numbers of people, households and cards, the cell is formatted as text, so that what is
		typed into it stays text. A number stays a number: it may have lost digits already.
		"""
		if not isinstance(value, int | float | date | datetime):
			return self._sheet.text_cell(str(value or ""))
		cell = WriteOnlyCell(self._sheet, _storable(value))
		if is_name:
			cell.number_format = FORMAT_TEXT
		return cell

	def append(self, values: Sequence) -> None:
		self._sheet.append([value if isinstance(value, Cell) else self.cell(value) for value in values])

	def save(self, batch: DataBatch, title: str, field: str) -> str:
		"""Store the workbook as the private file of the batch in its `field`; returns the URL."""
		content = io.BytesIO()
		self._workbook.save(content)
		name = f"{batch.name}-{title}.xlsx"
		file = frappe.get_doc(
			doctype="File",
			file_name=name,
			content=content.getvalue(),
			is_private=1,
			attached_to_doctype="Data Batch",
			attached_to_name=batch.name,
			attached_to_field=field,
		)
		with frozen_files.changed_by_app():
			return file.insert(ignore_permissions=True).file_url


def _storable(value: Any) -> Any:
	"""The value; as text where no workbook can hold the figure."""
	return str(value) if isinstance(value, float) and not math.isfinite(value) else value
