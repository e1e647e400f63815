"""Files of incomes: errors, headers, blocks, units, and several rows of one household."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS, Case, Sample, wages_of, write
from fanpin_app.tests.support.random_files.cell_values import Cell, CellError

INCOMES = "收入_2026"


def _incomes(*rows_of, headers: tuple = INCOME_HEADERS, above: tuple = ()):
	def fill(sample: Sample, path: Path) -> None:
		write(path, [*above, headers, *(row_of(sample) for row_of in rows_of)])

	return fill


def _income(person: int, *amounts: Cell):
	return lambda sample: sample.income(person, *amounts)


def _second_block(sample: Sample, path: Path) -> None:
	other = (
		"户编号",
		"户主姓名",
		"生产经营性收入",
		"工资性收入",
		"财产性收入",
		"生产经营性支出",
		"转移性收入",
	)
	first = [["莲上村"], INCOME_HEADERS, sample.income(0, 88545, 0, 10, 395, 0)]
	write(path, [*first, [], ["莲下村"], other, sample.income(1, 100, 50000, 10, 7000, 500)])


def _without_a_header(sample: Sample, path: Path) -> None:
	first = [INCOME_HEADERS, sample.income(0, 1, 0, 0, 0, 0)]
	write(path, {"一": first, "二": [sample.income(1, 2, 0, 0, 0, 0)], "说明": [["1. 按年报送"]]})


def _half_a_header(sample: Sample, path: Path) -> None:
	first = [INCOME_HEADERS, sample.income(0, 1, 0, 0, 0, 0)]
	write(path, {"一": first, "二": [INCOME_HEADERS[:-1], sample.income(1, 2, 0, 0, 0)]})


def _wages(*expected: float | None):
	def check(sample: Sample) -> list[str]:
		found = [wages_of(household) for _name, _number, household in sample.people[: len(expected)]]
		return [] if found == list(expected) else [f"wages {found}"]

	return check


def _quoted(mark: str):
	"""One row whose number is behind a mark, as programs write it to keep it as text."""

	def fill(sample: Sample, path: Path) -> None:
		number, *others = sample.income(0, 7, 0, 0, 0, 0)
		write(path, [INCOME_HEADERS, [mark + number, *others]])

	return fill


CASES = (
	Case(
		"income errors",
		"in wages",
		f"{INCOMES}.xlsx",
		_incomes(_income(0, CellError("#DIV/0!"), 0, 0, 0, 0), _income(1, 7, 0, 0, 0, 0)),
		accepted=1,
		refused={"bad_amount": 1},
		check=_wages(None, 7),
	),
	Case(
		"income errors",
		"as text",
		f"{INCOMES}.xls",
		_incomes(_income(0, "#N/A", 0, 0, 0, 0), _income(1, 7, 0, 0, 0, 0)),
		accepted=1,
		refused={"bad_amount": 1},
		check=_wages(None, 7),
	),
	Case(
		"income errors",
		"in an ods",
		f"{INCOMES}.ods",
		_incomes(_income(0, 1, CellError("#REF!"), 0, 0, 0)),
		refused={"bad_amount": 1},
		check=_wages(None),
	),
	Case(
		"income blocks",
		"in another order",
		f"{INCOMES}.xlsx",
		_second_block,
		accepted=2,
		check=_wages(88545, 50000),
	),
	Case(
		"income blocks",
		"in another order in an xls",
		f"{INCOMES}.xls",
		_second_block,
		accepted=2,
		check=_wages(88545, 50000),
	),
	Case(
		"income blocks",
		"in another order in an ods",
		f"{INCOMES}.ods",
		_second_block,
		accepted=2,
		check=_wages(88545, 50000),
	),
	Case(
		"income sheets",
		"without a header",
		f"{INCOMES}.xlsx",
		_without_a_header,
		refusal=("missing_column",),
		says=("Sheet 二",),
	),
	*(
		Case(
			"income sheets",
			f"with half a header in an {suffix}",
			f"{INCOMES}{suffix}",
			_half_a_header,
			refusal=("missing_column",),
			says=("Sheet 二", "生产经营性支出"),
		)
		for suffix in (".ods", ".xls")
	),
	*(
		Case(
			"income years",
			title,
			f"{INCOMES}.xlsx",
			_incomes(lambda sample: [*sample.income(0, 1, 88545, 0, 10, 395), 0], headers=headers),
			refusal=("ambiguous_column",),
			says=("工资性收入",),
		)
		for title, headers in (
			(
				"in brackets",
				("户编号", "户主姓名", "工资性收入(上年)", "工资性收入(本年)", *INCOME_HEADERS[3:]),
			),
			(
				"in other brackets",
				("户编号", "户主姓名", "工资性收入【2025年】", "工资性收入【2026年】", *INCOME_HEADERS[3:]),
			),
			("not at all", ("户编号", "户主姓名", "工资性收入", "工资性收入", *INCOME_HEADERS[3:])),
		)
	),
	Case(
		"income units",
		"in brackets",
		f"{INCOMES}.xlsx",
		_incomes(
			_income(0, 8.8545, 0, 0.001, 0.0395, 0),
			headers=("户编号", "户主姓名", *(f"{each}(万元)" for each in INCOME_HEADERS[2:])),
		),
		accepted=1,
		check=_wages(88545),
	),
	Case(
		"income units",
		"above",
		f"{INCOMES}.xls",
		_incomes(_income(0, 8.8545, 0, 0, 0, 0), above=(["金额单位：万元"],)),
		accepted=1,
		check=_wages(88545),
	),
	Case(
		"income units",
		"of another money",
		f"{INCOMES}.ods",
		_incomes(
			_income(0, 1, 0, 0, 0, 0),
			headers=("户编号", "户主姓名", "工资性收入(元/月)", *INCOME_HEADERS[3:]),
		),
		refusal=("ambiguous_column",),
	),
	*(
		Case(
			"income twice",
			title,
			f"{INCOMES}{suffix}",
			_incomes(*rows, _income(2, 7, 0, 0, 0, 0)),
			accepted=accepted,
			refused=refused,
			check=_wages(wage, None, 7),
		)
		for title, suffix, rows, accepted, refused, wage in (
			(
				"with other figures",
				".xlsx",
				(_income(0, 50000, 0, 0, 0, 0), _income(0, 0, 20000, 0, 0, 0)),
				1,
				{"repeated_key": 2},
				None,
			),
			(
				"with equal figures",
				".xls",
				(_income(0, 50000, 0, 0, 0, 0), _income(0, "50,000.00", "0", 0.0, 0, 0)),
				2,
				{"duplicate": 1},
				50000,
			),
			(
				"four times, of which two are equal",
				".ods",
				(
					_income(0, 5, 0, 0, 0, 0),
					_income(0, 6, 0, 0, 0, 0),
					_income(0, 5, 0, 0, 0, 0),
					_income(0, 7, 0, 0, 0, 0),
				),
				1,
				{"repeated_key": 3, "duplicate": 1},
				None,
			),
		)
	),
	*(
		Case(
			"income of quoted numbers",
			f"{mark} in an {suffix}",
			f"{INCOMES}{suffix}",
			_quoted(mark),
			accepted=1,
			check=_wages(7),
		)
		for mark, suffix in (("'", ".xlsx"), ("‘", ".xls"), ("`", ".ods"))
	),
)
