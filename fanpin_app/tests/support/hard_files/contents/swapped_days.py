"""Days of which a program has exchanged day and month."""

from datetime import date
from pathlib import Path

from fanpin_app.tests.support.hard_files.case import Case, Sample, medical, write

MEDICAL = "医保自付_202610"


def _days(*days: str | date):
	def fill(sample: Sample, path: Path) -> None:
		rows = [
			sample.bill(number % len(sample.people), 100 + number, 0, day) for number, day in enumerate(days)
		]
		write(path, medical(*rows))

	return fill


def _swapped(*days: int, year: int = 2026) -> list[date]:
	"""Days of October as dates of other months."""
	return [date(year, day, 10) for day in days]


CASES = (
	*(
		Case(
			"days exchanged with months",
			title,
			f"{MEDICAL}{suffix}",
			_days(*days),
			refusal=("ambiguous_column",),
			says=("结算日期",),
		)
		for title, suffix, days in (
			("text of later days", ".xlsx", (*_swapped(1, 2, 5), "13/10/2026", "28/10/2026")),
			("text with the month first", ".xls", (*_swapped(3, 4), "10-14-2026", "10-31-2026")),
			("text with points", ".ods", (*_swapped(6, 10), "15.10.2026")),
		)
	),
	*(
		Case(
			"days refused for their form",
			title,
			f"{MEDICAL}{suffix}",
			_days(*days),
			accepted=accepted,
			refused={"bad_date": len(days) - accepted},
			is_held=title == "beside text of other months",
		)
		for title, suffix, accepted, days in (
			("beside dates of the month", ".xlsx", 2, (date(2026, 10, 3), date(2026, 10, 10), "13/10/2026")),
			("alone", ".xls", 1, ("2026-10-03", "10/14/2026")),
			("beside text of other months", ".ods", 2, ("2026-03-10", "2026-04-10", "15.10.2026")),
		)
	),
	*(
		Case("days of several months", title, f"{MEDICAL}{suffix}", _days(*days), accepted=len(days))
		for title, suffix, days in (
			(
				"two late bills",
				".xlsx",
				(date(2026, 8, 10), date(2026, 9, 10), date(2026, 10, 4), date(2026, 10, 5)),
			),
			("many days", ".xls", [date(2026, month, 3 + month) for month in range(4, 11)]),
			(
				"late days",
				".ods",
				[date(2026, 7, 20), date(2026, 8, 21), date(2026, 9, 10), date(2026, 10, 22)],
			),
		)
	),
)
