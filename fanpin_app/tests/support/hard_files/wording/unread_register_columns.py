"""Columns of registers that are not read and contradict what is; notes in names; and defaults of templates."""

from pathlib import Path

import frappe

from fanpin_app.tests.support.builders import VILLAGE, make_id_number
from fanpin_app.tests.support.hard_files.case import Case, Sample, write

REGISTER = "农户信息"
HEADERS = ("户编号", "村代码", "姓名", "与户主关系", "证件号码")
# Beyond those of the sample, whose states nothing contradicts.
OTHERS = 2


def _beside(header: str, stated: str, other: str, written):
	"""A register of registered heads; the first one has `stated` under `header` and `written` under the column `other`."""

	def fill(sample: Sample, path: Path) -> None:
		rows = [
			[household, VILLAGE, name, "户主", number, None, None]
			for name, number, household in sample.people[: 1 + OTHERS]
		]
		rows[0][-2:] = stated, written
		write(path, [[*HEADERS, header, other], *rows])

	return fill


def _name(note: str):
	def fill(sample: Sample, path: Path) -> None:
		rows = [[household, VILLAGE, name, "户主", number] for name, number, household in sample.people[:3]]
		rows[0][2] += note
		write(path, [HEADERS, *rows])

	return fill


def _all_the_same(header: str, word: str, rows: int):
	"""A register of people who are on the register with other states, and of new ones, all with one word."""

	def fill(sample: Sample, path: Path) -> None:
		for _name, _number, household in sample.people:
			frappe.db.set_value("Household", household, {"household_kind": "Formerly Poor"})
		known = [
			[household, VILLAGE, name, "户主", number, word] for name, number, household in sample.people
		]
		further = [
			[f"N96{place:02}", VILLAGE, "试", "户主", number, word]
			for place, number in enumerate(make_id_number() for _ in range(rows - len(known)))
		]
		write(path, [[*HEADERS, header], *known, *further])

	return fill


def _counted(header: str, stated: int, *statuses: str):
	"""A register of new people in one household, one for each status, below a column with the number of its people."""

	def fill(_sample: Sample, path: Path) -> None:
		rows = [
			["N9701", VILLAGE, f"试{place}", "之子" if place else "户主", make_id_number(), status, stated]
			for place, status in enumerate(statuses)
		]
		write(path, [[*HEADERS, "人员状态", header], *rows])

	return fill


def _without_remark(sample: Sample) -> list[str]:
	remarks = frappe.get_last_doc("Data Batch").remarks
	return [f"remarks {remarks}"] if remarks else []


def _status(expected: str):
	def check(sample: Sample) -> list[str]:
		found = frappe.get_last_doc("Data Batch").status
		faults = [] if found == expected else [f"is {found}"]
		person, number, _household = sample.people[0]
		registered = frappe.db.get_value("Household Member", {"id_number": number}, "member_name")
		return faults + ([f"name {registered}"] if registered != person else [])

	return check


def _with_remark(*words: str):
	def check(sample: Sample) -> list[str]:
		remarks = frappe.get_last_doc("Data Batch").remarks or ""
		return [f"does not say {word}" for word in words if word not in remarks]

	return check


