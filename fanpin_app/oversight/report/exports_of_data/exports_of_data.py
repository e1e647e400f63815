"""Exports of data by officers in the reader's regions: who, what, when and how."""

import frappe
from frappe import _
from frappe.utils import add_days

from fanpin_app.oversight.columns import doctype_columns

COLUMNS = (
	("exported_on", "Datetime", 160),
	("officer_name", "Data", 100),
	("user", "Link", 180),
	("exported", "Data", 160),
	("file_type", "Data", 90),
	("filters", "Data", 260),
	("method", "Data", 220),
	("request_address", "Data", 120),
)


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows of the Export Log, latest first.

	Filters, all optional: `from_date` and `to_date` (both inclusive), `user`, `exported` (a DocType or a report).
	"""
	filters = frappe._dict(filters or {})
	conditions = [[field, "=", filters[field]] for field in ("user", "exported") if filters.get(field)]
	if filters.from_date:
		conditions.append(["exported_on", ">=", filters.from_date])
	if filters.to_date:
		conditions.append(["exported_on", "<", add_days(filters.to_date, 1)])
	rows = frappe.get_list(
		"Export Log",
		filters=conditions,
		fields=[fieldname for fieldname, _type, _width in COLUMNS],
		order_by="exported_on desc",
		limit=0,
	)
	return doctype_columns("Export Log", COLUMNS), [row | {"exported": _(row.exported)} for row in rows]
