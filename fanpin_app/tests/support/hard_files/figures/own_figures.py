"""Sums, counts, numbers and states that the file itself has beside the figures that are read."""

from datetime import date
from pathlib import Path

from fanpin_app.tests.support.builders import make_household, make_id_number, member
from fanpin_app.tests.support.hard_files.case import DAY, PLAIN_HEADERS, Case, Row, Sample, write

MEDICAL = "医保自付_202610.xlsx"
ACCIDENTS = "意外事故_202610.xlsx"
ACCIDENT_HEADERS = ("姓名", "证件号码", "事故日期", "事故后果", "损失金额")
LOAN_HEADERS = ("借款人", "身份证号", "产品", "合同金额", "余额", "到期日", "逾期天数", "数据日期")


def _families(*amounts: float):
	"""A file with the same amount for both members of a household; a household for each amount."""

	def fill(_sample: Sample, path: Path) -> None:
		rows: list[Row] = []
		for amount in amounts:
			numbers = [make_id_number() for _ in range(2)]
			relations = ("Household Head", "Spouse")
			make_household(
				members=[
					member(member_name="林试", id_number=number, relation=relation)
					for number, relation in zip(numbers, relations, strict=True)
				]
			)
			rows += [("林试", number, amount, 0, DAY) for number in numbers]
		write(path, [PLAIN_HEADERS, *rows])

	return fill


def _bills(*more: Row, headers: Row, below: tuple[Row, ...] = ()):
	"""A medical file with further columns behind those of the feed, a row for each of `more`."""

	def fill(sample: Sample, path: Path) -> None:
		rows = [
			[*sample.bill(place % len(sample.people), 3000 + place), *each] for place, each in enumerate(more)
		]
		write(path, [(*PLAIN_HEADERS, *headers), *rows, *below])

	return fill


def _below(*lines: str):
	"""A medical file of two rows with lines below."""
	return _bills((), (), headers=(), below=tuple((line,) for line in lines))


def _rows(headers: Row, *rows: Row):
	"""A file whose rows begin with a person's name and number, or a village's code, for 0, 1, 2."""

	def fill(sample: Sample, path: Path) -> None:
		of_villages = headers[0] == "村代码"
		begins = (
			[[sample.village], [sample.other_village]]
			if of_villages
			else [list(person[:2]) for person in sample.people]
		)
		write(path, [headers, *([*begins[subject], *rest] for subject, *rest in rows)])

	return fill


def _unemployed(*years: int):
	"""A file of registered unemployed, each born in a year."""

	def fill(_sample: Sample, path: Path) -> None:
		numbers = [make_id_number(date(year, 3, 5)) for year in years]
		for number in numbers:
			make_household(members=[member(member_name="林试", id_number=number)])
		write(path, [("姓名", "身份证号", "登记日期"), *(("林试", number, DAY) for number in numbers)])

	return fill