CASES = (
	*(
		Case(
			"register columns that contradict",
			f"{header} {stated}, {other} {written}",
			f"{REGISTER}{suffix}",
			_beside(header, stated, other, written),
			accepted=3,
			is_held=True,
			check=_status("Held"),
		)
		for header, stated, other, written, suffix in (
			("监测对象类别", "边缘易致贫户", "识别状态", "退出", ".xlsx"),
			("监测对象类别", "脱贫不稳定户", "风险是否消除", "是", ".xls"),
			("监测对象类别", "边缘易致贫户", "风险消除时间", "2025-03-01", ".ods"),
			("监测对象类别", "边缘易致贫户", "纳入时间", "2099-01-01", ".xlsx"),
			("户类型", "一般农户", "脱贫年度", 2018, ".xlsx"),
			("户类型", "一般农户", "户属性", "脱贫户", ".xlsx"),
			("是否低保", "否", "是否享受低保政策", "是", ".xls"),
			("饮水是否安全", "是", "饮水困难", "是", ".xlsx"),
			("是否参加城乡居民医保", "是", "参保状态", "停保", ".ods"),
			("健康状况", "健康", "残疾证号", "44051319700101108144", ".xlsx"),
			("户类型", "一般农户", "正确身份证号", "440513199003078515", ".xlsx"),
			("户类型", "一般农户", "更正姓名", "林某", ".xls"),
			("户类型", "一般农户", "变更后户编号", "N9999", ".ods"),
		)
	),
	*(
		Case(
			"register columns that contradict",
			f"none: {header} {stated}, {other} {written}",
			f"{REGISTER}.xlsx",
			_beside(header, stated, other, written),
			accepted=3,
			check=_status("Loaded"),
		)
		for header, stated, other, written in (
			("监测对象类别", "边缘易致贫户", "风险是否消除", "否"),
			("监测对象类别", "边缘易致贫户", "识别状态", "未消除"),
			("监测对象类别", "边缘易致贫户", "纳入时间", "2022-05-01"),
			("监测对象类别", None, "识别状态", "退出"),
			("户类型", "脱贫户", "脱贫年度", 2018),
			("健康状况", "残疾", "残疾证号", "44051319700101108144"),
			("户类型", "一般农户", "正确身份证号", "无误"),
			("户类型", "一般农户", "户属性", "一般农户"),
		)
	),
	*(
		Case(
			"register columns of people who left",
			f"{header} {word}",
			f"{REGISTER}{suffix}",
			_beside("户类型", "一般农户", header, word),
			accepted=3,
			check=_with_remark(header, word),
		)
		for header, word, suffix in (
			("是否迁出", "是", ".xlsx"),
			("是否在户", "否", ".xls"),
			("迁出日期", "2026-09-12", ".ods"),
			("人员变动", "婚出", ".xlsx"),
			("备注", "服刑", ".xlsx"),
			("备注", "户口已迁往外县", ".xls"),
			("户状态", "已销户", ".xlsx"),
			("备注", "整户搬迁", ".xlsx"),
		)
	),
	*(
		Case(
			"register names with notes",
			note,
			f"{REGISTER}{suffix}",
			_name(note),
			accepted=3,
			is_held=status == "Held",
			check=_status(status),
		)
		for note, suffix, status in (
			("（已故）", ".xlsx", "Held"),
			("(迁出)", ".xls", "Held"),
			("【作废】", ".ods", "Held"),
			("(小)", ".xlsx", "Loaded"),
		)
	),
	*(
		Case(
			"register defaults",
			f"{rows} rows of {word}",
			f"{REGISTER}.xlsx",
			_all_the_same("户类型", word, rows),
			accepted=rows,
			is_held=status == "Held",
			check=_status(status),
		)
		for word, rows, status in (
			("一般农户", 12, "Held"),
			("一般农户", 7, "Loaded"),
			("脱贫户", 12, "Loaded"),
		)
	),
	*(
		Case(
			"register numbers of people",
			f"{header} {stated} of {statuses}",
			f"{REGISTER}{suffix}",
			_counted(header, stated, *statuses),
			accepted=len(statuses),
			check=_with_remark(header) if is_other else _without_remark,
		)
		for header, stated, statuses, suffix, is_other in (
			("家庭人口数", 8, ("在世", "在世", "在世"), ".xlsx", True),
			("家庭人口", 1, ("在世", "在世"), ".xls", True),
			("家庭人口数", 3, ("在世", "在世", "在世"), ".ods", False),
			("家庭人口数", 2, ("在世", "在世", "死亡"), ".xlsx", False),
			("家庭人口数", 4, ("在世",), ".xlsx", False),
		)
	),
)
