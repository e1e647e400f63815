"""Columns that are not read and state the period of each row."""

from pathlib import Path

import frappe

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS, Case, Sample, medical, wages_of, write

INCOMES, MEDICAL = "收入_2026", "医保自付_202610"


def _incomes(header: str, word):
	def fill(sample: Sample, path: Path) -> None:
		rows = [[*sample.income(person, 7, 0, 0, 0, 0), word] for person in range(3)]
		write(path, [[*INCOME_HEADERS, header], *rows])

	return fill


def _bills(header: str, *words):
	def fill(sample: Sample, path: Path) -> None:
		rows = [[*sample.bill(person), word] for person, word in enumerate(words)]
		write(path, medical(*rows, headers=(*MEDICAL_HEADERS, header)))

	return fill


def _wages(expected: float | None):
	def check(sample: Sample) -> list[str]:
		wages = wages_of(sample.people[0][2])
		return [] if wages == expected else [f"wages {wages}"]

	return check


def _remarks(header: str | None):
	def check(sample: Sample) -> list[str]:
		remarks = frappe.get_last_doc("Data Batch").remarks or ""
		return [] if (header in remarks if header else not remarks) else [f"remarks {remarks}"]

	return check


CASES = (
	*(
		Case(
			"income of a part of the year by a column",
			f"{header} {word}",
			f"{INCOMES}{suffix}",
			_incomes(header, word),
			accepted=3,
			is_held=True,
			check=_wages(None),
		)
		for header, word, suffix in (
			("月份", "10月", ".xlsx"),
			("月份", 10, ".xls"),
			("期次", "2026-10", ".ods"),
			("季度", "第三季度", ".xlsx"),
			("统计周期", "2026.01-2026.06", ".xls"),
			("报告期", "上半年", ".xlsx"),
			("数据期间", "1-9月", ".xlsx"),
			("截止月", 9, ".xlsx"),
			("截止日期", "2026-09-30", ".ods"),
		)
	),
	*(
		Case(
			"income of a part of the year by a column",
			f"none: {header} {word}",
			f"{INCOMES}.xlsx",
			_incomes(header, word),
			accepted=3,
			check=_wages(7),
		)
		for header, word in (
			("年度", 2026),
			("统计周期", "2026年1-12月"),
			("数据期间", "2026年全年"),
			("截止日期", "2026-12-31"),
			("务工时间", "3-10月"),
			("填报日期", "2026-10-15"),
			("务工月数", 10),
		)
	),
	*(
		Case(
			"rows of another time by a column",
			f"{header} {words[0]}",
			f"{MEDICAL}{suffix}",
			_bills(header, *words),
			accepted=len(words),
			is_held=True,
		)
		for header, words, suffix in (
			("结算月份", ("2026-01至2026-10",) * 2, ".xlsx"),
			("月份", ("1-10月",) * 2, ".xls"),
			("数据年度", (2025, 2025), ".ods"),
			("统计起始日", ("2026-01-01",) * 2, ".xlsx"),
			("统计周期", ("第三季度", None), ".xlsx"),
			("所属期", ("202609",) * 3, ".xlsx"),
		)
	),
	*(
		Case(
			"rows of another time by a column",
			f"none: {header} {words[0]}",
			f"{MEDICAL}.xlsx",
			_bills(header, *words),
			accepted=len(words),
			check=_remarks(remark),
		)
		for header, words, remark in (
			("月份", ("10月", "10月"), None),
			("所属期", ("202610", "202610", "202609"), "所属期"),
			("统计周期", ("2026年10月", "2026-10"), None),
			("统计起始日", ("2026-10-01", "2026-09-21"), None),
			("入院日期", ("2026-08-01", "2026-10-01"), None),
		)
	),
)
