"""The outcome of a what-if as a workbook: by town, and one by one."""

import io
from collections.abc import Sequence

from frappe import _
from frappe.core.doctype.access_log.access_log import make_access_log

from fanpin_app.privacy.spreadsheets import TextWorkbook


def write(name: str, outcomes: Sequence[str], towns: list[dict], changes: list[dict]) -> bytes:
	"""The content of an .xlsx file; that it was made is logged."""
	workbook = TextWorkbook()
	by_town = workbook.create_sheet(_("By Town"))
	by_town.append([_("Town"), _("Region Code"), *(_(outcome) for outcome in outcomes)])
	for row in towns:
		by_town.append([row["name"], row["town"], *(row[outcome] for outcome in outcomes)])
	listed = workbook.create_sheet(_("Changes"))
	labels = (
		_("Household Number"),
		_("Head of Household"),
		_("Village"),
		_("Outcome"),
		_("Before"),
		_("After"),
	)
	listed.append(labels)
	for row in changes:
		listed.append(list(row.values()))
	content = io.BytesIO()
	workbook.save(content)
	make_access_log(doctype="Risk Rule", file_type="XLSX", method="what_if", report_name=name)
	return content.getvalue()
