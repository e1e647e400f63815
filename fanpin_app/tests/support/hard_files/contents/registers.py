"""Files of the register: keys, households, and what an empty cell changes."""

from pathlib import Path

from frappe.utils import getdate

from fanpin_app.tests.site.discovery.test_register_file import HEADERS
from fanpin_app.tests.site.discovery.test_register_file import row as register_row
from fanpin_app.tests.support.builders import make_household, make_id_number, member
from fanpin_app.tests.support.hard_files.case import Case, Sample, heads_of, write
from fanpin_app.tests.support.random_files.cell_values import Cell, CellError

REGISTER = "农户信息"
PASSPORTS = ("EA1234567", "H08123456(7)", "B1234567", "MA123456", "VNM123456789012")
NO_DOCUMENTS = ("无", "不详", None, "0", "44051319700101108*", "440513201002291027", "12345678", "A1")


def _register(*rows_of):
	"""A register file; each of `rows_of` makes a row from the sample."""

	def fill(sample: Sample, path: Path) -> None:
		write(path, [HEADERS, *(row_of(sample) for row_of in rows_of)])

	return fill


def _row(number: Cell, id_number: Cell | None = None, **cells):
	"""A row of the register; `person` is one of the sample, in whose household the row is by default."""

	def make(sample: Sample) -> list:
		person = cells.get("person")
		rest = {key: value for key, value in cells.items() if key != "person"}
		if person is not None:
			name, own_number, household = sample.people[person]
			return register_row(
				household if number is None else number,
				rest.pop("name", name),
				own_number,
				rest.pop("relation", "户主"),
				**rest,
			)
		return register_row(
			sample.people[0][2] if number is None else number,
			rest.pop("name", "甲"),
			id_number if id_number is not None else make_id_number(),
			rest.pop("relation", "户主"),
			**rest,
		)

	return make


def _months(*months: Cell):
	"""A register file with the months worked of new people, each the head of a household of their own."""

	def fill(sample: Sample, path: Path) -> None:
		rows = [[*register_row(f"N80{row}", "试", make_id_number()), cell] for row, cell in enumerate(months)]
		write(path, [(*HEADERS, "务工月数"), *rows])

	return fill


def _documents(numbers: tuple):
	def fill(sample: Sample, path: Path) -> None:
		rows = [register_row(f"N90{row}", "试", number) for row, number in enumerate(numbers)]
		write(path, [HEADERS, *rows])

	return fill


def _merged_household(suffix: str):
	"""A household whose number and village are written once, in cells merged over its rows."""

	def fill(sample: Sample, path: Path) -> None:
		rows = [
			register_row("N7001", f"员{row}", make_id_number(), "户主" if not row else "之子")
			for row in range(3)
		]
		other = register_row("N7002", "乙", make_id_number())
		for row in rows[1:]:
			row[0] = row[1] = None
		write(path, [HEADERS, *rows, other], merged=[(1, 0, 3, 0), (1, 1, 3, 1)])

	return fill


def _two_villages(sample: Sample, path: Path) -> None:
	sheets = {
		name: [[f"{name}农户信息"], HEADERS, register_row(number, "甲", make_id_number(), region=region)]
		for name, number, region in (
			("上村", "N7101", sample.village),
			("下村", "N7102", sample.other_village),
		)
	}
	write(path, sheets)


def _one_person_twice(sample: Sample, path: Path) -> None:
	number = make_id_number()
	write(path, [HEADERS, register_row("N7201", "甲", number), register_row("N7202", "乙", number)])


def _head_count(person: int, count: int):
	def check(sample: Sample) -> list[str]:
		found = heads_of(sample.people[person][2])
		return [] if found == count else [f"{found} heads"]

	return check


def _further(*missing: str, on_sheets: bool = True):
	"""Two villages, where the first one's table lacks columns that the second one's has."""

	def fill(sample: Sample, path: Path) -> None:
		kept = [index for index, header in enumerate(HEADERS) if header not in missing]
		first = [HEADERS, register_row("N7201", "甲", make_id_number(), region=sample.village)]
		first = [[row[place] for place in kept] for row in first]
		further = [HEADERS, register_row("N7202", "乙", make_id_number(), region=sample.other_village)]
		write(path, {"上村": first, "下村": further} if on_sheets else [*first, [], *further])

	return fill


