"""The refused rows of a file as they came, each with its reason, for the agency to correct and send again."""

import pickle
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

from frappe import _
from frappe.model.document import Document
from openpyxl.styles import PatternFill

from fanpin_app.discovery.batch_workbook import BatchWorkbook
from fanpin_app.discovery.feeds import Table
from fanpin_app.discovery.targets import Outcome

AT_FAULT = PatternFill("solid", start_color="FFC7CE")
# From this size on the rows wait on disk: all of a full sheet may be refused.
BYTES_IN_MEMORY = 4 * 1024 * 1024


class ErrorWorkbook:
	def __init__(self, table: Table):
		self.table = table
		self.rows = 0
		self._waiting = SpooledTemporaryFile(BYTES_IN_MEMORY)

	def add(self, outcome: Outcome) -> None:
		refused, row = outcome.refused, outcome.row
		fault = self.table.positions.get(refused.header)
		pickle.dump((row.number, refused.reason, fault, row.cells), self._waiting)
		self.rows += 1

	def save(self, batch: Document) -> str | None:
		"""Keep the rows as a private workbook of the batch; returns its URL, None where no row was refused."""
		if not self.rows:
			return None
		workbook = BatchWorkbook()
		workbook.start_sheet(_("Refused Rows"), (_("Row in the File"), _("Reason"), *self.table.headers))
		for number, reason, fault, values in self._told():
			cells = [workbook.cell(value) for value in values]
			if fault is not None and fault < len(cells):
				cells[fault].fill = AT_FAULT
			workbook.append([number, _(reason), *cells])
		return workbook.save(batch, _("Refused Rows"))

	def _told(self) -> Iterator[tuple]:
		self._waiting.seek(0)
		for _row in range(self.rows):
			yield pickle.load(self._waiting)
