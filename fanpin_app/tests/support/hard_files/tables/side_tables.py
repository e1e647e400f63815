"""Second tables beside the first one, and columns that only look like one."""

from collections.abc import Sequence
from pathlib import Path

from fanpin_app.tests.support.hard_files.case import (
	INCOME_HEADERS,
	PLAIN_HEADERS,
	Case,
	Sample,
	medical,
	write,
	write_text,
)

MEDICAL = "医保自付_202610.xlsx"
AMBIGUOUS = ("ambiguous_column",)


def _table(headers: Sequence[str | None] | None, top: int = 0, gap: int = 1, written=write):
	"""Bills of three people, and beside them those of three others, `top` rows lower."""

	def fill(sample: Sample, path: Path) -> None:
		rows = medical(*(sample.bill(person) for person in range(3)), [], headers=PLAIN_HEADERS)
		beside = [
			[],
			*[[]] * top,
			*([headers] if headers else []),
			*(sample.bill(3 + each) for each in range(3)),
		]
		if headers and not top:
			beside = beside[1:]
		rows += [[]] * (len(beside) - len(rows))
		width = len(PLAIN_HEADERS)
		filled = [[*row, *[None] * (width - len(row))] for row in rows]
		written(
			path,
			[
				[*row, *([None] * gap), *side] if side else row
				for row, side in zip(filled, beside + [[]] * (len(rows) - len(beside)), strict=True)
			],
		)

	return fill


def _columns(headers: Sequence[str | None], *cells):
	"""Bills of three people with further columns; a cell is a function of sample and person."""

	def fill(sample: Sample, path: Path) -> None:
		rows = [[*sample.bill(person), *(cell(sample, person) for cell in cells)] for person in range(3)]
		write(path, medical(*rows, headers=[*PLAIN_HEADERS, *headers]))

	return fill


def _number_of_another(sample: Sample, person: int) -> str:
	return sample.people[person + 3][1]


def _own_number(sample: Sample, person: int) -> str:
	return sample.people[person][1]


def _one_number(sample: Sample, person: int) -> str | None:
	return sample.people[4][1] if person == 1 else None


def _incomes(header: str | None):
	def fill(sample: Sample, path: Path) -> None:
		rows = [
			[*sample.income(person, 1000, 0, 0, 0, 0), None, sample.people[3 + person][2], 900]
			for person in range(3)
		]
		write(path, [[*INCOME_HEADERS, None, header, header and f"工资性收入{header[-1]}"], *rows])

	return fill


def _named_above(sample: Sample, path: Path) -> None:
	"""The name of a column is in the upper of two rows, and the lower one is a header by itself."""
	rows = [[*sample.bill(person), _number_of_another(sample, person)] for person in range(3)]
	write(
		path,
		medical(
			*rows,
			above=[["基本情况", None, "费用", None, None, "户主身份证号"]],
			headers=[*PLAIN_HEADERS, None],
		),
	)


def _further(missing: str, on_sheets: bool):
	"""A first table without a column that a further one has, on another sheet or below it."""

	def fill(sample: Sample, path: Path) -> None:
		place = PLAIN_HEADERS.index(missing)
		first = medical(*map(sample.bill, range(2)), headers=PLAIN_HEADERS)
		first = [[*row[:place], *row[place + 1 :]] for row in first]
		further = medical(*map(sample.bill, range(2, 4)), headers=PLAIN_HEADERS)
		write(path, {"一村": first, "二村": further} if on_sheets else [*first, [], *further])

	return fill


def _above(*headers: str):
	"""A table with fewer columns above the one that has most of the feed's columns."""

	def fill(sample: Sample, path: Path) -> None:
		bills = [dict(zip(PLAIN_HEADERS, sample.bill(person), strict=True)) for person in range(3)]
		rows = [[bill[header] for header in headers] for bill in bills]
		write(path, [headers, *rows, [], *medical(sample.bill(4), headers=PLAIN_HEADERS)])

	return fill


