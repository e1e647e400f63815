"""Names of files that say more than what the file is about: the day on which it was sent."""

from pathlib import Path

from fanpin_app.tests.support.hard_files.case import Case, Sample, medical, write


def _bills(*days: str):
	def fill(sample: Sample, path: Path) -> None:
		write(path, medical(*(sample.bill(number, day=day) for number, day in enumerate(days))))

	return fill


CASES = (
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
