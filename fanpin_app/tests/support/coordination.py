"""Documents of coordination for tests, with sensible defaults; every keyword overrides a field. Nothing is committed."""

import frappe
from frappe.utils import add_days, today

from fanpin_app.tests.support.builders import TOWN, VILLAGE, make_region


def make_group(region: str = TOWN, *members: dict, **fields):
	"""A leading group since 2026 that meets every month: a head, an office head and two members of other units."""
	make_region(region)
	rows = members or (
		{"member_name": "陈组长", "unit": "镇党委", "post": "书记", "group_role": "Group Head"},
		{"member_name": "林主任", "unit": "乡村振兴办", "post": "主任", "group_role": "Office Head"},
		{"member_name": "黄成员", "unit": "民政办", "post": "主任", "duties": "低保、特困数据"},
		{"member_name": "吴成员", "unit": "医保服务站", "post": "站长", "duties": "医保自付数据"},
	)
	values = {
		"doctype": "Leading Group",
		"group_name": "测试镇防返贫领导小组",
		"region": region,
		"from_date": "2026-01-01",
		"members": list(rows),
	}
	return frappe.get_doc(values | fields).insert()


def make_meeting(group: str, **fields):
	"""A meeting of the group today that is proposed."""
	values = {"doctype": "Coordination Meeting", "leading_group": group, "meeting_on": today()}
	return frappe.get_doc(values | fields).insert()


def make_decision(meeting: str, **fields):
	"""A decision that a village carries out within a week."""
	values = {
		"doctype": "Meeting Decision",
		"meeting": meeting,
		"subject": "核实三户超时预警",
		"due_on": add_days(today(), 7),
	}
	if not {"office", "agency"} & set(fields):
		values["office"] = make_region(VILLAGE)
	return frappe.get_doc(values | fields).insert()


def make_policy(**fields):
	"""A scheme in force since 2026 that districts, towns and agencies acknowledge."""
	values = {
		"doctype": "Policy Document",
		"title": "防返贫动态监测和帮扶实施方案",
		"document_no": "测振〔2026〕1号",
		"issuing_office": "市领导小组办公室",
		"in_force_from": "2026-01-01",
	}
	return frappe.get_doc(values | fields).insert()
