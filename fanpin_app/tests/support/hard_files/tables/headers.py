"""What is above the tables: units, years, whose figures, two levels, and which month; and headers below each other."""

from collections.abc import Sequence
from pathlib import Path

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.hard_files.case import (
	DAY,
	INCOME_HEADERS,
	PLAIN_HEADERS,
	Case,
	Row,
	Sample,
	medical,
	write,
)

MEDICAL = "医保自付_202610"


def _headers(*headers: str, amounts: tuple = (3, 20)):
	"""A medical file of one row below these headers; further columns hold 1."""

	def fill(sample: Sample, path: Path) -> None:
		name, number, _household = sample.people[0]
		by_kind = {"姓": name, "身": number, "公": number, "结": DAY}
		figures = iter((*amounts, 1, 1))
		write(path, [headers, [by_kind.get(header.strip()[0]) or next(figures) for header in headers]])

	return fill


def _two_behind_an_empty_column(sample: Sample, path: Path) -> None:
	name, number, _household = sample.people[0]
	headers = (None, "姓名", "身份证号", "住院自付(上年)", "住院自付(本年)", "门诊自付(元)", "结算日期")
	write(path, [headers, [None, name, number, 3, 20, 1, DAY]])


def _around(above: list, below: list | None = None):
	def fill(sample: Sample, path: Path) -> None:
		rows = medical(
			sample.bill(0, 3, 2),
			above=above,
			headers=("姓名", "身份证号", "住院自付", "门诊自付", "结算日期"),
		)
		if below:
			rows.insert(len(above) + 1, below)
		write(path, rows)

	return fill


def _other_unit_below(sample: Sample, path: Path) -> None:
	"""The second block has another unit, in brackets or in the line above it."""
	again = ("姓名", "身份证号", "住院自付(万元)", "门诊自付(万元)", "结算日期")
	write(path, [*medical(sample.bill(0)), again, sample.bill(1, 3, 2)])


def _other_unit_in_a_line(sample: Sample, path: Path) -> None:
	write(
		path,
		[
			*medical(sample.bill(0), headers=("姓名", "身份证号", "住院自付", "门诊自付", "结算日期")),
			["单位：万元"],
			sample.bill(1, 3, 2),
		],
	)


def _two_levels(sample: Sample, path: Path) -> None:
	rows = [
		["某镇2026年10月情况表"],
		["姓名", "身份证号", "自付费用", None, "结算日期"],
		[None, None, "住院", "门诊", None],
		sample.bill(0),
	]
	write(path, rows, merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)])


def _two_levels_that_make_a_name(sample: Sample, path: Path) -> None:
	rows = [
		["姓名", "身份证号", "住院", None, "门诊自付", "结算日期"],
		[None, None, "自付", "次数", None, None],
		[*sample.bill(0)[:3], 1, *sample.bill(0)[3:]],
	]
	write(path, rows, merged=[(0, 2, 0, 3)])


def _plain(sample: Sample, path: Path) -> None:
	write(path, medical(sample.bill(0)))


def _in_capitals(sample: Sample, path: Path) -> None:
	small = path.with_suffix(".xlsx")
	write(small, [MEDICAL_HEADERS, sample.bill(0)])
	small.rename(path)


_AMBIGUOUS = {"refusal": ("ambiguous_column",)}


def _swapped(rows: Sequence[Row], path: Path, numbered: bool = False) -> None:
	columns = [list(column) for column in zip(*rows, strict=True)]
	write(path, [[number, *row] if numbered else row for number, row in enumerate(columns, start=1)])


def _swapped_bills(numbered: bool = False):
	def fill(sample: Sample, path: Path) -> None:
		_swapped([PLAIN_HEADERS, *(sample.bill(person) for person in range(4))], path, numbered)

	return fill


def _swapped_incomes(sample: Sample, path: Path) -> None:
	_swapped([INCOME_HEADERS, *(sample.income(person, 7, 0, 0, 0, 0) for person in range(4))], path)


