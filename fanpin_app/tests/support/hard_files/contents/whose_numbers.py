"""Rows with the ID number of somebody else than the person that they are about: the head's, a parent's, a clerk's."""

from pathlib import Path

import frappe

from fanpin_app.tests.support.builders import make_household, make_id_number, member
from fanpin_app.tests.support.hard_files.case import DAY, PLAIN_HEADERS, Case, Sample, write

MEDICAL = "医保自付_202610.xlsx"
HEAD, CHILD, OTHER = "林户主", "林子女", "陈他人"


def _family() -> tuple[str, str]:
	"""The numbers of a head and a child of one household."""
	numbers = make_id_number(), make_id_number()
	make_household(
		members=[
			member(member_name=HEAD, id_number=numbers[0]),
			member(member_name=CHILD, id_number=numbers[1], relation="Son"),
		]
	)
	return numbers


def _bills(headers: tuple, *rows: tuple):
	"""A medical file with these first columns; in the rows, 0 is the head's number and 1 the child's."""

	def fill(sample: Sample, path: Path) -> None:
		numbers = _family()
		written = [
			[numbers[cell] if isinstance(cell, int) else cell for cell in row] + [3000 + place, 20, DAY]
			for place, row in enumerate(rows)
		]
		write(path, [(*headers, *PLAIN_HEADERS[2:]), *written])

	return fill


def _pupils(headers: tuple, *rows: tuple):
	def fill(sample: Sample, path: Path) -> None:
		numbers = _family()
		written = [
			[*(numbers[cell] if isinstance(cell, int) else cell for cell in row), "辍学", DAY] for row in rows
		]
		write(path, [(*headers, "就学状态", "登记日期"), *written])

	return fill


CASES = (
	*(
		Case(
			"numbers of the head",
			f"{head} and {other}",
			MEDICAL,
			_bills((head, "身份证号", other), (HEAD, 0, HEAD), (HEAD, 0, CHILD), (HEAD, 0, CHILD)),
			accepted=1,
			refused={"other_person": 2},
			facts=(3020,),
		)
		for head, other in (
			("户主", "家庭成员"),
			("户主姓名", "成员姓名"),
			("申请人", "患病成员"),
			("户主", "参保人"),
			("缴费人", "信息"),
			("户主", "姓名"),
		)
	),
	*(
		Case(
			"numbers of the head",
			f"none: {' | '.join(headers)}",
			MEDICAL,
			_bills(headers, *rows),
			accepted=2,
			facts=(3020, 3021),
		)
		for headers, rows in (
			(("户主", "身份证号", "参保人"), ((HEAD, 0, HEAD), (HEAD, 1, CHILD))),
			(("参保人", "身份证号", "户主"), ((HEAD, 0, HEAD), (CHILD, 1, HEAD))),
			(("姓名", "身份证号", "联系人"), ((HEAD, 0, CHILD), (CHILD, 1, HEAD))),
			(("户主", "身份证号"), ((HEAD, 0), (HEAD, 0))),
			(("户主", "身份证号", "救助对象"), ((HEAD, 0, "特困人员"), (HEAD, 0, "低保对象"))),
			(("户主", "身份证号", "包户干部"), ((HEAD, 0, OTHER), (HEAD, 0, OTHER))),
			(("户主", "身份证号", "医院"), ((HEAD, 0, "县医院"), (HEAD, 0, "中医院"))),
		)
	),
	*(
		Case(
			"numbers of a parent or a clerk",
			" | ".join(headers),
			"辍学_202610.xlsx",
			_pupils(headers, *rows),
			refused={"other_person": len(rows)},
			facts=(),
		)
		for headers, rows in (
			(("家长", "身份证号", "孩子"), ((HEAD, 0, CHILD), (HEAD, 0, OTHER))),
			(("学生", "身份证号", "监护人"), ((CHILD, 0, HEAD), (OTHER, 0, HEAD))),
			(("姓名", "身份证号", "班主任"), ((CHILD, 0, HEAD),)),
			(("单位经办", "身份证号", "学生"), ((HEAD, 0, OTHER),)),
		)
	),
	*(
		Case(
			"notes on whose number it is",
			note,
			MEDICAL,
			_bills(("姓名", "身份证号", "备注"), (HEAD, 0, note)),
			accepted=1,
			says=("about somebody else", note),
		)
		for note in ("患者:林子女", "用的是母亲的身份证", "为其父代报")
	),
	*(
		Case(
			"notes on whose number it is",
			f"none: {note}",
			MEDICAL,
			_bills(("姓名", "身份证号", "备注"), (HEAD, 0, note)),
			accepted=1,
			check=lambda sample: [
				f"{remark}"
				for remark in frappe.get_all("Data Batch", pluck="remarks", order_by="creation desc", limit=1)
				if remark
			],
		)
		for note in ("患者：林户主", "患者本人来办", "患者已出院", "使用医保卡结算", "已带身份证", "为困难户")
	),
)
