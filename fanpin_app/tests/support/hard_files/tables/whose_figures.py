"""Whose figures are in a table, which of two, and of when: other people's names, superseded figures, hidden columns, titles of
several months."""

from pathlib import Path
from zipfile import ZipFile

import xlwt
from openpyxl import load_workbook

from fanpin_app.tests.support.hard_files.case import PLAIN_HEADERS, Case, Sample, medical, write

MEDICAL = "医保自付_202610"
AMBIGUOUS = ("ambiguous_column",)


def _whose(header: str, *others: str | None, before: str = "姓名"):
	"""A further column of names; `before`: the header of the names beside the number."""

	def fill(sample: Sample, path: Path) -> None:
		headers = (before, "身份证号", header, *PLAIN_HEADERS[2:])
		rows = [sample.bill(person) for person in range(len(others))]
		write(
			path, [headers, *([*row[:2], other, *row[2:]] for row, other in zip(rows, others, strict=True))]
		)

	return fill


def _number_of(header: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0), headers=("姓名", header, *PLAIN_HEADERS[2:])))

	return fill


def _further_figure(header: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, [(*PLAIN_HEADERS, header), [*sample.bill(0), 500]])

	return fill


def _hidden_column(sample: Sample, path: Path) -> None:
	rows = medical(sample.bill(0), headers=PLAIN_HEADERS)
	write(path, rows)
	if path.suffix == ".xlsx":
		workbook = load_workbook(path)
		workbook.active.column_dimensions["C"].hidden = True
		workbook.save(path)
	elif path.suffix == ".ods":
		_hide_third_column(path)
	else:
		workbook = xlwt.Workbook()
		sheet = workbook.add_sheet("医保自付")
		for number, row in enumerate(rows):
			for place, cell in enumerate(row):
				sheet.write(number, place, cell)
		sheet.col(2).hidden = True
		workbook.save(str(path))


def _hide_third_column(path: Path) -> None:
	with ZipFile(path) as archive:
		parts = {name: archive.read(name).decode() for name in archive.namelist()}
	columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
	parts["content.xml"] = parts["content.xml"].replace("<table:table-row", f"{columns}<table:table-row", 1)
	with ZipFile(path, "w") as archive:
		for name, content in parts.items():
			archive.writestr(name, content)


def _titled(line: str, *days: str):
	def fill(sample: Sample, path: Path) -> None:
		bills = [sample.bill(person, day=day) for person, day in enumerate(days)]
		write(path, medical(*bills, above=[[line]], headers=PLAIN_HEADERS))

	return fill


CASES = (
	*(
		Case(
			"two people in a row",
			header,
			f"{MEDICAL}.xlsx",
			_whose(header, "林试", "陈某", before=before),
			refusal=AMBIGUOUS,
			says=("Row 3", header),
		)
		for header, before in (
			("住院人员姓名", "姓名"),
			("实际就诊人", "姓名"),
			("子女姓名", "参保人"),
			("被保险人", "投保人"),
		)
	),
	*(
		Case(
			"two people in a row",
			f"none: {title}",
			f"{MEDICAL}.xlsx",
			_whose(header, *others),
			accepted=2,
			facts=(3020, 3020),
		)
		for title, header, others in (
			("the same", "患者姓名", ("林试", "林 试")),
			("unknown", "就诊人", (None, "无")),
			("a handler", "经办人", ("陈某", "陈某")),
		)
	),
	*(
		Case(
			"numbers of another person",
			header,
			f"{MEDICAL}.xlsx",
			_number_of(header),
			refusal=AMBIGUOUS,
			says=(header,),
		)
		for header in ("身份证号(缴费人)", "身份证号【对方】", "身份证号(法定代理人)")
	),
	*(
		Case(
			"superseded figures",
			header,
			f"{MEDICAL}.xlsx",
			_further_figure(header),
			refusal=AMBIGUOUS,
			says=(header,),
		)
		for header in ("更正后住院自付", "住院自付核减后金额", "最终门诊自付")
	),
	Case(
		"superseded figures",
		"none: another figure",
		f"{MEDICAL}.xlsx",
		_further_figure("住院自付比例"),
		accepted=1,
		facts=(3020,),
	),
	*(
		Case(
			"hidden columns",
			suffix,
			f"{MEDICAL}{suffix}",
			_hidden_column,
			accepted=1,
			facts=(3020,),
			says=("hidden columns", "column C (住院自付)"),
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	*(
		Case(
			"titles of several months",
			line,
			f"{MEDICAL}.xlsx",
			_titled(line, *days),
			refusal=AMBIGUOUS,
			says=("another time",),
		)
		for line, days in (
			("截至10月31日医保自付累计数", ("2026-10-08", "2026-10-09")),
			("2026年1月—10月医保自付情况", ("2026-10-31", "2026-10-31")),
			("统计区间：2026.1.1-2026.10.31", ("2026-10-31", "2026-10-31")),
		)
	),
	*(
		Case(
			"titles of several months",
			f"none: {line}",
			f"{MEDICAL}.xlsx",
			_titled(line, *days),
			accepted=2,
			facts=(3020, 3020),
		)
		for line, days in (
			("统计期间：2026年9月26日至2026年10月25日", ("2026-10-20", "2026-10-20")),
			("制表日期：2026-10-31", ("2026-10-20", "2026-10-20")),
			("累计台账", ("2026-10-08", "2026-10-08")),
		)
	),
)