CASES = (
	*(
		Case(
			"amounts of households", str(amounts), MEDICAL, _families(*amounts), accepted=count, is_held=True
		)
		for amounts, count in (
			((8311.5, 8623.25), 4),
			((500, 600, 800), 6),
			((1250.4, 99999.99, 20), 6),
		)
	),
	*(
		Case("amounts of households", str(amounts), MEDICAL, _families(*amounts), accepted=count)
		for amounts, count in (
			((12.5, 35.2, 8), 6),
			((3000, 4000), 4),
			((8311.5,), 2),
			# Fees that several households pay.
			((3020, 3020, 3020), 6),
			((1250.4, 1250.4, 880.5, 880.5), 8),
		)
	),
	*(
		Case(
			"numbers of accidents and bills",
			f"{header} {numbers}",
			ACCIDENTS,
			_rows(
				(*ACCIDENT_HEADERS, header),
				*((place, DAY, "轻伤", 5000, number) for place, number in enumerate(numbers)),
			),
			accepted=3,
			is_held=is_held,
		)
		for header, numbers, is_held in (
			("事故编号", ("A1", "A1", "A2"), True),
			("案件编号", ("7", "7", "7"), True),
			("事故编号", ("A1", "A2", "A3"), False),
		)
	),
	Case(
		"numbers of accidents and bills",
		"one loss for all of a day",
		ACCIDENTS,
		_rows(ACCIDENT_HEADERS, *((place, DAY, "轻伤", 60000) for place in range(3))),
		accepted=3,
		is_held=True,
	),
	Case(
		"sums beside their parts",
		"another figure in two rows",
		MEDICAL,
		_bills((3020,), (3021,), (8022,), (3023,), (8024,), headers=("自付合计",)),
		accepted=5,
		is_held=True,
	),
	Case(
		"sums beside their parts",
		"another figure in one row",
		MEDICAL,
		_bills((3020,), (3021,), (3022,), (3023,), (8024,), headers=("自付合计",)),
		accepted=5,
		says=("in 1 of 5 rows it is another figure",),
	),
	Case(
		"sums beside their parts",
		"ten times as much",
		MEDICAL,
		_bills(*((30200 + place * 10,) for place in range(5)), headers=("自付合计",)),
		accepted=5,
		is_held=True,
	),
	Case(
		"sums beside their parts",
		"in words",
		MEDICAL,
		_bills(("叁仟元整",), ("叁万元整",), ("叁万元整",), headers=("金额大写",)),
		accepted=3,
		is_held=True,
	),
	Case(
		"sums beside their parts",
		"all costs, which are more",
		MEDICAL,
		_bills((9000,), (9000,), headers=("医疗总费用",)),
		accepted=2,
	),
	Case(
		"sums beside their parts",
		"all costs, which are less",
		MEDICAL,
		_bills((1000,), (1000,), headers=("医疗总费用",)),
		accepted=2,
		is_held=True,
	),
	*(
		Case(
			"amounts that were settled",
			f"{header} {settled}",
			MEDICAL,
			_bills(*((each,) for each in settled), headers=(header,)),
			accepted=5,
			is_held=is_held,
		)
		for header, settled, is_held in (
			("核定金额", (None, None, None, 10, 10), True),
			("最终自付", (3020, 3021, 3022, 10, 10), True),
			("复核金额", (None, 77, None, None, 77), True),
			("审核后金额", (3000, 3021, 3002, 3023, 3024), False),
			("核定金额", (9000, 9000, 9000, 8000, 8000), False),
		)
	),
	*(
		Case(
			"ages of people",
			str(years),
			"失业登记_202610.xlsx",
			_unemployed(*years),
			accepted=len(years),
			is_held=is_held,
			says=says,
		)
		for years, is_held, says in (
			((2015, 2012, 1980), True, ()),
			((2015, 1980, 1990), False, ("1 of 3 rows are of children below 16 years",)),
			((2009, 1980, 1990), False, ()),
		)
	),
	*(
		Case(
			"worse states",
			f"{header} {word}",
			"村级供水_202610.xlsx",
			_rows(
				("村代码", "是否达标", "监测日期", header), (0, "达标", DAY, word), (1, "不达标", DAY, word)
			),
			accepted=2,
			is_held=is_held,
		)
		for header, word, is_held in (
			("超标项目", "氟化物", True),
			("达标率(%)", 60, True),
			("超标项目", "无", False),
			("达标率(%)", 100, False),
		)
	),
	*(
		Case(
			"worse states",
			f"to be repaid by {due}",
			"小额贷款_202610.xlsx",
			_rows(
				LOAN_HEADERS, *((place, "小额信贷", 30000, 1000, due, 0, "2026-10-31") for place in range(2))
			),
			accepted=2,
			is_held=is_held,
		)
		for due, is_held in (("2026-03-15", True), ("2027-03-15", False), ("2026-10-31", False))
	),
	*(
		Case(
			"places of states",
			f"{header} {states}",
			"危房鉴定_202610.xlsx",
			_rows(
				("户主姓名", "证件号码", "鉴定等级", "鉴定日期", header),
				(0, states[0], "2026-10-03", places[0]),
				(0, states[1], "2026-10-25", places[1]),
			),
			accepted=2,
			is_held=is_held,
		)
		for header, states, places, is_held in (
			("房屋序号", ("D级", "A级"), (1, 2), True),
			("房屋坐落", ("C级", "B级"), ("村东", "村西"), True),
			("房屋序号", ("D级", "A级"), (1, 1), False),
			("房屋序号", ("A级", "A级"), (1, 2), False),
		)
	),
	*(
		Case("counts of the file", line, MEDICAL, _below(line), accepted=2, is_held=is_held)
		for line, is_held in (
			("共计30人", True),
			("记录数：30", True),
			("第 1 页，共 3 页", True),
			("接下页", True),
			("（仅显示前2条）", True),
			("共2人", False),
			("第1页 共1页", False),
			("本村共3200人", False),
		)
	),
	*(
		Case(
			"totals of the file",
			str(total),
			MEDICAL,
			_bills((), (), headers=(), below=(("合计", None, total, 40, None),)),
			accepted=2,
			says=says,
		)
		for total, says in (
			(99999.99, ("99,999.99 ≠ 6,001",)),
			(3000, ("3,000 ≠ 6,001",)),
			(6001, ()),
		)
	),
	Case(
		"numbers of rows",
		"jump",
		MEDICAL,
		_bills((1,), (2,), (3,), (12,), headers=("序号",)),
		accepted=4,
		says=("8 are missing before",),
	),
	*(
		Case("numbers of rows", title, MEDICAL, _bills(*numbers, headers=("序号",)), accepted=3)
		for title, numbers in (("begin again", ((1,), (2,), (1,))), ("of a filter", ((4,), (9,), (30,))))
	),
)
