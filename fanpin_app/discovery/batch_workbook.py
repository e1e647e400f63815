"""A workbook that tells of a batch: written row by row to disk, and kept as a private file of the batch."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import frappe
from frappe.model.document import Document
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from fanpin_app.discovery.cells import FORMULA_SIGNS
from fanpin_app.security import frozen_files


class BatchWorkbook:
	def __init__(self) -> None:
		self._workbook = Workbook(write_only=True)
		self._sheet = None

	def start_sheet(self, title: str, headers: Sequence[str]) -> None:
		self._sheet = self._workbook.create_sheet(title)
		self._sheet.append([self.cell(header) for header in headers])

	def cell(self, value: Any) -> Cell:
		"""A cell that shows the value as it is: text that looks like a formula stays text.

		Control characters, which a workbook cannot hold, are left out.
		"""
		if not isinstance(value, int | float | date | datetime):
			value = ILLEGAL_CHARACTERS_RE.sub("", str(value or ""))
		cell = WriteOnlyCell(self._sheet, value)
		if isinstance(cell.value, str) and cell.value.startswith(tuple(FORMULA_SIGNS)):
			cell.data_type = "s"
		return cell

	def append(self, values: Sequence) -> None:
		self._sheet.append([value if isinstance(value, Cell) else self.cell(value) for value in values])

	def save(self, batch: Document, title: str, field: str) -> str:
		"""Keep the workbook as the private file of the batch that its `field` names; returns its URL."""
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
