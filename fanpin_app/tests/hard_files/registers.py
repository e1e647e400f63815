"""Files of the register and of incomes: keys, households, and what an empty cell changes."""

from pathlib import Path

from fanpin_app.tests.builders import make_id_number
from fanpin_app.tests.dressed_files.ways import Cell, Error
from fanpin_app.tests.hard_files.case import INCOME_HEADERS, Case, World, heads_of, wages_of, write
from fanpin_app.tests.test_register_file import HEADERS
from fanpin_app.tests.test_register_file import row as register_row

REGISTER, INCOMES = "农户信息", "收入_2026"
PASSPORTS = ("EA1234567", "H08123456(7)", "B1234567", "MA123456", "VNM123456789012")
NO_DOCUMENTS = ("无", "不详", None, "0", "44051319700101108*", "440513201002291027", "12345678", "A1")


def _register(*rows_of):
	"""A register file; each of `rows_of` makes a row of the world."""

	def fill(world: World, path: Path) -> None:
		write(path, [HEADERS, *(row_of(world) for row_of in rows_of)])

	return fill


def _row(number: Cell, id_number: Cell | None = None, **cells):
	"""A row of the register; `person` is one of the world, in whose household the row is where it names none."""

	def make(world: World) -> list:
		person = cells.get("person")
		rest = {key: value for key, value in cells.items() if key != "person"}
		if person is not None:
			name, own_number, household = world.people[person]
			return register_row(
				household if number is None else number,
				rest.pop("name", name),
				own_number,
				rest.pop("relation", "户主"),
				**rest,
			)
		return register_row(
			world.people[0][2] if number is None else number,
			rest.pop("name", "甲"),
			id_number if id_number is not None else make_id_number(),
			rest.pop("relation", "户主"),
			**rest,
		)

	return make


def _documents(numbers: tuple):
	def fill(world: World, path: Path) -> None:
		rows = [register_row(f"N90{row}", "试", number) for row, number in enumerate(numbers)]
		write(path, [HEADERS, *rows])

	return fill


def _merged_household(suffix: str):
	"""A household whose number and village are written once, in cells merged over its rows."""

	def fill(world: World, path: Path) -> None:
		rows = [
			register_row("N7001", f"员{row}", make_id_number(), "户主" if not row else "之子")
			for row in range(3)
		]
		other = register_row("N7002", "乙", make_id_number())
		for row in rows[1:]:
			row[0] = row[1] = None
		write(path, [HEADERS, *rows, other], merged=[(1, 0, 3, 0), (1, 1, 3, 1)])

	return fill


def _two_villages(world: World, path: Path) -> None:
	sheets = {
		name: [[f"{name}农户信息"], HEADERS, register_row(number, "甲", make_id_number(), region=region)]
		for name, number, region in (("上村", "N7101", world.village), ("下村", "N7102", world.other_village))
	}
	write(path, sheets)


def _one_person_twice(world: World, path: Path) -> None:
	number = make_id_number()
	write(path, [HEADERS, register_row("N7201", "甲", number), register_row("N7202", "乙", number)])


def _incomes(*rows_of, headers: tuple = INCOME_HEADERS, above: tuple = ()):
	def fill(world: World, path: Path) -> None:
		write(path, [*above, headers, *(row_of(world) for row_of in rows_of)])

	return fill


def _income(person: int, *amounts: Cell):
	return lambda world: world.income(person, *amounts)


def _second_block(world: World, path: Path) -> None:
	other = (
		"户编号",
		"户主姓名",
		"生产经营性收入",
		"工资性收入",
		"财产性收入",
		"生产经营性支出",
		"转移性收入",
	)
	first = [["莲上村"], INCOME_HEADERS, world.income(0, 88545, 0, 10, 395, 0)]
	write(path, [*first, [], ["莲下村"], other, world.income(1, 100, 50000, 10, 7000, 500)])


def _without_a_header(world: World, path: Path) -> None:
	first = [INCOME_HEADERS, world.income(0, 1, 0, 0, 0, 0)]
	write(path, {"一": first, "二": [world.income(1, 2, 0, 0, 0, 0)], "说明": [["1. 按年报送"]]})


def _half_a_header(world: World, path: Path) -> None:
	first = [INCOME_HEADERS, world.income(0, 1, 0, 0, 0, 0)]
	write(path, {"一": first, "二": [INCOME_HEADERS[:-1], world.income(1, 2, 0, 0, 0)]})


