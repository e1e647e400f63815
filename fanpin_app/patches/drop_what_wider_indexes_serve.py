"""Indexes of Indicator Record that went over into others cost each load, and serve nothing."""

import frappe

INDEXES = ("subject_record_date_index", "record_date_region_index")


def execute() -> None:
	for index in INDEXES:
		if frappe.db.has_index("tabIndicator Record", index):
			frappe.db.sql_ddl(f"alter table `tabIndicator Record` drop index `{index}`")
