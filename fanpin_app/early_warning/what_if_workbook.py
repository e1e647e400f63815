"""The outcome of a what-if as a workbook: by town, and one by one."""

import io
from collections.abc import Sequence

from frappe import _
from frappe.core.doctype.access_log.access_log import make_access_log
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell


def write(name: str, outcomes: Sequence[str], towns: list[dict], changes: list[dict]) -> bytes:
	"""The content of an .xlsx file; that it was made is logged. Text is text: no cell is a formula."""
	workbook = Workbook(write_only=True)
	by_town = workbook.create_sheet(_("By Town"))
	_append(by_town, [_("Town"), _("Region Code"), *(_(outcome) for outcome in outcomes)])
	for row in towns:
		_append(by_town, [row["name"], row["town"], *(row[outcome] for outcome in outcomes)])
	listed = workbook.create_sheet(_("Changes"))
	labels = (
		_("Household Number"),
		_("Head of Household"),
		_("Village"),
		_("Outcome"),
		_("Before"),
		_("After"),
	)
	_append(listed, labels)
	for row in changes:
		_append(listed, list(row.values()))
	content = io.BytesIO()
	workbook.save(content)
	make_access_log(doctype="Risk Rule", file_type="XLSX", method="what_if", report_name=name)
	return content.getvalue()


def _append(sheet, values: Sequence) -> None:
	cells = [WriteOnlyCell(sheet, value) for value in values]
	for cell in cells:
		if isinstance(cell.value, str):
			cell.data_type = "s"
	sheet.append(cells)
