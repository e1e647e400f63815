"""Coordination in the demo's town: the scheme, the leading groups, last month's meeting and this month's."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe.utils import add_days, add_months, today

from fanpin_app.demo.files.town import Town
from fanpin_app.demo.walkthrough.accounts import POSTED_SINCE, Account

MEMBERS = (
	("郑国栋", "镇党委", "书记", "Group Head", "全面负责全镇防返贫动态监测和帮扶"),
	("林佩文", "镇政府", "镇长", "Deputy Head", "统筹资金、项目和人员"),
	("陈少彬", "驻镇帮镇扶村工作队", "队长", "Deputy Head", "协调帮扶资源，联系金融机构"),
	("郑文涛", "乡村振兴办", "主任", "Office Head", "预警交办、核查汇总、月度会商"),
	("许晓珊", "民政办", "主任", "Group Member", "低保、特困、临时救助数据和政策"),
	("吴楚辉", "医保服务站", "站长", "Group Member", "医保自付数据和参保缴费"),
	("蔡少敏", "中心学校", "校长", "Group Member", "控辍保学和教育资助"),
	("黄锐锋", "规划建设办", "主任", "Group Member", "住房安全和饮水安全"),
	("陈丽云", "人社服务所", "所长", "Group Member", "务工监测和公益性岗位"),
	("林伟鹏", "农商银行支行", "行长", "Group Member", "小额信贷投放和逾期提醒"),
)
MONITORING_MEMBERS = MEMBERS[1:2] + MEMBERS[3:6]
SCHEME = "防止返贫动态监测和帮扶实施方案"
MINUTES = """会议通报了上月预警响应、部门报送、核查和措施落实情况。
一、各村对超时未响应的预警三日内响应，由乡村振兴办逐户催办。
二、医疗保障局按期报送医保自付数据，逾期的说明原因。
三、对收获季节用工、资金有困难的农户，由工作队协调农商银行办理贴息信用贷款。"""


def hold_meetings(town: Town, accounts: Iterable[Account]) -> None:
	"""Enter the scheme, the groups and two meetings; what is there already is left unchanged."""
	region = town.story.village.town.code
	if frappe.db.exists("Leading Group", {"region": region}):
		return
	_enter_scheme()
	name = town.story.village.town.name
	group = _enter_group(f"{name}防返贫工作领导小组", "Leading Group", region, MEMBERS)
	_enter_group(f"{name}监测工作领导小组", "Monitoring Leading Group", region, MONITORING_MEMBERS)
	users = {account.tier: account for account in accounts}
	_hold_last_month(group, town, users)
	_propose(group, today())


def _enter_scheme() -> None:
	if not frappe.db.exists("Policy Document", {"title": SCHEME}):
		frappe.get_doc(
			doctype="Policy Document",
			title=SCHEME,
			document_no="示例〔2025〕1号",
			issuing_office="市防返贫工作领导小组办公室",
			version="2025",
			in_force_from=POSTED_SINCE,
			content="<p>“1+2+3+N”：一个方案，议事协调、预警响应两项机制，红黄蓝三级预警，N 类帮扶措施。</p>",
		).insert()


def _enter_group(name: str, kind: str, region: str, members: Iterable[tuple[str, ...]]) -> str:
	fields = ("member_name", "unit", "post", "group_role", "duties")
	return (
		frappe.get_doc(
			doctype="Leading Group",
			group_name=name,
			group_kind=kind,
			region=region,
			from_date=POSTED_SINCE,
			meets_monthly=int(kind == "Leading Group"),
			members=[dict(zip(fields, member, strict=True)) for member in members],
		)
		.insert()
		.name
	)


def _hold_last_month(group: str, town: Town, users: dict[str, Account]) -> None:
	"""A meeting that was held, with a decision that is done, one that is overdue and one of an agency."""
	day = add_months(today(), -1)
	meeting = _propose(group, day)
	for row in meeting.attendance:
		row.present = 1
	meeting.update(
		{
			"status": "Took Place",
			"chaired_by": MEMBERS[0][0],
			"recorded_by": users["town"].name,
			"minutes": MINUTES,
		}
	)
	meeting.save()
	village, agency = users["village"], users["agency"]
	done = _decide(meeting.name, "核实超时未响应的预警", add_days(day, 3), office=village.region)
	done.finish("已逐户回访，预警全部响应。")
	_decide(
		meeting.name,
		"摸清收获季节用工和资金困难的农户",
		add_days(day, 10),
		office=town.story.village.code,
		responsible=village.user,
	)
	_decide(
		meeting.name,
		"按期报送医保自付数据，说明逾期原因",
		add_days(today(), 5),
		agency=agency.agency,
		responsible=agency.user,
	)


def _propose(group: str, day: str):
	return frappe.get_doc(doctype="Coordination Meeting", leading_group=group, meeting_on=day).insert()


def _decide(meeting: str, subject: str, due_on: str, **given: str | None):
	return frappe.get_doc(
		doctype="Meeting Decision", meeting=meeting, subject=subject, due_on=due_on, **given
	).insert()
