"""Where tables are on the sheets of workbooks."""

from pathlib import Path

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.hard_files.case import DAY, INCOME_HEADERS, Case, Sample, medical, write
from fanpin_app.tests.support.random_files.cell_values import CellError

MEDICAL = "医保自付_202610"


def _sheet_per_village(sample: Sample, path: Path) -> None:
	sheets = {
		f"村{person}": medical(sample.bill(person, 3000 + person), above=[[f"村{person}情况表"], []])
		for person in range(3)
	}
	write(path, sheets)


def _two_feeds(sample: Sample, path: Path) -> None:
	name, number, _household = sample.people[1]
	write(
		path,
		{"失业": [("姓名", "身份证号", "登记日期"), (name, number, DAY)], "医保": medical(sample.bill(0))},
	)


def _continued(sample: Sample, path: Path) -> None:
	"""A second block in another order, below a line and its own header, with another column before it."""
	other = ("经手", "结算日期", "门诊自付", "住院自付", "身份证号", "姓名")
	name, number, _household = sample.people[1]
	rows = medical(sample.bill(0, 3000, 20))
	write(path, [*rows, [], ["续表"], other, ["甲", DAY, 7, 4000, number, name]])


def _continued_without_a_column(sample: Sample, path: Path) -> None:
	name, number, _household = sample.people[1]
	rows = medical(sample.bill(0))
	write(path, [*rows, ["姓名", "身份证号", "结算日期", "门诊自付"], [name, number, DAY, 4000]])


def _rows_without_a_header(sample: Sample, path: Path) -> None:
	write(path, {"一": medical(sample.bill(0)), "二": [sample.bill(1), sample.bill(2)]})


def _side_by_side(sample: Sample, path: Path) -> None:
	rows = [[*MEDICAL_HEADERS, None, *MEDICAL_HEADERS], [*sample.bill(0), None, *sample.bill(1)]]
	write(path, rows)


def _shared_figure(sample: Sample, path: Path) -> None:
	"""An amount that two rows share: which part is whose is unknown."""
	write(path, medical(sample.bill(0, 3000), sample.bill(1, None), sample.bill(2)), merged=[(1, 2, 2, 2)])


def _one_person_of_two_bills(sample: Sample, path: Path) -> None:
	"""Name and number are written once, in cells merged over both bills."""
	second = [None, None, 4000, 20, DAY]
	write(path, medical(sample.bill(0), second, sample.bill(1)), merged=[(1, 0, 2, 0), (1, 1, 2, 1)])


def _hidden(sample: Sample, path: Path) -> None:
	write(path, medical(*(sample.bill(person) for person in range(5))), hidden=(2, 3, 4))


def _official(sample: Sample, path: Path) -> None:
	headers = ("序号", "村名", *MEDICAL_HEADERS)
	rows = [
		["某镇2026年10月份医保自付费用情况统计表"],
		["填报单位（盖章）：元江县医疗保障局", None, None, None, "填报日期：2026年11月3日"],
		headers,
		["甲", "乙", "丙", "丁", 1, 2, 3],
		[None, None, None, None, "单位：元", "单位：元", None],
		[1, "莲上村", *sample.bill(0)],
		[2, "莲上村", *sample.bill(1)],
		["小计", None, None, None, 6000, 40, None],
		[None, None, "合 计", None, 6000, 40, None],
		["共 2 人", None, None, None, 6000, 40, None],
		["填表人：李某", None, None, "审核人：王某", None, None, "联系电话：13800000000"],
		["注1：……"],
		["——以下无正文——"],
		["2026年11月3日"],
	]
	write(path, rows, merged=[(0, 0, 0, 6)])


def _remarks_first(*amounts: object):
	def fill(sample: Sample, path: Path) -> None:
		words = ("备注:补报", "说明:大病", "合计3次", "小计")
		rows = [
			[word, *sample.bill(row, amount)]
			for row, (word, amount) in enumerate(zip(words, amounts, strict=True))
		]
		write(path, [("备注", *MEDICAL_HEADERS), *rows])

	return fill


def _remark_and_no_number(sample: Sample, path: Path) -> None:
	rows = [["备注:身份证待补", *sample.bill(0, number=None)], ["说明:本表一式两份"]]
	write(path, [("备注", *MEDICAL_HEADERS), *rows])


def _beside(*rows: list, first: bool = False):
	"""Bills of two people, and another sheet after or before them."""

	def fill(sample: Sample, path: Path) -> None:
		numbers = [number for _name, number, _household in sample.people]
		other = [[cell.format(*numbers) if isinstance(cell, str) else cell for cell in row] for row in rows]
		sheets = {"明细": medical(sample.bill(0), sample.bill(1)), "另表": other}
		write(path, dict(reversed(sheets.items())) if first else sheets)

	return fill


def _incomes_beside(*rows: list):
	def fill(sample: Sample, path: Path) -> None:
		households = [household for _name, _number, household in sample.people]
		other = [
			[cell.format(*households) if isinstance(cell, str) else cell for cell in row] for row in rows
		]
		write(path, {"明细": [INCOME_HEADERS, sample.income(0, 5, 4, 3, 2, 1)], "另表": other})

	return fill


def _numbers_as_figures(serial: str):
	"""`serial`: the last four digits; rounding turns those near 0000 and 9999 into the day before or after."""

	def fill(sample: Sample, path: Path) -> None:
		rows = [[1, "林试", float(sample.people[1][1][:14] + serial), 3000, DAY]]
		write(
			path, {"甲村": medical(sample.bill(0)), "乙村": [["序号", "村民", "证件", "自付", "时间"], *rows]}
		)

	return fill


