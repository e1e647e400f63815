"""The period of a file: the month (202610) or the year (2026) that it reports on. It is read or asked for, never guessed.

Among files of one feed the later period has the last word, so a wrong one would let an old file outrank a correction.
"""

import re
from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path

import frappe
from frappe import _
from frappe.utils import getdate

from fanpin_app.discovery import corrections, workbook
from fanpin_app.discovery.feeds import enabled_feeds
from fanpin_app.discovery.refusal import FileRefused, RowRefused
from fanpin_app.discovery.rows import data_rows, read
from fanpin_app.discovery.tables import Table, find_table
from fanpin_app.discovery.workbook import Sheet

# 2026-10, 2026.10, 2026年9月份, 202610, 20261009.
MONTH_IN_NAME = re.compile(
	r"(?<!\d)(20\d{2})(?:[-_. 年]+(0?[1-9]|1[0-2])(?!\d)|(0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?(?!\d))"
)
YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
MONTH = re.compile(r"20\d{2}(?:0[1-9]|1[0-2])")
YEAR = re.compile(r"20\d{2}")
FACTS = "Indicator Record"
# So many rows show which month a file is about.
ROWS_LOOKED_AT = 2000


def month_in_name(file_name: str) -> str | None:
	found = MONTH_IN_NAME.search(file_name)
	if not found:
		return None
	year, apart, together = found.groups()
	return f"{year}{apart or together:0>2}"


def year_in_name(file_name: str) -> str | None:
	found = YEAR_IN_NAME.search(file_name)
	return found and found[1]


def of_file(path: Path, file_name: str, feed: str | None = None) -> str:
	"""The period that the file's name says, or else the month of its days.

	Raises `frappe.ValidationError`, which asks for it, where neither says which: a month's file is never one of a year.
	"""
	month = month_in_name(file_name)
	sheets = [] if month else _sheets(path)
	if corrected := _batch_named_in(sheets):
		return frappe.db.get_value("Data Batch", corrected, "period")
	table = _table(sheets, feed)
	if table is None:
		# What cannot be read is refused when it is loaded, whatever its period.
		return month or year_in_name(file_name) or _this_month()
	if table.feed.target != FACTS:
		return year_in_name(file_name) or _this_month()
	months = {f"{day:%Y%m}" for day in _days(table)}
	if len(months) != 1:
		frappe.throw(
			_(
				"Which month is “{0}” about? Its name does not say, and its days are of {1} months. Enter the period, such as 202610."
			).format(file_name, len(months))
		)
	return months.pop()


def check(period: str) -> None:
	"""Raises `frappe.ValidationError` for what is neither a month nor a year, or has not begun."""
	if not (MONTH.fullmatch(period) or YEAR.fullmatch(period)):
		frappe.throw(
			_("The period {0} is neither a month such as 202610 nor a year such as 2026.").format(period)
		)
	if period > _this_month()[: len(period)]:
		frappe.throw(
			_("The period {0} has not begun. Enter the month that the file is about.").format(period)
		)


def _sheets(path: Path) -> list[Sheet]:
	try:
		return list(workbook.read(path))
	except FileRefused:
		return []


def _batch_named_in(sheets: list[Sheet]) -> str | None:
	try:
		return corrections.batch_named_in(sheets)
	except FileRefused:
		return None


def _table(sheets: list[Sheet], feed: str | None) -> Table | None:
	try:
		return find_table(sheets, enabled_feeds(feed)) if sheets else None
	except FileRefused:
		return None


def _days(table: Table) -> Iterable[date]:
	column = table.feed.with_role("Record Date")[0]
	for row in islice(data_rows(table), ROWS_LOOKED_AT):
		try:
			yield read(row, column, table)
		except RowRefused:
			continue


def _this_month() -> str:
	return f"{getdate():%Y%m}"
