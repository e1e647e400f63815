"""The result of a what-if comparison as a workbook: a sheet by town, and one with all changes."""

import io
from collections.abc import Sequence

from frappe import _
from frappe.core.doctype.access_log.access_log import make_access_log

from fanpin_app.privacy.spreadsheets import TextWorkbook


def build_workbook(
	name: str,
	outcomes: Sequence[str],
	towns: list[dict],
	changes: list[dict],
	counts_only: str | None = None,
) -> bytes:
	"""The content of an .xlsx file. The export is logged. `counts_only`: the reason why there are no changes."""
	workbook = TextWorkbook()
	town_sheet = workbook.create_sheet(_("By Town"))
	town_sheet.append([_("Town"), _("Region Code"), *(_(outcome) for outcome in outcomes)])
	for row in towns:
		town_sheet.append([row["name"], row["town"], *(row[outcome] for outcome in outcomes)])
	if counts_only:
		town_sheet.append([counts_only])
	change_sheet = workbook.create_sheet(_("Changes"))
	labels = (
		_("Household Number"),
		_("Head of Household"),
		_("Village"),
		_("Outcome"),
		_("Before"),
		_("After"),
	)
	change_sheet.append(labels)
	for row in changes:
		change_sheet.append(list(row.values()))
	content = io.BytesIO()
	workbook.save(content)
	make_access_log(doctype="Risk Rule", file_type="XLSX", method="what_if", report_name=name)
	return content.getvalue()
