"""Units in lines, cells, headers and names around a table: read, or refused with a reason."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import PLAIN_HEADERS, Case, Sample, medical, write

MEDICAL = "医保自付_202610.xlsx"
AMBIGUOUS = ("ambiguous_column",)


def _below_line(line: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0, 3, 2), above=[[line]], headers=PLAIN_HEADERS))

	return fill


def _below_cells(*cells: str | None):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(sample.bill(0, 3, 2), above=[cells], headers=PLAIN_HEADERS))

	return fill


def _named(sheet: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, {sheet: medical(sample.bill(0, 3, 2), headers=PLAIN_HEADERS)})

	return fill


def _inpatient(header: str, figure: float = 3000):
	def fill(sample: Sample, path: Path) -> None:
		write(path, [[*PLAIN_HEADERS[:2], header, *PLAIN_HEADERS[3:]], sample.bill(0, figure)])

	return fill


CASES = (
	*(
		Case("units behind a name", header, MEDICAL, _inpatient(header, 3), accepted=1, facts=(yuan,))
		for header, yuan in (
			("住院自付/万元", 30020),
			("住院自付 单位：万元", 30020),
			("住院自付，元", 23),
			("住院自付千元", 3020),
		)
	),
	Case(
		"units behind a name",
		"of another money",
		MEDICAL,
		_inpatient("住院自付/美元"),
		refusal=AMBIGUOUS,
		says=("美元",),
	),
	*(
		Case("units of a line", line, MEDICAL, _below_line(line), accepted=1, facts=(yuan,))
		for line, yuan in (
			("单位:万", 50000),
			("单位（万）", 50000),
			("金额单位为万元", 50000),
			("以万元计", 50000),
			("计量单位 万元", 50000),
			("单位：万元/人", 50000),
			("单位：万元 制表日期：2026年11月3日", 50000),
			("数据来源：市医疗保障局　　单位：人、元　　（虚构样例）", 5),
			("填报单位：元谋县医保局", 5),
			("填报单位（盖章）：万州区医保局", 5),
			("单位分管领导：", 5),
			("人民币：万元", 50000),
			("金额：万元", 50000),
			("单位/万元", 50000),
			("单位—万元", 50000),
			("万元", 50000),
			("本表金额均以万元表示", 50000),
			("注：金额均为万元", 50000),
			("单位：10000元", 50000),
			("Unit: 10,000 yuan", 50000),
			("单位：元/人次", 5),
			("注：自付超过一万元的按万元计入大病", 5),
		)
	),
	*(
		Case("units of a line", line, MEDICAL, _below_line(line), refusal=AMBIGUOUS, says=(word,))
		for line, word in (
			("单位：美元", "美元"),
			("单位：元、万元", "元、万元"),
			("单位：分", "分"),
			("单位：元/月", "元/月"),
			("医保自付情况表（港币）", "港币"),
		)
	),
	*(
		Case(
			"units of a header",
			unit,
			MEDICAL,
			_inpatient(f"住院自付({unit})"),
			refusal=AMBIGUOUS,
			says=(unit,),
		)
		for unit in ("分", "角", "w", "10000", "%")
	),
	*(
		Case("units of names", name, name, _named(sheet), accepted=1, facts=(50000,))
		for name, sheet in (
			("医保自付_202610（万元）.xlsx", "Sheet1"),
			(MEDICAL, "明细(万元)"),
			(MEDICAL, "万元（万元）"),
		)
	),
	Case(
		"units of a header", "not closed", MEDICAL, _inpatient("住院自付(万元", 3), accepted=1, facts=(30020,)
	),
	Case(
		"units of a header",
		"of decimals",
		MEDICAL,
		_inpatient("住院自付(元,保留2位)"),
		accepted=1,
		facts=(3020,),
	),
	*(
		Case("units in two cells", title, MEDICAL, _below_cells(*cells), accepted=1, facts=(50000,))
		for title, cells in (
			("with a colon", ("单位：", "万元")),
			("an empty cell between", (None, "金额单位", None, "万元")),
			("in brackets", ("单位", "（万元）")),
		)
	),
	Case(
		"units in two cells",
		"of another money",
		MEDICAL,
		_below_cells("单位：", "美元"),
		refusal=AMBIGUOUS,
		says=("美元",),
	),
)
