"""What is written above and beside a table, and may change what it means: units, notes in brackets, other tables."""

from pathlib import Path

from fanpin_app.tests.hard_files.case import Case, World, medical, write

MEDICAL = "医保自付_202610.xlsx"
PLAIN_HEADERS = ("姓名", "身份证号", "住院自付", "门诊自付", "结算日期")
AMBIGUOUS = ("ambiguous_column",)


def _below_line(line: str):
	def fill(world: World, path: Path) -> None:
		write(path, medical(world.bill(0, 3, 2), above=[[line]], headers=PLAIN_HEADERS))

	return fill


def _inpatient(header: str, figure: float = 3000):
	def fill(world: World, path: Path) -> None:
		write(path, [[*PLAIN_HEADERS[:2], header, *PLAIN_HEADERS[3:]], world.bill(0, figure)])

	return fill


CASES = (
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
		for unit in ("分", "角", "w")
	),
)