CASES = (
	Case(
		"units",
		"in brackets",
		f"{MEDICAL}.xlsx",
		_headers("姓名", "身份证号", "住院自付(万元)", "门诊自付(元)", "结算日期"),
		accepted=1,
		facts=(30020,),
	),
	Case(
		"units",
		"in other brackets",
		f"{MEDICAL}.xls",
		_headers("姓名", "身份证号", "住院自付【千元】", "门诊自付（单位：元）", "结算日期"),
		accepted=1,
		facts=(3020,),
	),
	Case("units", "above", f"{MEDICAL}.ods", _around([["单位：万元"]]), accepted=1, facts=(50000,)),
	Case(
		"units", "in the title", f"{MEDICAL}.xls", _around([["情况表（万元）"]]), accepted=1, facts=(50000,)
	),
	Case(
		"units",
		"below",
		f"{MEDICAL}.xlsx",
		_around([], [None, None, "单位：万元", "（元）", None]),
		accepted=1,
		facts=(30002,),
	),
	Case(
		"units",
		"of another money",
		f"{MEDICAL}.xlsx",
		_headers("姓名", "身份证号", "住院自付(港币)", "门诊自付(元)", "结算日期"),
		says=("港币",),
		**_AMBIGUOUS,
	),
	Case(
		"units",
		"another in the second block",
		f"{MEDICAL}.xlsx",
		_other_unit_below,
		says=("different units",),
		**_AMBIGUOUS,
	),
	Case(
		"units",
		"another in a line between",
		f"{MEDICAL}.xlsx",
		_other_unit_in_a_line,
		says=("different units",),
		**_AMBIGUOUS,
	),
	Case(
		"years",
		"beside each other",
		f"{MEDICAL}.xlsx",
		_headers("姓名", "身份证号", "住院自付(上年)", "住院自付(本年)", "门诊自付(元)", "结算日期"),
		says=("column C", "column D"),
		**_AMBIGUOUS,
	),
	Case(
		"years",
		"beside each other, behind an empty column",
		f"{MEDICAL}.xlsx",
		_two_behind_an_empty_column,
		says=("column D (住院自付(上年))", "column E (住院自付(本年))"),
		**_AMBIGUOUS,
	),
	Case(
		"years",
		"the last alone",
		f"{MEDICAL}.xlsx",
		_headers("姓名", "身份证号", "住院自付(上年)", "门诊自付(元)", "结算日期"),
		says=("住院自付(上年)",),
		**_AMBIGUOUS,
	),
	Case(
		"years",
		"up to now",
		f"{MEDICAL}.xls",
		_headers("姓名", "身份证号", "住院自付（累计）", "门诊自付(元)", "结算日期"),
		**_AMBIGUOUS,
	),
	Case(
		"years",
		"another than the file's",
		f"{MEDICAL}.xlsx",
		_headers("姓名", "身份证号", "住院自付(2025年)", "门诊自付(元)", "结算日期"),
		says=("2025", "2026"),
		**_AMBIGUOUS,
	),
	Case(
		"years",
		"that of the file",
		f"{MEDICAL}.xlsx",
		_headers("姓名", "身份证号", "住院自付(2026年)", "门诊自付(元)", "结算日期", amounts=(3000, 20)),
		accepted=1,
		facts=(3020,),
	),
	Case(
		"whose",
		"the head's number for the patient's",
		f"{MEDICAL}.xlsx",
		_headers("姓名", "身份证号(户主)", "住院自付", "门诊自付", "结算日期"),
		says=("身份证号(户主)",),
		**_AMBIGUOUS,
	),
	Case(
		"whose",
		"two numbers",
		f"{MEDICAL}.xlsx",
		_headers("姓名", "身份证号", "公民身份号码", "住院自付", "门诊自付", "结算日期"),
		**_AMBIGUOUS,
	),
	Case(
		"whose",
		"the guardian's",
		f"{MEDICAL}.ods",
		_headers("姓名", "身份证号【监护人】", "住院自付", "门诊自付", "结算日期"),
		**_AMBIGUOUS,
	),
	*(
		Case(
			"levels",
			f"two that make a name in an {suffix}",
			f"{MEDICAL}{suffix}",
			_two_levels_that_make_a_name,
			accepted=1,
			facts=(3020,),
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	*(
		Case(
			"levels",
			f"two in an {suffix}",
			f"{MEDICAL}{suffix}",
			_two_levels,
			refusal=("missing_column",),
			says=("医保自付",),
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	Case(
		"marks",
		"in headers",
		f"{MEDICAL}.xlsx",
		_headers(
			"姓名", "身份证号\u200b", " 住院\n自付 (元)", "门 诊自付", "结算日期\ufeff", amounts=(3000, 20)
		),
		accepted=1,
		facts=(3020,),
	),
	*(
		Case("months", name, f"{name}.xlsx", _plain, accepted=1, period="202610", facts=(3020,))
		for name in (
			"医保自付2026.10",
			"2026年10月份医保自付",
			"医保自付_20261009",
			"医保自付10月",
			"医保自付",
		)
	),
	Case("names", "with signs", "医保自付_202610 50%#1+.xlsx", _plain, accepted=1, facts=(3020,)),
	Case("names", "with quotes", "医保'自付'_202610&.xlsx", _plain, accepted=1, facts=(3020,)),
	Case("names", "in capitals", "医保自付_202610.XLSX", _in_capitals, accepted=1),
	*(
		Case(
			"swapped rows and columns",
			file_name,
			file_name,
			fill,
			refusal=("unknown_feed",),
			says=("rows and columns are swapped",),
		)
		for file_name, fill in (
			("医保自付_202610.xlsx", _swapped_bills()),
			("医保自付表_202610.xls", _swapped_bills(numbered=True)),
			("收入_2026.ods", _swapped_incomes),
		)
	),
)
