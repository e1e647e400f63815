"""Names of files that say more than what the file is about: the day on which it was sent, or that it does not count."""

from pathlib import Path

import frappe

from fanpin_app.tests.support.hard_files.case import DAY, Case, Sample, medical, write


def _bills(*days: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(*(sample.bill(number, day=day) for number, day in enumerate(days))))

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
)