CASES = (
	*(
		Case(
			"tables above",
			missing,
			MEDICAL,
			_above(*(each for each in PLAIN_HEADERS if each != missing)),
			refusal=("missing_column",),
			says=(missing, "below row 1 "),
		)
		for missing in ("姓名", "门诊自付", "结算日期")
	),
	*(
		Case("side tables", title, MEDICAL, fill, refusal=AMBIGUOUS, says=says)
		for title, fill, says in (
			(
				"with a 2 behind each header",
				_table([f"{each}2" for each in PLAIN_HEADERS]),
				("Sheet1", "column H (身份证号2)"),
			),
			(
				"with .1 behind each header",
				_table([f"{each}.1" for each in PLAIN_HEADERS]),
				("column I (住院自付.1)",),
			),
			(
				"with (2) behind each header",
				_table([f"{each}（2）" for each in PLAIN_HEADERS]),
				("column G",),
			),
			(
				"with _2 behind each header, and no empty column",
				_table([f"{each}_2" for each in PLAIN_HEADERS], gap=0),
				("column G",),
			),
			("without headers", _table(None), ("Sheet1", "column H", "row 3")),
			("without headers, no empty column", _table(None, gap=0), ("column G",)),
			("with headers in a lower row", _table(PLAIN_HEADERS, top=2), ("column H",)),
			(
				"with a further key alone",
				_columns(["身份证号2"], _number_of_another),
				("column F (身份证号2)",),
			),
			(
				"with a further amount alone",
				_columns(["住院自付2"], lambda _sample, person: 500 + person),
				("column F (住院自付2)",),
			),
			("below an Unnamed: 5", _columns(["Unnamed: 5"], _number_of_another), ("column F (Unnamed: 5)",)),
			("with numbers alone", _columns([None], _number_of_another), ("column F",)),
		)
	),
	Case(
		"side tables",
		"in a text file",
		"医保自付_202610.csv",
		_table([f"{each}2" for each in PLAIN_HEADERS], written=write_text),
		refusal=AMBIGUOUS,
		says=("身份证号2",),
	),
	*(
		Case(
			"further tables",
			title,
			MEDICAL,
			_further(missing, on_sheets),
			refusal=("missing_column",),
			says=(missing,),
		)
		for title, missing, on_sheets in (
			("on another sheet", "门诊自付", True),
			("below the first one", "门诊自付", False),
			("with the other amount", "住院自付", True),
		)
	),
	Case(
		"side tables", "with headers below the first one", MEDICAL, _table(PLAIN_HEADERS, top=4), accepted=6
	),
	*(
		Case(
			"income beside",
			str(header),
			"收入_2026.xlsx",
			_incomes(header),
			refusal=AMBIGUOUS,
			says=("column I",),
		)
		for header in ("户编号2", "户编号3", None)
	),
	*(
		Case("columns beside", title, MEDICAL, fill, accepted=3, facts=(3020, 3020, 3020), says=says)
		for title, fill, says in (
			*(
				(header, _columns([header], _number_of_another), ())
				for header in (
					"户主身份证号",
					"配偶身份证号",
					"监护人身份证号",
					"联系人证件号码",
					"经办人身份证号2",
				)
			),
			("a copy of the number", _columns([None], _own_number), ()),
			("a copy of the number under its name", _columns(["身份证号2"], _own_number), ()),
			(
				"one number below no header",
				_columns([None], _one_number),
				("Row 3 of sheet Sheet1 holds a number in column F",),
			),
			("notes below no header", _columns([None], lambda _sample, _person: "补报"), ()),
			("a further name", _columns(["姓名2"], lambda _sample, _person: "林外"), ()),
			(
				"telephone numbers",
				_columns(["电话", "电话"], lambda _w, _p: 13800000000, lambda _w, _p: 2),
				(),
			),
			("a name in the row above", _named_above, ()),
		)
	),
)
