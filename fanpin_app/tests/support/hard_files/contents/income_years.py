"""Files of incomes with a column that says of which year or period each row is."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS, Case, Sample, write
from fanpin_app.tests.support.random_files.cell_values import Cell


def _beside(header: str, *written: Cell):
	def fill(sample: Sample, path: Path) -> None:
		rows = [[*sample.income(number, 900, 0, 0, 0, 0), cell] for number, cell in enumerate(written)]
		write(path, [[*INCOME_HEADERS, header], *rows])

	return fill


CASES = (
	*(
		Case(
			"incomes of another year by a column",
			f"{header}: {words}",
			f"收入_2026{suffix}",
			_beside(header, *words),
			refusal=("other_year",),
			says=("2025",),
		)
		for header, words, suffix in (
			("报告期", ("2026年", "2025年"), ".xlsx"),
			("所属期", (2026, 2025), ".xls"),
			("数据年度", ("2026年度", "2025年度"), ".ods"),
			("期间", ("2026", "2025"), ".xlsx"),
			("统计时间", ("2026年", "2025年1-12月"), ".xlsx"),
			("年", (2026, 2025), ".xlsx"),
		)
	),
	*(
		Case(
			"incomes of a year known by a column",
			f"{header}: {year}",
			f"收入{suffix}",
			_beside(header, year, year),
			accepted=2,
			period="2025",
		)
		for header, year, suffix in (
			("报告期", "2025年", ".xlsx"),
			("所属期", 2025, ".xls"),
			("填报年度", "2025年度", ".ods"),
		)
	),
	*(
		Case(
			"columns of other years",
			f"{header}: {words}",
			"收入_2026.xlsx",
			_beside(header, *words),
			accepted=2,
			period="2026",
		)
		for header, words in (
			("数据年度", ("2026年", 2026)),
			("脱贫年度", (2020, 2020)),
			("识别年份", ("2014", "2016")),
			("填报时间", ("2025-12-30", "2026-01-05")),
			("统计时间", ("2025年12月", "")),
		)
	),
)
