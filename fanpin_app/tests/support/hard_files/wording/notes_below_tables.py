"""Notes above, beside and below a table on what marks mean, on all of its rows, and on the unit of its figures."""

from pathlib import Path

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.hard_files.case import (
	INCOME_HEADERS,
	PLAIN_HEADERS,
	Case,
	Row,
	Sample,
	write,
	write_text,
)

MEDICAL, INCOME = "医保自付_202610", "收入_2026"
AMBIGUOUS = ("ambiguous_column",)
IN_YUAN = ("姓名", "身份证号", "住院自付(元)", "门诊自付(元)", "结算日期")
IN_TEN_THOUSAND = ("姓名", "身份证号", "住院自付(万元)", "门诊自付(元)", "结算日期")


def _bills(*below: str, above: Row = (), headers: Row = PLAIN_HEADERS):
	def fill(sample: Sample, path: Path) -> None:
		rows = [headers, sample.bill(0, 0.3, 20), sample.bill(1, 0.3, 20), [], *([line] for line in below)]
		(write_text if path.suffix == ".csv" else write)(path, [*([above] if above else []), *rows])

	return fill


def _incomes(below: str, above: str = ""):
	def fill(sample: Sample, path: Path) -> None:
		rows = [INCOME_HEADERS, sample.income(0, 12_000, 0, 0, 0, 0), [below]]
		write(path, [*([[above]] if above else []), *rows])

	return fill


def _accidents(below: str):
	def fill(sample: Sample, path: Path) -> None:
		headers = ["姓名", "证件号码", "事故日期", "事故后果", "损失金额"]
		rows = [[*sample.people[0][:2], "2026-10-08", "死亡", 1000]]
		write(path, [headers, *rows, [below]])

	return fill


CASES = (
	*(
		Case(
			"notes on marked rows",
			line,
			f"{MEDICAL}{suffix}",
			_bills(line),
			refusal=AMBIGUOUS,
			says=(line,),
		)
		for line, suffix in (
			("注:红色为已退费", ".xlsx"),
			("标红的为本月死亡人员,不计", ".xls"),
			("绿色底纹为已剔除", ".ods"),
			("备注:标红人员为已退费人员,标黄为死亡人员", ".xlsx"),
			("注:标*的为已退费", ".csv"),
			("* 表示已冲销", ".xlsx"),
			("附注:黄色底色人员不计入", ".xlsx"),
			("注:红色字体为上月已报数据", ".xlsx"),
		)
	),
	Case(
		"notes on marked rows",
		"beside the line above the table",
		f"{MEDICAL}.xlsx",
		_bills(above=["单位:元", "", "", "", "", "", "", "红色为已退费"]),
		refusal=AMBIGUOUS,
	),
	*(
		Case("notes on marked rows", f"none: {line}", f"{MEDICAL}.xlsx", _bills(line), accepted=2)
		for line in (
			"红色为必填项",
			"带*为必填项,不填视为无效",
			"黄色底色为公式,请勿修改",
			"标红的为本月新增人员",
			"死亡人员请标红",
			"红字为冲销金额",
		)
	),
	*(
		Case(
			"notes on all rows",
			line,
			f"{MEDICAL}{suffix}",
			_bills(line),
			refusal=AMBIGUOUS,
			says=(line,),
		)
		for line, suffix in (
			("注:以上人员均已死亡", ".xlsx"),
			("以上数据未经核实,仅供参考", ".xls"),
			("注:以上为家庭合计数", ".ods"),
			("说明:含大病保险报销金额", ".csv"),
			("作废,以邮件为准", ".xlsx"),
		)
	),
	*(
		Case("notes on all rows", line, f"{INCOME}.xlsx", _incomes(line), refusal=AMBIGUOUS, says=(line,))
		for line in ("注:本表按月平均填列", "注:以上为人均数", "注:生产经营性收入已扣除支出")
	),
	Case(
		"notes on all rows",
		"a title in brackets",
		f"{INCOME}.xlsx",
		_incomes("", "(月平均)"),
		refusal=AMBIGUOUS,
	),
	*(
		Case("notes on all rows", f"none: {line}", file_name, fill, accepted=accepted)
		for line, file_name, fill, accepted in (
			*(
				(line, f"{MEDICAL}.xlsx", _bills(line), 2)
				for line in (
					"以上人员均已核实",
					"以上数据已剔除死亡人员",
					"以上人员无重复",
					"注:金额不含报销部分",
					"以上共2人",
				)
			),
			*(
				(line, f"{INCOME}.xlsx", _incomes(line), 1)
				for line in ("本表按季度报送", "注:生产经营性收入未扣除支出", "以上为全年收入")
			),
			("以上人员均已死亡", "意外事故_202610.xlsx", _accidents("以上人员均已死亡"), 1),
		)
	),
	*(
		Case("notes on units against headers", title, f"{MEDICAL}{suffix}", fill, refusal=AMBIGUOUS)
		for title, suffix, fill in (
			("below the table", ".xlsx", _bills("说明:本表金额单位为万元", headers=IN_YUAN)),
			("above the table", ".xls", _bills(above=["单位:万元"], headers=IN_YUAN)),
			("below a text file", ".csv", _bills("注:金额单位为万元", headers=MEDICAL_HEADERS)),
		)
	),
	*(
		Case("notes on units against headers", f"none: {title}", f"{MEDICAL}.xlsx", fill, accepted=2)
		for title, fill in (
			("one header has it", _bills(above=["单位:万元"], headers=IN_TEN_THOUSAND)),
			("yuan", _bills("单位:元", headers=IN_YUAN)),
			("an amount", _bills("注:自付超过1万元的另表上报", headers=IN_YUAN)),
		)
	),
)
