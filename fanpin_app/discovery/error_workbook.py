"""The refused rows of a file as they came, each with its reason, for the agency to correct and send back."""

from frappe import _
from frappe.model.document import Document
from openpyxl.styles import PatternFill

from fanpin_app.discovery.batch_workbook import BatchWorkbook
from fanpin_app.discovery.corrections import ROW_NUMBER, place_of, title_of_sheet
from fanpin_app.discovery.refusal import RowRefused
from fanpin_app.discovery.rows import Row
from fanpin_app.discovery.tables import Table

AT_FAULT = PatternFill("solid", start_color="FFC7CE")
# Where more are refused, the file as a whole is wrong; a longer list would not pass Frappe's limit for files.
MOST_ROWS = 50_000


class ErrorWorkbook:
	def __init__(self, table: Table):
		self.table = table
		self._refused: list[tuple[Row, RowRefused]] = []
		self._more = 0

	def add(self, row: Row, refused: RowRefused) -> None:
		if len(self._refused) < MOST_ROWS:
			self._refused.append((row, refused))
		else:
			self._more += 1

	def save(self, batch: Document) -> str | None:
		"""Keep the rows as a private workbook of the batch; returns its URL, None where no row was refused."""
		if not self._refused:
			return None
		workbook = BatchWorkbook()
		workbook.start_sheet(
			title_of_sheet(_("Refused Rows"), batch.name), (_(ROW_NUMBER), _("Reason"), *self.table.headers)
		)
		for row, refused in self._refused:
			fault = self.table.positions.get(refused.header)
			cells = [workbook.cell(value) for value in row.cells]
			if fault is not None and fault < len(cells):
				cells[fault].fill = AT_FAULT
			place = place_of(row.sheet, row.number) if row.sheet else row.number
			workbook.append([place, _(refused.reason), *cells])
		if self._more:
			workbook.start_sheet(
				_("Further Rows"), (_("Further lines are counted on the batch and not listed."),)
			)
		return workbook.save(batch, _("Refused Rows"), "error_workbook")
