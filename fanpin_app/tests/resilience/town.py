"""The data of the tasks: a made-up city, the register that part of it was loaded from, and the files to load."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import frappe
from benchmark import city, files
from openpyxl import Workbook, load_workbook

from fanpin_app.discovery.loading import pipeline

HOUSEHOLDS = 3_000
MEMBERS_OF_REGISTER = 20_000
PEOPLE, BILLS_PER_PERSON = 1_000, 20
# Of ten households of the register file, how many are registered already.
KNOWN_OF_TEN = 8
ALIVE = "在世"


@dataclass(frozen=True)
class Town:
	"""URLs of stored files that are not loaded: an agency's monthly file, and a register."""

	monthly_file: str
	register: str


def build(folder: Path) -> Town:
	"""Rebuild the city. Most households of the register file are in it, some with other data."""
	city.build(HOUSEHOLDS, lambda line: None)
	register = files.write_register(folder / "农户信息.xlsx", MEMBERS_OF_REGISTER)
	pipeline.load_file(_write_earlier_register(register, folder / "农户信息_2025.xlsx"))
	monthly_file = _write_monthly_file(folder / "医保自付_202610.xlsx")
	return Town(_store(monthly_file), _store(register))


def _write_earlier_register(register: Path, path: Path) -> Path:
	"""The register with fewer households, some in another village, some with another phone, and nobody dead."""
	sheet = load_workbook(register, read_only=True).active
	header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
	number_at, village_at = header.index("户编号"), header.index("村代码")
	phone_at, status_at = header.index("联系电话"), header.index("人员状态")
	villages = sorted({row[village_at] for row in rows})
	workbook = Workbook(write_only=True)
	earlier = workbook.create_sheet()
	earlier.append(header)
	for row in rows:
		number = int(row[number_at][-4:])
		if number % 10 >= KNOWN_OF_TEN:
			continue
		if number % 25 == 0:
			row[village_at] = villages[villages.index(row[village_at]) - 1]
		if number % 7 == 0 and row[phone_at]:
			row[phone_at] = "13800000000"
		row[status_at] = ALIVE
		earlier.append(row)
	workbook.save(path)
	return path


def _write_monthly_file(path: Path) -> Path:
	people = frappe.get_all(
		"Household Member",
		filters={"parenttype": "Household"},
		fields=["member_name", "id_number"],
		order_by="parent asc, idx asc",
		limit=PEOPLE,
	)
	workbook = Workbook(write_only=True)
	sheet = workbook.create_sheet()
	sheet.append(files.MEDICAL)
	for bill in range(1, BILLS_PER_PERSON + 1):
		for index, person in enumerate(people):
			date = f"2026-10-{bill:02d}"
			sheet.append((person.member_name, person.id_number, index * bill % 7919, bill, date))
	workbook.save(path)
	return path


def _store(path: Path) -> str:
	url = pipeline.store_file(path.name, path.read_bytes()).file_url
	frappe.db.commit()
	return url