def _head_count(person: int, count: int):
	def check(world: World) -> list[str]:
		found = heads_of(world.people[person][2])
		return [] if found == count else [f"{found} heads"]

	return check


def _wages(*expected: float | None):
	def check(world: World) -> list[str]:
		found = [wages_of(household) for _name, _number, household in world.people[: len(expected)]]
		return [] if found == list(expected) else [f"wages {found}"]

	return check


CASES = (
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
			(Error("#N/A"), "bad_value"),
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
	Case(
		"register heads",
		"a second one beside the first",
		f"{REGISTER}.xlsx",
		_register(_row(None, person=0), _row(None)),
		accepted=1,
		refused={"second_of_relation": 1},
		then=_head_count(0, 1),
	),
	Case(
		"register heads",
		"a second one alone",
		f"{REGISTER}.xlsx",
		_register(_row(None)),
		refused={"second_of_relation": 1},
		then=_head_count(0, 1),
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
		then=_head_count(0, 1),
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
	Case(
		"income errors",
		"in wages",
		f"{INCOMES}.xlsx",
		_incomes(_income(0, Error("#DIV/0!"), 0, 0, 0, 0), _income(1, 7, 0, 0, 0, 0)),
		accepted=1,
		refused={"bad_amount": 1},
		then=_wages(None, 7),
	),
	Case(
		"income errors",
		"as text",
		f"{INCOMES}.xls",
		_incomes(_income(0, "#N/A", 0, 0, 0, 0), _income(1, 7, 0, 0, 0, 0)),
		accepted=1,
		refused={"bad_amount": 1},
		then=_wages(None, 7),
	),
	Case(
		"income errors",
		"in an ods",
		f"{INCOMES}.ods",
		_incomes(_income(0, 1, Error("#REF!"), 0, 0, 0)),
		refused={"bad_amount": 1},
		then=_wages(None),
	),
	Case(
		"income blocks",
		"in another order",
		f"{INCOMES}.xlsx",
		_second_block,
		accepted=2,
		then=_wages(88545, 50000),
	),
	Case(
		"income blocks",
		"in another order in an xls",
		f"{INCOMES}.xls",
		_second_block,
		accepted=2,
		then=_wages(88545, 50000),
	),
	Case(
		"income blocks",
		"in another order in an ods",
		f"{INCOMES}.ods",
		_second_block,
		accepted=2,
		then=_wages(88545, 50000),
	),
	Case(
		"income sheets",
		"without a header",
		f"{INCOMES}.xlsx",
		_without_a_header,
		refusal=("missing_column",),
		says=("Sheet 二",),
	),
	Case(
		"income sheets",
		"with half a header",
		f"{INCOMES}.ods",
		_half_a_header,
		refusal=("missing_column",),
		says=("Sheet 二", "生产经营性支出"),
	),
	Case(
		"income sheets",
		"with half a header in an xls",
		f"{INCOMES}.xls",
		_half_a_header,
		refusal=("missing_column",),
		says=("Sheet 二", "生产经营性支出"),
	),
	*(
		Case(
			"income years",
			title,
			f"{INCOMES}.xlsx",
			_incomes(lambda world: [*world.income(0, 1, 88545, 0, 10, 395), 0], headers=headers),
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
		then=_wages(88545),
	),
	Case(
		"income units",
		"above",
		f"{INCOMES}.xls",
		_incomes(_income(0, 8.8545, 0, 0, 0, 0), above=(["金额单位：万元"],)),
		accepted=1,
		then=_wages(88545),
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
		Case("income twice", title, f"{INCOMES}{suffix}", _incomes(*rows), accepted=1, refused={reason: 1})
		for title, suffix, rows, reason in (
			(
				"with other figures",
				".xlsx",
				(_income(0, 50000, 0, 0, 0, 0), _income(0, 0, 20000, 0, 0, 0)),
				"repeated_key",
			),
			(
				"with equal figures",
				".xls",
				(_income(0, 50000, 0, 0, 0, 0), _income(0, "50,000.00", "0", 0.0, 0, 0)),
				"duplicate",
			),
			(
				"around another",
				".ods",
				(_income(0, 5, 0, 0, 0, 0), _income(0, 6, 0, 0, 0, 0)),
				"repeated_key",
			),
		)
	),
)