SUMS = (["村名", "人数", "金额"], ["莲上村", 2, 6040], ["莲下村", 3, 120], ["合计", 5, 6160])
CASES = (
	*(
		Case("sheets beside", title, f"{MEDICAL}{suffix}", fill, accepted=2, says=("另表 was not read",))
		for suffix in (".xlsx", ".ods")
		for title, fill in (
			(f"sums in an {suffix}", _beside(*SUMS)),
			(f"sums before the data in an {suffix}", _beside(*SUMS, first=True)),
			(
				f"changes in an {suffix}",
				_beside(
					["日期", "修改人", "内容"], ["2026-11-01", "甲", "改第3行"], ["2026-11-02", "乙", "补2人"]
				),
			),
			(
				f"values in an {suffix}",
				_beside(["代码", "名称", "说明"], [1, "住院", "A1"], [2, "门诊", "B2"]),
			),
			(
				f"figures of villages in an {suffix}",
				_beside(["村代码", "村名", "住院", "门诊", "月"], [440513101201, "莲上村", 3000, 20, 10]),
			),
		)
	),
	Case(
		"sheets beside",
		"sums of incomes by village",
		"收入_2026.xlsx",
		_incomes_beside(["村名", "户数", *INCOME_HEADERS[2:]], ["莲上村", 2, 5, 4, 3, 2, 1]),
		accepted=1,
		says=("另表 was not read",),
	),
	*(
		Case("rows beside", title, name, fill, refusal=("missing_column",), says=(sheet,))
		for title, name, fill, sheet in (
			*(
				(
					f"numbers stored as figures, {serial}",
					f"{MEDICAL}.xlsx",
					_numbers_as_figures(serial),
					"Sheet 乙村",
				)
				for serial in ("5120", "0010", "9990")
			),
			(
				"numbers with a slip",
				f"{MEDICAL}.xlsx",
				_beside(["村民", "证件"], ["林试", "440513199001011230"], ["林试", "440513199001011231"]),
				"Sheet 另表",
			),
			("numbers with an exponent", f"{MEDICAL}.xlsx", _beside(["林试", "4.40513E+17"]), "Sheet 另表"),
			("numbers in other columns", f"{MEDICAL}.xlsx", _beside([1, "x", 3, "{2}"]), "Sheet 另表"),
			(
				"names and no numbers",
				f"{MEDICAL}.xlsx",
				_beside(["姓名", "住院自付", "门诊自付"], ["林试", 1, 2]),
				"Sheet 另表",
			),
			("households", "收入_2026.xlsx", _incomes_beside([1, 2, "{1}", 5]), "Sheet 另表"),
		)
	),
	*(
		Case(
			"sheets",
			f"one for each village in an {suffix}",
			f"{MEDICAL}{suffix}",
			_sheet_per_village,
			accepted=3,
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	Case(
		"sheets",
		"of two feeds",
		f"{MEDICAL}.xlsx",
		_two_feeds,
		accepted=1,
		facts=(3020,),
		says=("Sheet 失业 was not read",),
	),
	Case(
		"sheets",
		"people below no header",
		f"{MEDICAL}.xlsx",
		_rows_without_a_header,
		refusal=("missing_column",),
		says=("Sheet 二",),
	),
	*(
		Case(
			"blocks",
			f"in another order in an {suffix}",
			f"{MEDICAL}{suffix}",
			_continued,
			accepted=2,
			facts=(3020, 4007),
		)
		for suffix in (".xlsx", ".ods")
	),
	Case(
		"blocks",
		"with a column missing",
		f"{MEDICAL}.xlsx",
		_continued_without_a_column,
		refusal=("missing_column",),
		says=("住院自付", "Row 3"),
	),
	Case("blocks", "side by side", f"{MEDICAL}.xlsx", _side_by_side, refusal=("ambiguous_column",)),
	Case(
		"merged",
		"the number of one person",
		f"{MEDICAL}.xlsx",
		_one_person_of_two_bills,
		accepted=3,
		facts=(3020, 4020, 3020),
	),
	*(
		Case(
			"merged",
			f"an amount in an {suffix}",
			f"{MEDICAL}{suffix}",
			_shared_figure,
			accepted=1,
			refused={"bad_amount": 2},
			facts=(3020,),
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	*(
		Case(
			"hidden",
			f"rows of an {suffix}",
			f"{MEDICAL}{suffix}",
			_hidden,
			accepted=5,
			says=("3 hidden rows",),
		)
		for suffix in (".xlsx", ".xls", ".ods")
	),
	*(
		Case("official", f"an {suffix}", f"{MEDICAL}{suffix}", _official, accepted=2, facts=(3020, 3020))
		for suffix in (".xlsx", ".xls", ".ods")
	),
	Case(
		"remarks",
		"first, and they begin as sums do",
		f"{MEDICAL}.xlsx",
		_remarks_first(3000, 60000, 60000, 1),
		accepted=4,
		facts=(3020, 60020, 60020, 21),
	),
	Case(
		"remarks",
		"first, with an error behind them",
		f"{MEDICAL}.xlsx",
		_remarks_first(3000, CellError("#N/A"), 1, 1),
		accepted=3,
		refused={"bad_amount": 1},
	),
	Case("remarks", "first, and no number", f"{MEDICAL}.xlsx", _remark_and_no_number, refused={"bad_id": 1}),
)
