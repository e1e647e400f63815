"""Prints the state of a migrated site as JSON. usage: python state.py SITE, in the bench's folder of sites."""

from __future__ import annotations

import json
import sys

import frappe

from fanpin_app.permissions import frappe_patches

DOCTYPES = (
	*("Household", "Risk Alert", "Risk Finding", "Risk Check", "Monitoring Case", "Household Visit"),
	*("Indicator Record", "Income Statement", "Data Batch", "Data Defect", "Administrative Region"),
	*(
		"Service Application",
		"Alleviation Asset",
		"Officer Posting",
		"Helper Pairing",
		"Risk Rule",
		"Data Feed",
	),
)
TABLES = (
	*("Household Member", "Check Step", "Case Risk", "Visit Finding", "Rule Condition", "Rule Change"),
	"Feed Column",
)
STATUSES = {
	"Data Defect": "status",
	"Data Batch": "status",
	"Monitoring Case": "status",
	"Risk Check": "stage",
	"Alleviation Asset": "status",
}
# Documents that a migration plants are not counted.
BEFORE_MIGRATION = {"creation": ("<", "2026-11-30 06:30:00")}
RIGHTS = ("parent", "role", "permlevel", "read", "write", "create", "export")


def state() -> dict:
	return {
		"statuses": {doctype: statuses(doctype, field) for doctype, field in STATUSES.items()},
		"values": values(),
		"counts": {doctype: frappe.db.count(doctype, BEFORE_MIGRATION) for doctype in DOCTYPES},
		"rows": {doctype: frappe.db.count(doctype, BEFORE_MIGRATION) for doctype in TABLES},
		"alerts": sorted(
			frappe.get_all("Risk Alert", fields=["household", "risk", "level", "status"], as_list=True)
		),
		"seen": {
			user: seen_by(user) for user in sorted(set(frappe.get_all("Officer Posting", pluck="user")))
		},
		"permissions": sorted(frappe.get_all("Custom DocPerm", fields=RIGHTS, as_list=True)),
		"changes": changes(),
	}


def statuses(doctype: str, field: str) -> dict[str, int]:
	return dict(
		frappe.get_all(doctype, fields=[field, "count(*)"], group_by=field, order_by=field, as_list=True)
	)


def values() -> dict:
	return {
		"finding": frappe.get_all("Visit Finding", pluck="description"),
		"defects": frappe.get_all(
			"Data Defect", fields=["household", "issue"], order_by="name", as_list=True
		),
		"resolution": frappe.get_all(
			"Risk Alert", fields=["household", "resolution"], order_by="name", as_list=True
		),
		"incomes": total("Income Statement", "net_income"),
		"records": total("Indicator Record", "value"),
		"clock": frappe.db.get_value(
			"Statutory Term", {"parent": "Statutory Clock", "step": "Village Review"}, "days"
		),
	}


def total(doctype: str, field: str) -> float:
	return sum(map(float, frappe.get_all(doctype, pluck=field)))


def seen_by(user: str) -> dict[str, int | None]:
	"""How many documents of each DocType the officer lists; None without the right to read it."""
	frappe.set_user(user)
	try:
		return {doctype: listed(doctype) for doctype in DOCTYPES}
	finally:
		frappe.set_user("Administrator")


def listed(doctype: str) -> int | None:
	try:
		return len(frappe.get_list(doctype, BEFORE_MIGRATION, pluck="name", limit_page_length=0))
	except frappe.PermissionError:
		return None


def changes() -> dict:
	"""What the administrator changed, by today's names."""
	workflow = frappe.get_doc("Workflow", {"document_type": "Risk Check", "is_active": 1})
	own = frappe.get_doc("Report", "本区已改好的数据问题")
	notification = frappe.get_doc("Notification", "本区探访提醒")
	return {
		"threshold": "6100" in frappe.get_all("Rule Condition", {"parent": "R1a"}, pluck="value"),
		"disabled rules": frappe.get_all("Risk Rule", {"enabled": 0}, pluck="name", order_by="name"),
		"own field": frappe.get_meta("Household").get_label("custom_party_member"),
		"label": frappe.get_meta("Data Defect").get_label("issue"),
		"statuses": frappe.get_meta("Data Defect").get_field("status").options.split("\n"),
		"report": json.loads(own.json)["filters"][0][3],
		"order of the report": json.loads(own.json)["sort_by"],
		"notification": [notification.condition, notification.message],
		"mail": frappe.db.get_value("Email Template", "办结通知", "subject"),
		"print": frappe.db.get_value("Print Format", "本区探访表", "html"),
		"transition": [
			[row.state, row.condition]
			for row in workflow.transitions
			if "votes_for > 90" in (row.condition or "")
		],
		"number card": json.loads(frappe.db.get_value("Number Card", "已改好", "filters_json")),
		"colour": frappe.get_all("Number Card", {"color": "#123456"}, pluck="name"),
		"due day": frappe.db.get_value("Data Feed", "medical_self_paid", "due_day"),
	}


if __name__ == "__main__":
	frappe.init(site=sys.argv[1])
	frappe.connect()
	frappe_patches.install()  # as before every request
	print(json.dumps(state(), ensure_ascii=False, default=str))
	frappe.destroy()
