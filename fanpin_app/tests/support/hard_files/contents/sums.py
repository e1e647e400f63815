"""Files with details and their sums: in another table, in rows between, or in rows that say so in some column."""

from collections.abc import Sequence
from pathlib import Path

import frappe

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.hard_files.case import Case, Sample, medical, write

MEDICAL = "医保自付_202610"
PEOPLE = range(5)


def _bill(sample: Sample, person: int, visit: int, day: str) -> list:
	return sample.bill(person, 1000 * visit + 37.5 * person, 20 + person, day)


def _details(sample: Sample, people: Sequence[int] = PEOPLE) -> list[list]:
	"""Two bills of each person."""
	return [
		_bill(sample, person, visit, f"2026-10-{visit * 3 + person:02}")
		for person in people
		for visit in (1, 2)
	]


def _sum(sample: Sample, person: int, day: str = "2026-10-31", change: float = 0) -> list:
	return sample.bill(person, 3000 + 75 * person + change, 40 + 2 * person, day)


def _sums(sample: Sample, change: float = 0) -> list[list]:
	return [_sum(sample, person, change=change) for person in PEOPLE]


def _sheets(name: str, change: float = 0, first: bool = False):
	"""A sheet of details, and one with a row for each person."""

	def fill(sample: Sample, path: Path) -> None:
		sheets = {"明细": medical(*_details(sample)), name: medical(*_sums(sample, change))}
		write(path, dict(reversed(sheets.items())) if first else sheets)

	return fill


def _villages(day: str | None, month: str = "2026-10"):
	"""A sheet for each of two villages, and one of all rows, under one day or in another month."""

	def fill(sample: Sample, path: Path) -> None:
		bills = [_bill(sample, person, 1, f"2026-10-{person + 3:02}") for person in PEOPLE]
		whole = [[*bill[:4], day or f"{month}-{number + 3:02}"] for number, bill in enumerate(bills)]
		write(path, {"甲村": medical(*bills[:2]), "乙村": medical(*bills[2:]), "汇总表": medical(*whole)})

	return fill


def _below(sample: Sample, path: Path) -> None:
	write(path, [*medical(*_details(sample)), [], ["按人汇总"], MEDICAL_HEADERS, *_sums(sample)])


def _rows_of_sums(day: str, first: bool = False, change: float = 0):
	"""A row with the sum of each person, with name and number, below or above the person's bills."""

	def fill(sample: Sample, path: Path) -> None:
		rows = []
		for person in PEOPLE:
			bills, total = _details(sample, [person]), _sum(sample, person, day, change)
			rows += [total, *bills] if first else [*bills, total]
		write(path, medical(*rows))

	return fill


def _marked(header: str, word: str, last: bool = False, change: float = 0):
	"""A sum of each person, which a column that is not read names as one."""

	def fill(sample: Sample, path: Path) -> None:
		rows = []
		for person in PEOPLE:
			rows += [["", *bill] for bill in _details(sample, [person])]
			rows.append([word, *_sum(sample, person, change=change)])
		headers = (header, *MEDICAL_HEADERS)
		if last:
			rows, headers = [[*row[1:], row[0]] for row in rows], (*MEDICAL_HEADERS, header)
		write(path, medical(*rows, headers=headers))

	return fill


def _held(sample: Sample) -> list[str]:
	because = frappe.get_last_doc("Data Batch").held_because or ""
	return [] if "sum" in because and "5 of 5 people" in because else [f"is held because {because!r}"]


def _held_case(title: str, fill, accepted: int = 15, extension: str = ".xlsx") -> Case:
	return Case(
		"details and sums", title, f"{MEDICAL}{extension}", fill, accepted=accepted, check=_held, is_held=True
	)


CASES = (
	_held_case("a sheet of sums", _sheets("按人汇总")),
	_held_case("a sheet of sums without a name", _sheets("Sheet2"), extension=".xls"),
	_held_case("the sums first", _sheets("汇总", first=True), extension=".ods"),
	_held_case("sums rounded to yuan", _sheets("合计", change=0.4)),
	_held_case("a table of sums below", _below),
	_held_case("villages, and all of them under one day", _villages("2026-10-30"), accepted=10),
	_held_case("rows of sums", _rows_of_sums("2026-10-31")),
	_held_case("rows of sums on the day of a bill", _rows_of_sums("2026-10-06"), extension=".xls"),
	_held_case("rows of sums first", _rows_of_sums("2026-10-31", first=True), extension=".ods"),
	*(
		Case(
			"rows named as sums",
			f"{word} under {header}",
			f"{MEDICAL}{extension}",
			fill,
			accepted=10,
			refused={"stand_in": 5},
		)
		for header, word, extension, fill in (
			("序号", "小计", ".xlsx", _marked("序号", "小计")),
			("类型", "合计", ".xls", _marked("类型", "合计")),
			("备注", "本页合计", ".ods", _marked("备注", "本页合计", last=True)),
		)
	),
	*(
		Case("no sums", title, f"{MEDICAL}.xlsx", fill, accepted=accepted)
		for title, fill, accepted in (
			("a second sheet of other bills", _sheets("第二批", change=500), 15),
			("two sheets of bills and one of another month", _villages(None, "2026-09"), 10),
			("three bills of each person", _rows_of_sums("2026-10-30", change=700), 15),
			("words that are no sums", _marked("类型", "住院合计次数", change=700), 15),
		)
	),
)
