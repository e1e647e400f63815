"""Names of files that say more than what the file is about: the day on which it was sent, or that it does not count."""

from pathlib import Path

import frappe

from fanpin_app.tests.support.hard_files.case import DAY, Case, Sample, medical, write


def _bills(*days: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(*(sample.bill(number, day=day) for number, day in enumerate(days))))

	return fill


def _sheet(name: str, *days: str):
	def fill(sample: Sample, path: Path) -> None:
		rows = [sample.bill(number, day=day) for number, day in enumerate(days)]
		write(path, {name: medical(*rows)})

	return fill


def _titled(title: str, *days: str):
	def fill(sample: Sample, path: Path) -> None:
		rows = [sample.bill(number, day=day) for number, day in enumerate(days)]
		write(path, medical(*rows, above=[[title]]))

	return fill


def _held(sample: Sample) -> list[str]:
	batch = frappe.get_last_doc("Data Batch")
	return [] if batch.status == "Held" else [f"is {batch.status}"]


CASES = (
	*(
		Case("revoking names", name, name, _bills(DAY, "2026-10-05"), accepted=2, check=_held, is_held=True)
		for name in (
			"医保自付_202610（作废）.xlsx",
			"医保自付_202610_测试.xls",
			"医保自付_202610草稿.ods",
			"医保退费_202610.xlsx",
			"医保自付_202610（请勿导入）.xlsx",
		)
	),
	*(
		Case(
			"names of several months",
			name,
			name,
			_bills(DAY, "2026-10-06"),
			accepted=2,
			check=_held,
			is_held=True,
		)
		for name in (
			"医保自付1-10月.xlsx",
			"医保自付_202609-202610.xls",
			"医保自付2026年1月至10月.ods",
			"医保自付2026年9月-2026年10月.xlsx",
		)
	),
	*(
		Case("ordinary names", name, name, _bills(*days), accepted=2, period="202610", says=said)
		for name, days, said in (
			("医保自付_202610（未作废）.xlsx", (DAY, DAY), ()),
			("医保自付20261001-20261031.xlsx", (DAY, "2026-10-09"), ()),
			("医保自付10.1-10.31.xls", (DAY, "2026-10-09"), ()),
			("医保自付模板_202610.xlsx", (DAY, "2026-10-09"), ("模板",)),
			("医保自付_2026-10月.xlsx", (DAY, "2026-10-09"), ()),
		)
	),
	*(
		Case("days of sending", name, name, _bills(*days), accepted=2, period=month)
		for name, days, month in (
			("医保自付_20261009.xlsx", ("2026-09-08", "2026-09-30"), "202609"),
			("医保自付20261001导出.xls", ("2026-09-01", "2026-09-30"), "202609"),
			("医保自付_2026-10-09.ods", ("2026-09-08", "2026-09-09"), "202609"),
			("医保自付_20261009.xlsx", ("2026-09-30", "2026-10-02"), "202610"),
			("202610医保自付_20261009.xlsx", ("2026-09-08", "2026-09-30"), "202610"),
		)
	),
	*(
		Case(
			"sheets of several months",
			name,
			file_name,
			_sheet(name, *days),
			accepted=2,
			check=_held,
			is_held=True,
		)
		for name, file_name, days in (
			("1-10月累计", "医保自付_202610.xlsx", (DAY, "2026-10-06")),
			("10月累计", "医保自付_202610.xls", (DAY, "2026-10-06")),
			("三季度", "医保自付_202609.ods", ("2026-09-08", "2026-09-30")),
			("上半年", "医保自付_202606.xlsx", ("2026-06-30", "2026-06-30")),
			("医保", "医保自付累计_202610.xlsx", (DAY, "2026-10-31")),
		)
	),
	*(
		Case("sheets of one month", name, "医保自付_202610.xlsx", _sheet(name, *days), accepted=2)
		for name, days in (
			("10月", (DAY, "2026-10-06")),
			("1-10月", (DAY, "2026-08-06")),
			("2026年度", (DAY, "2026-10-06")),
		)
	),
	*(
		Case(
			"titles of another month",
			title,
			file_name,
			_titled(title, *days),
			accepted=2,
			check=_held,
			is_held=True,
		)
		for title, file_name, days in (
			("2026年9月医保自付情况表", "医保自付_202610.xlsx", ("2026-09-08", "2026-09-30")),
			("医保自付（2026.08）", "医保自付_202609.xls", ("2026-08-08", "2026-08-09")),
			("某镇二〇二六年九月医保自付", "医保自付2026年10月.ods", ("2026-09-08", "2026-09-09")),
		)
	),
	*(
		Case("titles that go with the name", title, "医保自付_202610.xlsx", _titled(title, *days), accepted=2)
		for title, days in (
			("2026年10月医保自付情况表", ("2026-09-08", "2026-09-30")),
			("2026年9月医保自付情况表", (DAY, "2026-09-30")),
			("医保自付情况表", ("2026-09-08", "2026-09-30")),
		)
	),
)
