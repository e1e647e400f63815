"""Oddities in agencies' rows: some can be repaired when reading, others must be refused.

Each function takes a row (a dict of a layout's keys) and returns the changed row, or None if it does not suit the row.
The key `id` contains the value by which a row is matched, `day` its date.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fanpin_app.registry.households.id_numbers import check_digit

Row = dict
RowChange = Callable[[Row], Row | None]
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
EXCEL_EPOCH = date(1899, 12, 30)


def spaced_id(row: Row) -> Row:
	number = row["id"]
	return {**row, "id": f"{number[:6]} {number[6:14]} {number[14:]}"}


def full_width_id(row: Row) -> Row:
	return {**row, "id": row["id"].translate(FULL_WIDTH)}


def small_x_id(row: Row) -> Row | None:
	return {**row, "id": row["id"].replace("X", "x")} if "X" in row["id"] else None


def code_as_number(row: Row) -> Row:
	return {**row, "id": int(row["id"])}


def formula_name(row: Row) -> Row:
	return {**row, "name": "=" + row["name"]}


def at_name(row: Row) -> Row:
	return {**row, "name": "@" + row["name"]}


def slashed_date(row: Row) -> Row:
	return {**row, "day": f"{row['day']:%Y/%m/%d}"}


def dotted_date(row: Row) -> Row:
	day = row["day"]
	return {**row, "day": f"{day.year}.{day.month}.{day.day}"}


def chinese_date(row: Row) -> Row:
	day = row["day"]
	return {**row, "day": f"{day.year}年{day.month}月{day.day}日"}


def serial_date(row: Row) -> Row:
	return {**row, "day": (row["day"] - EXCEL_EPOCH).days}


def comma_amount(key: str) -> RowChange:
	def change(row: Row) -> Row | None:
		return {**row, key: f"{row[key]:,.2f}"} if row[key] >= 1_000 else None

	return change


def yuan_amount(key: str) -> RowChange:
	def change(row: Row) -> Row | None:
		return {**row, key: f"{row[key]}元"} if row[key] else None

	return change


def duplicate(row: Row) -> Row:
	return dict(row)


def bad_date(row: Row) -> Row:
	return {**row, "day": f"{row['day'].year}-02-30"}


def bad_amount(key: str) -> RowChange:
	def change(row: Row) -> Row:
		return {**row, key: "约三千"}

	return change


def bad_id(row: Row) -> Row:
	number = row["id"]
	wrong_digit = next(digit for digit in "1234" if digit != check_digit(number[:17]))
	return {**row, "id": number[:17] + wrong_digit + number[18:]}


def precision_lost(row: Row) -> Row | None:
	return {**row, "id": float(row["id"])} if row["id"].isdigit() else None


def unknown_person(stranger: Callable[[], str]) -> RowChange:
	def change(row: Row) -> Row:
		return {**row, "id": stranger() + row["id"][18:]}

	return change


def except_on_head(change: RowChange) -> RowChange:
	"""The registry's household values are in the head's row, which must remain readable."""
	return lambda row: None if row["relation"] == "户主" else change(row)
