"""Words around files of incomes by which the figures are not a household's incomes of a whole year."""

from pathlib import Path

from fanpin_app.tests.support.builders import make_income
from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS, Case, Sample, wages_of, write

NAME = "收入_2026"
OTHER_YEAR, AMBIGUOUS = ("other_year",), ("ambiguous_column",)


def _below(*titles: str, sheet: str = "Sheet1", below: tuple = ()):
	def fill(sample: Sample, path: Path) -> None:
		rows = [*([title] for title in titles), INCOME_HEADERS, *below, sample.income(0, 7, 0, 0, 0, 0)]
		write(path, {sheet: rows})

	return fill


def _supplements(header: str, word: str, known_wage: float | None = None):
	"""Incomes of three households with a word in a column that is not read; `known_wage`: that of this year so far."""

	def fill(sample: Sample, path: Path) -> None:
		for person in range(3) if known_wage else ():
			make_income(sample.people[person][2], 2026, known_wage)
		rows = [[*sample.income(person, 700, 0, 0, 0, 0), word] for person in range(3)]
		write(path, [[*INCOME_HEADERS, header], *rows])

	return fill


def _wage(expected: float):
	def check(sample: Sample) -> list[str]:
		wages = wages_of(sample.people[0][2])
		return [] if wages == expected else [f"wages {wages}"]

	return check


def _nothing_written(sample: Sample) -> list[str]:
	wages = wages_of(sample.people[0][2])
	return [] if wages is None else [f"wages {wages}"]


CASES = (
	*(
		Case(
			"income of a part of the year",
			title,
			f"{NAME}{suffix}",
			_below(title),
			refusal=OTHER_YEAR,
			says=(title[:4],),
			check=_nothing_written,
		)
		for title, suffix in (
			("某镇2026年下半年收入台账", ".xlsx"),
			("2026年二季度家庭收入", ".xls"),
			("家庭收入（2026年1月至8月）", ".ods"),
			("2026年前三季度农户收入", ".xlsx"),
			("收入情况（截止2026年9月30日）", ".xlsx"),
			("2026年9月份农户收入表", ".xlsx"),
			("二〇二六年三月农户收入", ".xls"),
		)
	),
	*(
		Case(
			"income of a part of the year",
			f"in the name {name}",
			f"{name}.xlsx",
			_below("某镇"),
			refusal=OTHER_YEAR,
		)
		for name in ("2026年农户收入（上半年）", "收入_2026Q2", "农户收入2026年1-8月", "收入_2026年9月")
	),
	*(
		Case(
			"income of a part of the year",
			f"in the sheet {name}",
			f"{NAME}.xlsx",
			_below("某镇", sheet=name),
			refusal=OTHER_YEAR,
		)
		for name in ("三季度", "1-6月", "9月份")
	),
	*(
		Case(
			"income of other figures",
			title,
			f"{NAME}{suffix}",
			fill,
			refusal=AMBIGUOUS,
			check=_nothing_written,
		)
		for title, suffix, fill in (
			("expected", ".xlsx", _below("2026年农户收入预估")),
			("increases", ".xls", _below("2026年收入（较上年增加）")),
			("per person in the title", ".ods", _below("某村2026年人均可支配收入")),
			("per person in a line", ".xlsx", _below("2026年收入", "单位：元/人")),
			(
				"per person below the header",
				".xlsx",
				_below("某村", below=((None, None, *["（元/人）"] * 5),)),
			),
			("per person in the sheet", ".xlsx", _below("某村", sheet="人均")),
			("per month", ".xls", _below("2026年户月均收入")),
		)
	),
	*(
		Case("income of a whole year", title, f"{name}.xlsx", _below(title), accepted=1)
		for title, name in (
			("2026年1-12月农户收入", NAME),
			("某县四季镇农户收入", NAME),
			("收入表（截至2026年12月31日）", NAME),
			("填表日期：2026年10月", NAME),
			("说明：1. 人均收入由系统按家庭人口计算，不需填写", NAME),
			("某镇收入表", "2026年农户收入（9月15日上报）"),
		)
	),
	*(
		Case(
			"income supplements by a column",
			f"{header} {word} {known}",
			f"{NAME}{suffix}",
			_supplements(header, word, known),
			accepted=3,
			check=_wage(expected),
		)
		for header, word, suffix, known, expected in (
			("备注", "补贴已含", ".xlsx", 900, 700),
			("数据性质", "补录", ".xlsx", None, 700),
			("数据性质", "补录", ".xls", 900, 900),
			("备注", "追加", ".ods", 900, 900),
			("类型", "补充上报", ".xlsx", 900, 900),
		)
	),
)
