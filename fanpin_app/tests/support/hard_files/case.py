"""Defines a case, the people in its file, and how the file is written."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import frappe

from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_household,
	make_id_number,
	make_region,
	member,
)
from fanpin_app.tests.support.random_files import formats
from fanpin_app.tests.support.random_files.cell_values import Cell, FileTraits
from fanpin_app.tests.support.random_files.layout import Book, Line, Sheet

DAY = "2026-10-08"
SAVERS = {".xlsx": formats.save_xlsx, ".xls": formats.save_xls, ".ods": formats.save_ods}
# Without units, for tests of text files and of notes in brackets.
PLAIN_HEADERS = ("姓名", "身份证号", "住院自付", "门诊自付", "结算日期")
INCOME_HEADERS = (
	"户编号",
	"户主姓名",
	"工资性收入",
	"生产经营性收入",
	"财产性收入",
	"转移性收入",
	"生产经营性支出",
)
Row = Sequence[Cell]
PEOPLE = 6


@dataclass
class Sample:
	"""Some people, each in a household of their own, and the folder for the files."""

	folder: Path
	# Name, ID number, number of the household.
	people: list[tuple[str, str, str]]
	village: str = VILLAGE
	other_village: str = OTHER_VILLAGE

	def bill(
		self, person: int = 0, inpatient: Cell = 3000, outpatient: Cell = 20, day: Cell = DAY, **written
	) -> list:
		"""A row of the medical file; `number` and `name` replace those of the person."""
		name, number, _household = self.people[person]
		return [written.get("name", name), written.get("number", number), inpatient, outpatient, day]

	def income(self, person: int, *amounts: Cell) -> list:
		name, _number, household = self.people[person]
		return [household, name, *amounts]


def make_sample(folder: Path) -> Sample:
	for village in (VILLAGE, OTHER_VILLAGE):
		make_region(village)
	people = []
	for _ in range(PEOPLE):
		number = make_id_number()
		household = make_household(members=[member(member_name="林试", id_number=number)])
		people.append(("林试", number, household.name))
	return Sample(folder, people)


@dataclass(frozen=True)
class Case:
	"""One file of a kind. Fields that are not set are not checked."""

	kind: str
	title: str
	file_name: str
	write: Callable[[Sample, Path], None]
	# Why the whole file is refused; otherwise it is loaded.
	refusal: tuple[str, ...] = ()
	accepted: int = 0
	# Reason → rows.
	refused: Mapping[str, int] = field(default_factory=dict)
	# Parts of the batch's message or remarks, in English.
	says: tuple[str, ...] = ()
	# Yuan of each bill, or words of each fact, in file order.
	facts: tuple | None = None
	period: str | None = None
	# Whether somebody must let it pass before it is loaded.
	is_held: bool = False
	# Further checks of the database after the load.
	check: Callable[[Sample], list[str]] | None = None

	def is_for_agencies(self) -> bool:
		return not self.kind.startswith("register") and not self.kind.startswith("income")


def medical(*rows: Row, above: Sequence[Row] = (), headers: Row = MEDICAL_HEADERS) -> list[Row]:
	return [*above, headers, *rows]


def write(
	path: Path,
	sheets: Mapping[str, Sequence[Row]] | Sequence[Row],
	merged: Sequence[tuple[int, int, int, int]] = (),
	hidden: Sequence[int] = (),
	from_1904: bool = False,
) -> None:
	"""A workbook; its extension is the format. `merged`: top, left, bottom, right; `hidden`: rows; all from 0, on
	every sheet."""
	if not isinstance(sheets, Mapping):
		sheets = {"Sheet1": sheets}
	book = Book(
		None,
		FileTraits(is_text=False, from_1904=from_1904),
		[
			Sheet(
				name,
				[Line(list(row), is_hidden=number in hidden) for number, row in enumerate(rows)],
				list(merged),
			)
			for name, rows in sheets.items()
		],
	)
	SAVERS[path.suffix](book, path, Random(0))


def write_text(
	path: Path, rows: Sequence[Row], encoding: str = "utf-8-sig", separator: str = ",", line_end: str = "\r\n"
) -> None:
	written = io.StringIO()
	csv.writer(written, delimiter=separator, lineterminator="\r\n").writerows(rows)
	path.write_bytes(written.getvalue().replace("\r\n", line_end).encode(encoding))


def wages_of(household: str) -> float | None:
	return frappe.db.get_value("Income Statement", {"household": household, "year": 2026}, "wage_income")


def heads_of(household: str) -> int:
	return frappe.db.count(
		"Household Member", {"parent": household, "relation": "Household Head", "status": "Living"}
	)
