"""Where the works are done: a made-up city, a register that part of it came from, and the files that are to come."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import frappe
from benchmark import city, files
from openpyxl import Workbook, load_workbook

from fanpin_app.discovery.loading import pipeline

HOUSEHOLDS = 3_000
MEMBERS_OF_REGISTER = 20_000
# Of so many people so many bills each.
PEOPLE, BILLS = 1_000, 20
# Of ten households of the register, so many are in it already.
KNOWN = 8
ALIVE = "在世"


@dataclass(frozen=True)
class Town:
	"""The URLs of files that are stored and not loaded: a month of an agency's, and a register."""

	month: str
	register: str


def build(folder: Path) -> Town:
	"""Makes the site's city anew. Most of the register's households are in it, some of them otherwise."""
	city.build(HOUSEHOLDS, lambda told: None)
	register = files.write_register(folder / "农户信息.xlsx", MEMBERS_OF_REGISTER)
	pipeline.load_file(_a_while_ago(register, folder / "农户信息_2025.xlsx"))
	month = _write_month(folder / "医保自付_202610.xlsx")
	return Town(_stored(month), _stored(register))


def _a_while_ago(register: Path, path: Path) -> Path:
	"""The same register with fewer households, some in another village, some with another phone, and all alive."""
	sheet = load_workbook(register, read_only=True).active
	header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
	number_at, village_at = header.index("户编号"), header.index("村代码")
	phone_at, status_at = header.index("联系电话"), header.index("人员状态")
	villages = sorted({row[village_at] for row in rows})
	workbook = Workbook(write_only=True)
	before = workbook.create_sheet()
	before.append(header)
	for row in rows:
		number = int(row[number_at][-4:])
		if number % 10 >= KNOWN:
			continue
		if number % 25 == 0:
			row[village_at] = villages[villages.index(row[village_at]) - 1]
		if number % 7 == 0 and row[phone_at]:
			row[phone_at] = "13800000000"
		row[status_at] = ALIVE
		before.append(row)
	workbook.save(path)
	return path


def _write_month(path: Path) -> Path:
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
	for bill in range(1, BILLS + 1):
		for place, person in enumerate(people):
			told = (person.member_name, person.id_number, place * bill % 7919, bill, f"2026-10-{bill:02d}")
			sheet.append(told)
	workbook.save(path)
	return path


def _stored(path: Path) -> str:
	url = pipeline.store_file(path.name, path.read_bytes()).file_url
	frappe.db.commit()
	return url