def _exchanged(*names: str, is_registered: bool = True):
	"""A register file of a household of 周明, 周兰 and 周小 with these names beside their numbers."""

	def fill(sample: Sample, path: Path) -> None:
		registered = [("周明", "Household Head"), ("周兰", "Spouse"), ("周小", "Son")]
		members = [
			member(member_name=name, relation=relation, id_number=make_id_number())
			for name, relation in registered
		]
		number = make_household(members=members).name if is_registered else "N9061"
		relations = ("户主", "配偶", "之子")
		rows = [
			register_row(number, name, known["id_number"], relation)
			for name, known, relation in zip(names, members, relations, strict=False)
		]
		write(path, [HEADERS, *rows])

	return fill


def _below_title(title: str, sheet: str = "Sheet1"):
	"""A register file of one new household below the title."""

	def fill(sample: Sample, path: Path) -> None:
		write(path, {sheet: [[title], HEADERS, register_row("N905", "试", make_id_number())]})

	return fill


CASES = (
	*(
		Case(
			"register periods",
			title or sheet,
			f"{REGISTER}{suffix}",
			_below_title(title, sheet),
			accepted=1,
			period=period,
		)
		for title, sheet, suffix, period in (
			("某镇〔2025〕6号", "Sheet1", ".xlsx", f"{getdate():%Y%m}"),
			("农户信息采集表（2026年8月）", "Sheet1", ".xlsx", "202608"),
			("某镇农户名册 截止2024年12月31日", "Sheet1", ".xls", "202412"),
			("2024年农户信息", "Sheet1", ".ods", "2024"),
			("某镇", "2025年6月", ".xlsx", "202506"),
		)
	),
	*(
		Case(
			"register further columns",
			title,
			f"{REGISTER}.xlsx",
			fill,
			refusal=("missing_column",),
			says=("劳动技能",),
		)
		for title, fill in (
			("on another sheet", _further("劳动技能")),
			("below the first table", _further("劳动技能", on_sheets=False)),
			("two of them", _further("劳动技能", "务工状态")),
		)
	),
	*(
		Case(
			"register merged",
			f"a household in an {suffix}",
			f"{REGISTER}{suffix}",
			_merged_household(suffix),
			accepted=4,
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	Case("register sheets", "one for each village", f"{REGISTER}.xlsx", _two_villages, accepted=2),
	*(
		Case(
			"register keys",
			f"{number!r} for a household",
			f"{REGISTER}.xlsx",
			_register(_row(number), _row(number)),
			refused={reason: 2},
		)
		for number, reason in (
			("新增", "stand_in"),
			(0, "stand_in"),
			("无", "stand_in"),
			("待定", "stand_in"),
			(4.405131985022762e17, "precision_lost"),
			("4.40513E+17", "precision_lost"),
			(CellError("#N/A"), "bad_value"),
		)
	),
	Case(
		"register keys",
		"a town for a village",
		f"{REGISTER}.xlsx",
		_register(_row("N7301", 村代码="449913101000")),
		refused={"wrong_level": 1},
	),
	Case(
		"register documents",
		"passports and permits",
		f"{REGISTER}.xlsx",
		_documents(PASSPORTS),
		accepted=len(PASSPORTS),
	),
	Case(
		"register documents",
		"none",
		f"{REGISTER}.xlsx",
		_documents(NO_DOCUMENTS),
		refused={"bad_id": len(NO_DOCUMENTS)},
	),
	Case(
		"register documents",
		"of 15 digits",
		f"{REGISTER}.xls",
		_documents(("440513480612302", "440513700101108")),
		accepted=2,
	),
	*(
		Case(
			"register relations",
			"、".join(words),
			f"{REGISTER}{suffix}",
			_register(*(_row("N7501", relation=word) for word in ("户主", *words))),
			accepted=1 + len(words),
		)
		for suffix, words in (
			(".xlsx", ("妻子", "长子", "次女", "儿媳", "孙子")),
			(".xls", ("丈夫", "子", "女", "父亲", "母")),
			(".ods", ("岳母", "女婿", "外孙女", "侄子", "兄弟姐妹")),
		)
	),
	Case(
		"register heads",
		"a second one beside the first",
		f"{REGISTER}.xlsx",
		_register(_row(None, person=0), _row(None)),
		accepted=1,
		refused={"second_of_relation": 1},
		check=_head_count(0, 1),
	),
	Case(
		"register heads",
		"a second one alone",
		f"{REGISTER}.xlsx",
		_register(_row(None)),
		refused={"second_of_relation": 1},
		check=_head_count(0, 1),
	),
	Case(
		"register heads",
		"two in a new household",
		f"{REGISTER}.xls",
		_register(_row("N7401"), _row("N7401")),
		accepted=1,
		refused={"second_of_relation": 1},
	),
	Case(
		"register heads",
		"another one, and what the first is now",
		f"{REGISTER}.ods",
		_register(_row(None, person=0, relation="之父"), _row(None)),
		accepted=2,
		check=_head_count(0, 1),
	),
	Case(
		"register people",
		"one in two households",
		f"{REGISTER}.xlsx",
		_one_person_twice,
		accepted=1,
		refused={"repeated_key": 1},
	),
	Case(
		"register people",
		"twice in one household",
		f"{REGISTER}.xls",
		_register(_row(None, person=0), _row(None, person=0, relation="其他")),
		accepted=1,
		refused={"repeated_key": 1},
	),
	Case(
		"register people",
		"under another name in another household",
		f"{REGISTER}.xlsx",
		_register(_row("N7501", person=1, name="某人")),
		refused={"other_person": 1},
	),
	*(
		Case(
			"register names exchanged",
			title,
			f"{REGISTER}{suffix}",
			_exchanged(*names, is_registered=is_registered),
			accepted=accepted,
			refused={"other_person": refused} if refused else {},
		)
		for title, suffix, accepted, refused, is_registered, names in (
			("of people who are new", ".xlsx", 2, 0, False, ("周兰", "周明")),
			("of a couple", ".xlsx", 0, 2, True, ("周兰", "周明")),
			("of a couple and a child as registered", ".xls", 1, 2, True, ("周兰", "周明", "周小")),
			("among three", ".ods", 0, 3, True, ("周小", "周明", "周兰")),
			("one is new", ".xlsx", 2, 0, True, ("周明", "周兰兰")),
			("as registered", ".xlsx", 3, 0, True, ("周明", "周兰", "周小")),
		)
	),
	*(
		Case(
			"register months",
			f"{months}",
			f"{REGISTER}{suffix}",
			_months(*months),
			accepted=2,
			refused=refused,
		)
		for suffix, months, refused in (
			(".xlsx", (5.5, 6, 2), {"bad_amount": 1}),
			(".xls", ("2.5", 0, "12"), {"bad_amount": 1}),
			(".ods", (0.5, "6.0", 3.0), {"bad_amount": 1}),
			(".xlsx", (6, 12), {}),
		)
	),
	*(
		Case(
			"register moves",
			f"{titles} in an {suffix}",
			f"{REGISTER}{suffix}",
			fill,
			accepted=accepted,
			says=says,
		)
		for suffix in (".xlsx", ".xls", ".ods")
		for titles, fill, accepted, says in (
			(
				"a person to another household",
				_register(
					lambda sample: register_row(
						sample.people[1][2], sample.people[1][0], sample.people[1][1]
					),
					lambda sample: register_row(
						sample.people[1][2], sample.people[0][0], sample.people[0][1], "之子"
					),
				),
				2,
				("1 registered people move to another household: 3 (",),
			),
			(
				"a household to another village",
				_register(lambda sample: _row(None, person=2, region=sample.other_village)(sample)),
				1,
				("1 registered households move to another village",),
			),
		)
	),
)
