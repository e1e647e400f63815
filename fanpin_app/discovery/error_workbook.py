"""The refused rows of a file as they came, each with its reason, for the agency to correct and send again."""

import io
from datetime import date, datetime

from frappe import _
from frappe.model.document import Document
from frappe.utils.file_manager import save_file
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from fanpin_app.discovery.cells import FORMULA_SIGNS, Cell
from fanpin_app.discovery.feeds import Table
from fanpin_app.discovery.targets import Outcome

AT_FAULT = PatternFill("solid", start_color="FFC7CE")


def save(batch: Document, table: Table, refused: list[Outcome]) -> str:
	"""Write the workbook as a private file of the batch; returns its URL."""
	workbook = Workbook(write_only=True)
	sheet = workbook.create_sheet(_("Refused Rows"))
	sheet.append([_("Row in the File"), _("Reason"), *table.headers])
	for outcome in refused:
		fault = table.positions.get(outcome.refused.header)
		cells = [
			_cell(sheet, value, marked=position == fault) for position, value in enumerate(outcome.row.cells)
		]
		sheet.append([outcome.row.number, _(outcome.refused.reason), *cells])
	content = io.BytesIO()
	workbook.save(content)
	name = f"{batch.name}-{_('Refused Rows')}.xlsx"
	return save_file(name, content.getvalue(), "Data Batch", batch.name, is_private=1).file_url


def _cell(sheet: WriteOnlyWorksheet, value: Cell, marked: bool) -> WriteOnlyCell:
	cell = WriteOnlyCell(
		sheet, value if isinstance(value, int | float | date | datetime) else str(value or "")
	)
	if isinstance(cell.value, str) and cell.value.startswith(tuple(FORMULA_SIGNS)):
		cell.data_type = "s"
	if marked:
		cell.fill = AT_FAULT
	return cell
