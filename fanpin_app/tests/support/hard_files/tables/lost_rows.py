"""Rows that are easily lost: above the header, of formulas without a result, in one cell or with another separator."""

from collections.abc import Callable
from pathlib import Path

from fanpin_app.tests.support.hard_files.case import (
	DAY,
	INCOME_HEADERS,
	PLAIN_HEADERS,
	Case,
	Row,
	Sample,
	medical,
	write,
	write_text,
)
from fanpin_app.tests.support.random_files.cell_values import Formula

MEDICAL = "医保自付_202610"
OTHER_HEADERS = ("姓名", "证件", "住院", "门诊", "日期")
ABOVE = {"refusal": ("missing_column",), "says": ("above its header",)}
Rows = Callable[[Sample], list[Row]]


def _rows(rows: Rows):
	"""A file of these rows, on one sheet."""

	def fill(sample: Sample, path: Path) -> None:
		if path.suffix == ".csv":
			write_text(path, [["" if cell is None else cell for cell in row] for row in rows(sample)])
		else:
			write(path, rows(sample))

	return fill


def _on_second_sheet(sample: Sample, path: Path) -> None:
	write(
		path,
		{
			"一": medical(sample.bill(0), headers=PLAIN_HEADERS),
			"二": [sample.bill(1), PLAIN_HEADERS, sample.bill(2)],
		},
	)


def _incomes_above(sample: Sample, path: Path) -> None:
	rows = [sample.income(person, 30000, 5, 1, 2, 1) for person in range(3)]
	write(path, [rows[0], INCOME_HEADERS, *rows[1:]])


def _incomes_in_one_cell(words: str):
	def fill(sample: Sample, path: Path) -> None:
		name, _number, household = sample.people[1]
		headers = ("序号", *INCOME_HEADERS)
		row = [1, *sample.income(0, 30000, 5, 1, 2, 1)]
		write(path, [headers, row, [words.format(household, name)]])

	return fill


def _by_household(sample: Sample) -> list[Row]:
	bills = [[name, f"440513101201{number:04}", 3000, 20, DAY] for number, name in enumerate("林陈", start=1)]
	header = ("姓名", "户编号", *PLAIN_HEADERS[2:])
	return [header, *bills, [None] * 5, PLAIN_HEADERS, sample.bill(2)]


def _written(bill: Row, separator: str) -> str:
	return separator.join(map(str, bill))


def _in_one_cell(separator: str):
	return _rows(
		lambda sample: medical(
			sample.bill(0),
			[_written(sample.bill(1), separator)],
			[_written(sample.bill(2), separator)],
			headers=PLAIN_HEADERS,
		)
	)


def _lines(first: str, then: str):
	"""A text file whose last line has another separator."""

	def fill(sample: Sample, path: Path) -> None:
		rows = [PLAIN_HEADERS, *map(sample.bill, range(3))]
		lines = [_written(row, first if number < len(rows) - 1 else then) for number, row in enumerate(rows)]
		path.write_text("\r\n".join([*lines, ""]), encoding="utf-8-sig", newline="")

	return fill


def _note(words: str, above: bool = False):
	def fill(sample: Sample, path: Path) -> None:
		note = [words.format(sample.people[1][1])]
		rows = medical(sample.bill(0), above=[note] if above else (), headers=PLAIN_HEADERS)
		write(path, rows if above else [*rows, note])

	return fill


def _only_in_remark(sample: Sample, path: Path) -> None:
	remark = f"另：林试 {sample.people[1][1]} 3000元"
	write(
		path,
		[(*PLAIN_HEADERS, "备注"), [*sample.bill(0), None], [None, None, None, None, None, remark]],
	)


