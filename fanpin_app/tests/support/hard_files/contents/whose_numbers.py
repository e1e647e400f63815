"""Rows with the ID number of somebody else than the person that they are about: the head's, a parent's, a clerk's."""

from pathlib import Path

import frappe

from fanpin_app.tests.support.builders import make_household, make_id_number, member
from fanpin_app.tests.support.hard_files.case import DAY, PLAIN_HEADERS, Case, Row, Sample, write

MEDICAL = "医保自付_202610.xlsx"
# The registered name of the sample's people, and one that nobody has.
NAME, OTHER = "林试", "陈某某"
HEAD, SON = "林户主", "和子"


def _bills(headers: Row, *rows: Row):
	"""A medical file with these first columns; a figure in the rows is the number of that person of the sample."""
	return _file((*headers, *PLAIN_HEADERS[2:]), rows, (3000, 20, DAY))


def _pupils(headers: Row, *rows: Row):
	return _file((*headers, "就学状态", "登记日期"), rows, ("辍学", DAY))


def _file(headers: Row, rows: tuple[Row, ...], behind: Row):
	def fill(sample: Sample, path: Path) -> None:
		written = [
			[*(sample.people[cell][1] if isinstance(cell, int) else cell for cell in row), *behind]
			for row in rows
		]
		write(path, [headers, *written])

	return fill


def _members(header: str):
	"""A medical file without a column of names: the head's number, and a column with the names of head and son."""

	def fill(sample: Sample, path: Path) -> None:
		number = make_id_number()
		make_household(
			members=[
				member(member_name=HEAD, id_number=number),
				member(member_name=SON, relation="Son"),
			]
		)
		rows = [[number, name, *sample.bill(0, 3000 + place)[2:]] for place, name in enumerate((HEAD, SON))]
		write(path, [("身份证号", header, *PLAIN_HEADERS[2:]), *rows])

	return fill


def _no_remarks(sample: Sample) -> list[str]:
	return [
		remark
		for remark in frappe.get_all("Data Batch", pluck="remarks", order_by="creation desc", limit=1)
		if remark
	]


CASES = (
	*(
		Case(
			"numbers of the head",
			f"{head} and {other}",
			MEDICAL,
			_bills((head, "身份证号", other), (NAME, 0, NAME), (NAME, 0, OTHER), (NAME, 0, OTHER)),
			accepted=1,
			refused={"other_person": 2},
			facts=(3020,),
		)
		for head, other in (
			("户主", "家庭成员"),
			("户主姓名", "成员姓名"),
			("申请人", "患病成员"),
			("户主", "参保人"),
			("户主", "姓名"),
		)
	),
	*(
		Case(
			"numbers of the head",
			f"names of members under {header}",
			MEDICAL,
			_members(header),
			accepted=1,
			refused={"other_person": 1},
			facts=(3020,),
		)
		for header in ("信息", "成员", "备注")
	),
	*(
		Case(
			"numbers of the head",
			f"none: {' | '.join(headers)}, {rows[0]}",
			MEDICAL,
			_bills(headers, *rows),
			accepted=2,
			facts=(3020, 3020),
		)
		for headers, rows in (
			(("户主", "身份证号", "参保人"), ((OTHER, 0, NAME), (OTHER, 1, NAME))),
			(("参保人", "身份证号", "户主"), ((NAME, 0, OTHER), (NAME, 1, OTHER))),
			(("姓名", "身份证号", "联系人"), ((NAME, 0, OTHER), (NAME, 1, OTHER))),
			(("户主", "身份证号"), ((NAME, 0), (NAME, 1))),
			(("户主", "身份证号", "救助对象"), ((NAME, 0, "特困人员"), (NAME, 1, "低保对象"))),
			(("户主", "身份证号", "包户干部"), ((NAME, 0, OTHER), (NAME, 1, OTHER))),
			(("户主", "身份证号", "医院"), ((NAME, 0, "县医院"), (NAME, 1, "中医院"))),
		)
	),
	*(
		Case(
			"numbers of a parent or a clerk",
			" | ".join(headers),
			"辍学_202610.xlsx",
			_pupils(headers, *rows),
			accepted=1,
			refused={"other_person": len(rows) - 1},
			facts=("Dropped Out",),
		)
		for headers, rows in (
			(("家长", "身份证号", "孩子"), ((NAME, 0, OTHER), (NAME, 0, "黄某某"), (OTHER, 1, NAME))),
			(("学生", "身份证号", "监护人"), ((OTHER, 0, NAME), (NAME, 1, OTHER))),
			(("姓名", "身份证号", "班主任"), ((OTHER, 0, NAME), (NAME, 1, OTHER))),
			(("单位经办", "身份证号", "学生"), ((NAME, 0, OTHER), (NAME, 1, NAME))),
		)
	),
	*(
		Case(
			"notes on whose number it is",
			note,
			MEDICAL,
			_bills(("姓名", "身份证号", "备注"), (NAME, 0, note)),
			accepted=1,
			says=("about somebody else", note),
		)
		for note in ("患者:陈某某", "用的是母亲的身份证", "为其父代报")
	),
	*(
		Case(
			"notes on whose number it is",
			f"none: {note}",
			MEDICAL,
			_bills(("姓名", "身份证号", "备注"), (NAME, 0, note)),
			accepted=1,
			check=_no_remarks,
		)
		for note in (
			"患者：林试",
			"患者本人来办",
			"患者已出院",
			"使用医保卡结算",
			"已带身份证",
			"为困难户",
		)
	),
)
