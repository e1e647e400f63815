"""Files of incomes whose figures are of another size than those of last year, or than the file's own sums."""

from collections.abc import Sequence
from pathlib import Path

from fanpin_app.tests.support.builders import make_income
from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS, Case, Sample, wages_of, write

INCOMES = "收入_2026"
LAST_YEAR = 40_000
PARTS = (30_000, 8000, 100, 1900, 3000)


def _file(*incomes: Sequence, headers: Sequence[str] = (), last_year: float | None = None):
	"""A row of amounts for each household, perhaps with further columns, and its wage of last year."""

	def fill(sample: Sample, path: Path) -> None:
		for person in range(len(incomes)) if last_year else ():
			make_income(sample.people[person][2], 2025, last_year + person * 1000)
		rows = [sample.income(person, *amounts) for person, amounts in enumerate(incomes)]
		write(path, [[*INCOME_HEADERS, *headers], *rows])

	return fill


def _with_wages(*wages: float, last_year: float | None = LAST_YEAR):
	return _file(*((wage, 0, 0, 0, 0) for wage in wages), last_year=last_year)


def _with_sums(*sums: object, header: str):
	return _file(*((*PARTS, each) for each in sums), headers=[header])


def _first_wage(wage: float | None):
	"""Whether the first household has this wage: None where the file was held."""

	def check(sample: Sample) -> list[str]:
		found = wages_of(sample.people[0][2])
		return [] if found == wage else [f"wage {found}"]

	return check


def _with_averages(*averages: tuple[object, object]):
	return _file(*((*PARTS, *each) for each in averages), headers=["家庭人口", "人均纯收入"])


def _case(kind: str, title: str, suffix: str, rows: int, fill, is_held: bool, wage: float) -> Case:
	check = _first_wage(None if is_held else wage)
	return Case(kind, title, f"{INCOMES}{suffix}", fill, accepted=rows, is_held=is_held, check=check)


def _sizes(title: str, suffix: str, wages: Sequence[float], is_held: bool, **layout) -> Case:
	return _case("income sizes", title, suffix, len(wages), _with_wages(*wages, **layout), is_held, wages[0])


def _sums(title: str, suffix: str, sums: Sequence[object], is_held: bool, header: str = "家庭纯收入") -> Case:
	return _case("income sums", title, suffix, len(sums), _with_sums(*sums, header=header), is_held, PARTS[0])


def _averages(title: str, suffix: str, averages: Sequence[tuple], is_held: bool) -> Case:
	return _case(
		"income averages", title, suffix, len(averages), _with_averages(*averages), is_held, PARTS[0]
	)


CASES = (
	_sizes(
		"in ten thousands, in the first year", ".xlsx", (3.2, 4.15, 1, 5.05, 2.88, 3), True, last_year=None
	),
	_sizes("in ten thousands", ".xlsx", (3.2, 4.15, 1, 5.05, 2.88, 3), True),
	_sizes("in fen", ".xls", (1_900_000, 1_800_000, 1_999_999, 1_700_000, 1_600_000), True),
	_sizes("of a month", ".ods", (3100, 2900, 3500, 4000, 3800, 2500), True),
	_sizes("two rows in ten thousands", ".xlsx", (38_000, 4.1, 39_000, 3.9, 41_000, 42_000), True),
	_sizes("half of the year before", ".xlsx", (20_000, 18_000, 22_000, 21_000, 20_000, 6000), False),
	_sizes("much less in some households", ".xls", (2000, 1500, 41_000, 42_000, 43_000, 800), False),
	_sizes("small and whole, in the first year", ".ods", (50, 80, 90, 20, 30, 60), False, last_year=None),
	_sums("ten times the parts", ".xlsx", [370_000] * 6, True),
	_sums("ten times the parts in one row", ".xls", [37_000, 37_000, 370_000, 37_000, 37_000], True),
	_sums("before expenses, in other units", ".ods", [4.0] * 5, True, header="总收入"),
	_sums("right", ".xlsx", [37_000] * 6, False),
	_sums("right, before expenses", ".xls", [40_000] * 6, False, header="收入合计"),
	_sums(
		"right, in ten thousands as its header says", ".xlsx", [3.7] * 6, False, header="家庭纯收入（万元）"
	),
	_sums("of something else", ".ods", [12_345, 23_456, 4000, 900, 88_000, 1], False, header="家庭总收入"),
	_sums("empty or in words", ".xlsx", ["", None, "无", "—", "", ""], False),
	_averages("of one person", ".xlsx", [(3, 37_000)] * 6, True),
	_averages("of one person, before expenses, in one row", ".xls", [(4, 9250)] * 5 + [(4, 40_000)], True),
	_averages("right", ".ods", [(3, 12_333.33)] * 6, False),
	_averages("of people who live alone", ".xlsx", [(1, 37_000)] * 6, False),
	_averages("of something else", ".xlsx", [(3, 9000)] * 6, False),
)
