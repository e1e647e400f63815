"""The index of subject and day that went over into one with feed and batch costs each load, and serves nothing."""

import frappe

INDEX = "subject_record_date_index"


def execute() -> None:
	if frappe.db.has_index("tabIndicator Record", INDEX):
		frappe.db.sql_ddl(f"alter table `tabIndicator Record` drop index `{INDEX}`")
