"""Titles and names of sheets by which what the rows report is over: 注销残疾证人员, 危房改造竣工验收, 就业登记."""

from pathlib import Path

from fanpin_app.tests.support.builders import VILLAGE
from fanpin_app.tests.support.hard_files.case import Case, Row, Sample, write, write_text

AMBIGUOUS = ("ambiguous_column",)
SUFFIXES = (".xlsx", ".xls", ".ods")
UNEMPLOYED, DISABLED, DROPPED_OUT = "失业登记_202610", "残疾证_202610", "辍学_202610"
HOUSING, WELFARE, REGISTER = "危房鉴定_202610", "低保特困_202610", "农户信息_202610"
DAY = "2026-10-08"
# Feed → headers, and the cells behind name and number.
TABLES: dict[str, tuple[Row, Row]] = {
	UNEMPLOYED: (("姓名", "身份证号", "登记日期"), (DAY,)),
	HOUSING: (("户主姓名", "证件号码", "鉴定等级", "鉴定日期"), ("D级", DAY)),
	DROPPED_OUT: (("学生姓名", "学生身份证号", "就学状态", "登记日期"), ("辍学", DAY)),
	WELFARE: (("姓名", "证件号码", "类别", "状态", "日期"), ("低保", "新增", DAY)),
}


def _titled(feed: str, title: Row, *states: str):
	"""Two rows below a title; `states`: those of the rows, which otherwise have that of the feed's table."""

	def fill(sample: Sample, path: Path) -> None:
		headers, rest = TABLES[feed]
		rows = [[*sample.people[number][:2], *rest] for number in range(2)]
		for row, state in zip(rows, states, strict=False):
			row[-2] = state
		(write_text if path.suffix == ".csv" else write)(path, [title, headers, *rows])

	return fill


def _cards(title: str):
	def fill(sample: Sample, path: Path) -> None:
		rows = [[name, f"{number}42", "二级", DAY] for name, number, _household in sample.people[:2]]
		write(path, [[title], ["姓名", "残疾证号", "残疾等级", "发证日期"], *rows])

	return fill


def _register(name: str, title: str, *states: str):
	"""A register of two sheets; `name` and `title` are those of the second one, `states` those of its people."""

	def fill(sample: Sample, path: Path) -> None:
		headers = ["户编号", "村代码", "姓名", "与户主关系", "证件号码", "人员状态"]
		rows = [
			[household, VILLAGE, name, "户主", number, state]
			for (name, number, household), state in zip(sample.people, ("在世", *states), strict=False)
		]
		write(path, {"农户": [headers, rows[0]], name: [[title], headers, *rows[1:]]})

	return fill


CASES = (
	*(
		Case(
			"titles of what is over",
			title,
			f"{feed}{suffix}",
			_titled(feed, [title]),
			refusal=AMBIGUOUS,
			says=("above its table", title),
		)
		for feed, title, suffix in (
			(UNEMPLOYED, "2026年10月注销失业登记人员名单", ".xlsx"),
			(UNEMPLOYED, "2026年10月退出失业登记人员", ".csv"),
			(HOUSING, "2026年10月危房改造竣工验收名单", ".xls"),
			(HOUSING, "2026年10月危房拆除销号台账", ".ods"),
			(HOUSING, "2026年危房改造前等级", ".xlsx"),
			(HOUSING, "已消除住房安全隐患农户", ".xlsx"),
			(DROPPED_OUT, "2026年10月辍学学生销号表", ".xlsx"),
			(WELFARE, "2026年10月低保退出人员名单", ".xlsx"),
		)
	),
	*(
		Case(
			"titles of what is over",
			title,
			f"{DISABLED}{suffix}",
			_cards(title),
			refusal=AMBIGUOUS,
			says=(title,),
		)
		for title, suffix in (
			("注销残疾证人员名单", ".xlsx"),
			("残疾证过期人员名单", ".xls"),
			("残疾人死亡减员名单", ".ods"),
		)
	),
	Case(
		"titles of what is over",
		"beside the day of making",
		f"{UNEMPLOYED}.xlsx",
		_titled(UNEMPLOYED, ["注销失业登记人员名单", "", "2026年11月"]),
		refusal=AMBIGUOUS,
	),
	Case(
		"titles of what is over",
		"in the file's name",
		f"注销{UNEMPLOYED}.xlsx",
		_titled(UNEMPLOYED, ["2026年10月人员名单"]),
		refusal=AMBIGUOUS,
	),
	*(
		Case(
			"titles of what is over",
			f"none: {title}",
			f"{feed}.xlsx",
			_titled(feed, [title], *states),
			accepted=2,
		)
		for feed, title, *states in (
			(HOUSING, "D级危房拆除重建户名单"),
			(HOUSING, "2026年危房改造竣工验收名单", "A级", "B级"),
			(DROPPED_OUT, "辍学学生销号表", "在读", "复学"),
			(WELFARE, "低保退出人员名单", "停保", "停保"),
			(WELFARE, "低保新增、退出人员名单", "新增", "停保"),
			(WELFARE, "低保新增、变更人员名单"),
		)
	),
	Case(
		"titles of what is over",
		"none: replaced cards",
		f"{DISABLED}.xlsx",
		_cards("残疾证过期换证人员名单"),
		accepted=2,
	),
	*(
		Case(
			"titles of people at work", title, f"{UNEMPLOYED}{suffix}", fill, refusal=AMBIGUOUS, says=(title,)
		)
		for title, suffix in (
			("2026年10月就业登记人员名单", ".xlsx"),
			("2026年10月灵活就业登记名册", ".xls"),
			("参加失业保险人员名单", ".ods"),
			("稳岗人员名单", ".csv"),
			("就业困难人员认定名单", ".xlsx"),
		)
		for fill in [_titled(UNEMPLOYED, [title])]
	),
	*(
		Case("titles of people at work", f"none: {title}", f"{UNEMPLOYED}.xlsx", fill, accepted=2)
		for title in (
			"2026年10月失业登记人员名单",
			"就业失业登记人员名单",
			"就业困难人员失业登记名单",
			"领取失业保险金人员名单",
			"公共就业服务中心登记失业人员",
		)
		for fill in [_titled(UNEMPLOYED, [title])]
	),
	*(
		Case(
			"register titles of people who left",
			f"{name}: {title}",
			f"{REGISTER}.xlsx",
			fill,
			refusal=AMBIGUOUS,
		)
		for name, title in (
			("减少人员", "花名册"),
			("10月", "2026年10月自然减少人员花名册"),
			("减员", "减员"),
		)
		for fill in [_register(name, title, "在世", "在世")]
	),
	*(
		Case("register titles of people who left", f"none: {title}", f"{REGISTER}.xlsx", fill, accepted=3)
		for title, fill in (
			("自然减少人员花名册", _register("减少人员", "自然减少人员花名册", "死亡", "死亡")),
			("风险消除户花名册", _register("10月", "风险消除户花名册", "在世", "在世")),
			("脱贫退出户花名册", _register("10月", "脱贫退出户花名册", "在世", "在世")),
		)
	),
)