_OF_FORMULAS = [Formula()] * 5
_LOST = {"accepted": 1, "refused": {"bad_id": 2}, "facts": (3020,)}
CASES = (
	*(
		Case("rows above the header", title, f"{MEDICAL}{suffix}", _rows(rows), **ABOVE)
		for suffix in (".xlsx", ".xls", ".ods", ".csv")
		for title, rows in (
			(f"all in {suffix}", lambda sample: [sample.bill(0), sample.bill(1), PLAIN_HEADERS]),
			(
				f"some in {suffix}",
				lambda sample: [["补充："], sample.bill(0), PLAIN_HEADERS, sample.bill(1)],
			),
		)
	),
	Case("rows above the header", "on the second sheet", f"{MEDICAL}.xlsx", _on_second_sheet, **ABOVE),
	Case("income rows above the header", "of households", "收入_2026.xlsx", _incomes_above, **ABOVE),
	Case(
		"income rows above the header",
		"after a title",
		"收入_2026.xlsx",
		_rows(
			lambda sample: [
				["某村2026年收入"],
				sample.income(0, 30000, 5, 1, 2, 1),
				INCOME_HEADERS,
				sample.income(1, 30000, 5, 1, 2, 1),
			]
		),
		**ABOVE,
	),
	Case(
		"income rows above the header",
		"none: totals",
		"收入_2026.xls",
		_rows(
			lambda sample: [
				["合计", None, 30000, 5, 1, 2, 1],
				INCOME_HEADERS,
				sample.income(0, 30000, 5, 1, 2, 1),
			]
		),
		accepted=1,
	),
	Case(
		"income rows in one cell",
		"blanks",
		"收入_2026.xlsx",
		_incomes_in_one_cell("{1} {0} 30000 5 1 2 1"),
		accepted=1,
		refused={"missing_value": 1},
	),
	Case(
		"income rows in one cell",
		"commas",
		"收入_2026.xls",
		_incomes_in_one_cell("{0}，{1}，30000，5，1"),
		accepted=1,
		refused={"missing_value": 1},
	),
	Case(
		"income rows in one cell",
		"a note",
		"收入_2026.ods",
		_incomes_in_one_cell("注：{0} 另有收入"),
		accepted=1,
		says=("numbers of people or households",),
	),
	Case(
		"tables above the header",
		"under other names",
		f"{MEDICAL}.xlsx",
		_rows(lambda sample: [OTHER_HEADERS, sample.bill(0), PLAIN_HEADERS, sample.bill(1)]),
		**ABOVE,
	),
	Case("tables above the header", "of households", f"{MEDICAL}.xls", _rows(_by_household), **ABOVE),
	Case(
		"tables above the header",
		"in another order",
		f"{MEDICAL}.ods",
		_rows(
			lambda sample: [
				("证件", "姓名", "费用", None, None),
				[sample.people[0][1], "林试", 3000, None, None],
				PLAIN_HEADERS,
				sample.bill(1),
			]
		),
		**ABOVE,
	),
	*(
		Case(
			"lines above the header",
			title,
			f"{MEDICAL}.xlsx",
			_rows(lambda sample, line=line: [line, PLAIN_HEADERS, sample.bill(0)]),
			accepted=1,
			facts=(3020,),
		)
		for title, line in (
			("an office's code", ["信用代码", "12440513MB2C001234", None, "填报日期", "2026-11-05"]),
			("a telephone number", ["填表人", "张三", None, "联系电话", "13800000000"]),
			("totals", ["合计", None, 3000, 20, None]),
			("numbers of columns", [1, 2, 3, 4, 5]),
		)
	),
	Case(
		"rows of formulas",
		"at the end",
		f"{MEDICAL}.xlsx",
		_rows(lambda sample: medical(sample.bill(0), _OF_FORMULAS, _OF_FORMULAS, headers=PLAIN_HEADERS)),
		**_LOST,
	),
	Case(
		"rows of formulas",
		"all",
		f"{MEDICAL}.xlsx",
		_rows(lambda sample: medical(_OF_FORMULAS, _OF_FORMULAS, headers=PLAIN_HEADERS)),
		refused={"bad_id": 2},
	),
	Case(
		"rows of formulas",
		"with a name alone",
		f"{MEDICAL}.xlsx",
		_rows(
			lambda sample: medical(
				sample.bill(0),
				[Formula(), Formula(), None, None, None],
				[None, Formula(), Formula(), None, None],
				headers=PLAIN_HEADERS,
			)
		),
		**_LOST,
	),
	*(
		Case("rows in one cell below a header", title, f"{MEDICAL}{suffix}", _in_one_cell(separator), **_LOST)
		for title, separator, suffix in (
			("blanks", " ", ".xlsx"),
			("tabs", "\t", ".xls"),
			("commas", "，", ".ods"),
		)
	),
	*(
		Case(
			"two separators",
			f"{first!r}, then {then!r}",
			f"{MEDICAL}.csv",
			_lines(first, then),
			accepted=2,
			refused={"bad_id": 1},
			facts=(3020, 3020),
		)
		for first, then in ((",", ";"), (";", ","), (",", "\t"), (",", " "))
	),
	*(
		Case(
			"notes with numbers",
			words,
			f"{MEDICAL}.xlsx",
			_note(words, above),
			accepted=1,
			facts=(3020,),
			says=("numbers of people",),
		)
		for words, above in (
			("注：林试（{}）另有8000元未列入本表", False),
			("备注：{} 下月报送", False),
			("注：林试 {} 另有3000元", True),
		)
	),
	Case(
		"notes with numbers",
		"in the column of remarks",
		f"{MEDICAL}.xlsx",
		_only_in_remark,
		accepted=1,
		refused={"bad_id": 1},
	),
)
