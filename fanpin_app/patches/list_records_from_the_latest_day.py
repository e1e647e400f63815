"""The index of day and region went over into one whose days descend."""

import frappe

INDEX = "record_date_region_index"


def execute() -> None:
	if frappe.db.has_index("tabIndicator Record", INDEX):
		frappe.db.sql_ddl(f"alter table `tabIndicator Record` drop index `{INDEX}`")
