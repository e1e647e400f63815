"""Notes behind a header of days or names, and currencies above a table."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import PLAIN_HEADERS, Case, Sample, write, write_text

MEDICAL = "医保自付_202610"
AMBIGUOUS = ("ambiguous_column",)


def _headers(name: str = "姓名", day: str = "结算日期", above: tuple[str, ...] = ()):
	def fill(sample: Sample, path: Path) -> None:
		rows = [(name, *PLAIN_HEADERS[1:4], day), sample.bill(0), sample.bill(1)]
		if above:
			rows.insert(0, above)
		(write_text if path.suffix == ".csv" else write)(path, rows)

	return fill


CASES = (
	*(
		Case(
			"notes behind a header of days",
			f"{day}{suffix}",
			f"{MEDICAL}{suffix}",
			_headers(day=day),
			refusal=AMBIGUOUS,
			says=("结算日期",),
		)
		for day, suffix in (
			("结算日期（农历）", ".xlsx"),
			("结算日期(佛历)", ".xls"),
			("结算日期【入院】", ".ods"),
			("结算日期（上传时间）", ".csv"),
			("结算日期（打印）", ".xlsx"),
			("结算日期（录入日期）", ".xlsx"),
		)
	),
	Case(
		"notes behind a header of days",
		"not understood",
		f"{MEDICAL}.xlsx",
		_headers(day="结算日期（UTC）"),
		accepted=2,
		says=("UTC", "not understood"),
	),
	*(
		Case(
			"notes behind a header of days",
			f"none: {day}",
			f"{MEDICAL}.xlsx",
			_headers(day=day),
			accepted=2,
			facts=(3020, 3020),
		)
		for day in ("结算日期（必填）", "结算日期（YYYY-MM-DD）", "结算日期（公历）", "结算日期(年/月/日)")
	),
	*(
		Case(
			"notes behind a header of names",
			name,
			f"{MEDICAL}.xlsx",
			_headers(name=name),
			refusal=AMBIGUOUS,
			says=("姓名",),
		)
		for name in ("姓名（经办人）", "姓名(家长)", "姓名【联系人】")
	),
	*(
		Case(
			"notes behind a header of names",
			f"none: {name}",
			f"{MEDICAL}.xlsx",
			_headers(name=name),
			accepted=2,
		)
		for name in ("姓名（必填）", "姓名(患者)", "姓名（户主）")
	),
	Case(
		"notes behind a header of names",
		"none: a clerk above the table",
		f"{MEDICAL}.xlsx",
		_headers(above=("填报人：甲", "填报人：甲", "审核人：乙")),
		accepted=2,
	),
	*(
		Case(
			"currencies above the table",
			" ".join(above),
			f"{MEDICAL}{suffix}",
			_headers(above=above),
			refusal=AMBIGUOUS,
		)
		for above, suffix in (
			(("币种：港币",), ".xlsx"),
			(("币 种：", "美元"), ".xls"),
			(("货币：HKD",), ".ods"),
			(("币别：澳门币",), ".xlsx"),
		)
	),
	*(
		Case(
			"currencies above the table",
			f"none: {' '.join(above)}",
			f"{MEDICAL}.xlsx",
			_headers(above=above),
			accepted=2,
			facts=(3020, 3020),
		)
		for above in (("币种：人民币",), ("币种：人民币元",), ("币种：", "人民币"), ("货币：CNY",))
	),
)
