"""The period of a file: the month (202610) or the year (2026) that it reports on. It is read or asked for, never guessed.

Among files of one feed the later period takes precedence, so a wrong one would let an old file override a correction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import frappe
from frappe import _
from frappe.utils import add_to_date, getdate

from fanpin_app.discovery.feeds.definitions import enabled_feeds
from fanpin_app.discovery.loading import income_years
from fanpin_app.discovery.readers import workbook
from fanpin_app.discovery.readers.cells import text
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.refusals.errors import FileRefusedError, RowRefusedError
from fanpin_app.discovery.replacements import corrected_rows
from fanpin_app.discovery.tables.rows import data_rows, read, uncounted
from fanpin_app.discovery.tables.search import Table, find_table
from fanpin_app.discovery.tables.section_rows import around_header
from fanpin_app.discovery.targets import target_class

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch
	from fanpin_app.discovery.plausibility.hold import ReadFile

# 10月, with the year elsewhere in the name or missing.
MONTH_ALONE = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])月")
# 9.1-9.30: the days of a month.
DAYS_OF_MONTH = re.compile(r"(?<![\d.])(0?[1-9]|1[0-2])\.0?1\s*[-—–~至到]+\s*\1\.(?:2[89]|3[01])(?!\d)")
# 2609, which may be a month or any other number.
SHORT_MONTH = re.compile(r"(?<!\d)(?!20)(\d{2})(0[1-9]|1[0-2])(?!\d)")
SEVERAL_MONTHS = re.compile(rf"季度|半年|全年|{income_years.QUARTER.pattern}")
MONTH = re.compile(r"20\d{2}(?:0[1-9]|1[0-2])")
YEAR = re.compile(r"20\d{2}")
# Records of poor households begin then; an earlier period is a typing mistake.
FIRST_PERIOD = "2014"
FACTS, INCOMES = "Indicator Record", "Income Statement"
# This many rows show which month a file is about.
ROWS_EXAMINED = 2000
# Fewer rows may be of one month by chance.
MANY_ROWS = 5
# Until this day of a month, a file whose days are all of the month before is about that one.
LAST_DAY_OF_SENDING = 20
# Words for the day on which a ledger was filled in or sent; 采集表 is the name of a form.
OTHER_DAY = re.compile(rf"(?!采集表)(?:{income_years.SENDING_WORDS})|日期|时间")


def months_in_name(file_name: str) -> set[str]:
	"""All months in the name: an export's day and its month may be two, and 1-10月 is two."""
	file_name = income_years.with_digits(file_name)
	found = {
		f"{year}{apart or together:0>2}" for year, apart, together in income_years.MONTH.findall(file_name)
	}
	of_years = {month[:4] for month in found} or {year_in_name(file_name)} - {None}
	return found | {f"{year}{month}" for month in _months_alone(file_name) for year in of_years}


def _months_alone(file_name: str) -> set[str]:
	plain = income_years.with_digits(file_name)
	return {f"{each:0>2}" for pattern in (MONTH_ALONE, DAYS_OF_MONTH) for each in pattern.findall(plain)}


def _possible_months(file_name: str) -> set[str]:
	"""The months that four-digit numbers in the name may mean: 2609."""
	found = (f"20{year}{month}" for year, month in SHORT_MONTH.findall(income_years.with_digits(file_name)))
	return {month for month in found if FIRST_PERIOD <= month <= _this_month()}


def year_in_name(file_name: str) -> str | None:
	return (found := income_years.YEAR.search(income_years.with_digits(file_name))) and found[1]


def periods_in_name(file_name: str) -> tuple[set[str], str | None]:
	"""The months and the year in the name."""
	return months_in_name(file_name), year_in_name(file_name)


def find_period(path: Path, file_name: str, feed: str | None = None) -> str:
	"""The period that the file's name states, or else the month of its days; for incomes, the year in name and titles.

	Raises PeriodUnknownError, asking for the period, where they do not say: a monthly file never gets a year.
	"""
	named = months_in_name(file_name)
	says_month = len(named) == 1 and not SEVERAL_MONTHS.search(file_name)
	says_month_alone = says_month and not income_years.years_in_name(file_name)
	day = _only_day_in_name(file_name)
	if says_month_alone and not day:
		return named.pop()
	sheets = _sheets(path)
	if corrected := _batch_named_in(sheets):
		return frappe.db.get_value("Data Batch", corrected, "period")
	table = _table(sheets, feed)
	if table is None:
		# An unreadable file is refused when it is loaded, whatever its period.
		return max(named, default=None) or year_in_name(file_name) or _this_month()
	if table.feed.target == INCOMES and not says_month_alone:
		return income_years.find_year(table, file_name) or income_years.ask_for_year(table, file_name)
	if says_month:
		month = named.pop()
		return _month_of_day(table, file_name, day) if day and table.feed.target == FACTS else month
	if not is_of_a_month(table.feed.target):
		_ask_about_short_months(file_name)
		return year_in_name(file_name) or _register_period(table, file_name)
	if table.feed.target != FACTS:
		return _ledger_period(table, file_name)
	months = {f"{day:%Y%m}" for day in _days(table)}
	month = next(iter(months)) if len(months) == 1 else ""
	if not month or SEVERAL_MONTHS.search(file_name) or (named and month not in named):
		_ask_for_month(file_name, named, months)
	if not named and not _may_be_meant(month, file_name):
		stated = _months_alone(file_name) or _possible_months(file_name)
		_ask_for_month(file_name, stated or {year_in_name(file_name) or ""}, months)
	return month


def _only_day_in_name(file_name: str) -> str | None:
	"""The day in the name, as 20261109, if the name states no month apart from it."""
	plain = income_years.with_digits(file_name)
	found = [each[0] for each in income_years.DAY.finditer(plain)]
	rest = income_years.DAY.sub(" ", plain)
	if len(found) != 1 or months_in_name(rest) or _months_alone(rest):
		return None
	return "".join(f"{part:0>2}" for part in re.findall(r"\d+", found[0]))


def _month_of_day(table: Table, file_name: str, day: str) -> str:
	"""The month of the day in the name, or the one before it, of which a file sent early in a month is.

	Raises PeriodUnknownError where all days are of the month before and the day in the name is late: bills arrive late,
	so the file may be of either.
	"""
	month, days = day[:6], {f"{each:%Y%m}" for each in _days(table)}
	if days != {_month_before(month)}:
		return month
	if int(day[6:]) > LAST_DAY_OF_SENDING:
		_ask_for_month(file_name, {month}, days)
	return days.pop()


def is_of_a_month(target: str) -> bool:
	"""Whether files of the target report on a month; files of the register are valid from now on, and incomes are of a
	year."""
	return target != INCOMES and not target_class(target).compares_first


def is_of_other_month(batch: DataBatch | frappe._dict, file_name: str, given: str | None = None) -> bool:
	"""Whether a file of this name, or sent for the period `given`, is of another month than `batch` (name, file_name,
	period), which has the same content."""
	if given:
		return given not in (batch.period, batch.name.partition("-")[0])
	named = months_in_name(file_name)
	return bool(named) and batch.period not in named and named != months_in_name(batch.file_name or "")


def _ledger_period(table: Table, file_name: str) -> str:
	"""The month of a ledger that reports a current state: the month in its title, or else that of its latest day.

	Raises PeriodUnknownError, asking for the period, where name, title and days disagree or say nothing, and where
	a ledger of a month later than the days is loaded: it would silently override this one.
	"""
	latest = max(_latest_days(table), default=None)
	by_days = f"{latest:%Y%m}" if latest else ""
	titles = _months_in_titles(table)
	month = titles.pop() if len(titles) == 1 else by_days
	later = {"feed": table.feed.name, "status": "Loaded", "period": (">", month)}
	if (
		not month
		or titles
		or month < by_days
		or SEVERAL_MONTHS.search(file_name)
		or not _may_be_meant(month, file_name)
		or (month == by_days and frappe.db.exists("Data Batch", later))
	):
		frappe.throw(
			_(
				"Which month’s ledger is “{0}”? Its name and title do not say one month that goes with its latest day ({1}). Enter the period, such as 202610."
			).format(file_name, latest or _("none")),
			income_years.PeriodUnknownError,
		)
	return month


def _register_period(table: Table, file_name: str) -> str:
	"""The month that titles and sheet names of a register state, or a past year; otherwise the register is of today.

	Raises PeriodUnknownError, asking for the period, where they state several months.
	"""
	months = {month for month in _months_in_titles(table) if FIRST_PERIOD <= month <= _this_month()}
	if len(months) > 1:
		frappe.throw(
			_(
				"Which month’s register is “{0}”? Its titles and sheets say {1}. Enter the period, such as 202610."
			).format(file_name, _listed(months)),
			income_years.PeriodUnknownError,
		)
	years = set().union(*map(income_years.years_in_titles, table.sections))
	is_past = len(years) == 1 and FIRST_PERIOD <= min(years) < _this_month()[:4]
	return max(months, default=None) or (years.pop() if is_past else _this_month())


def _may_be_meant(month: str, file_name: str) -> bool:
	"""Whether nothing in the name contradicts the month."""
	named, year = months_in_name(file_name), year_in_name(file_name)
	alone, short = _months_alone(file_name), _possible_months(file_name)
	return (
		(not named or month in named)
		and (bool(named) or not short or month in short)
		and (not alone or month[4:] in alone)
		and (not year or month.startswith(year))
	)


def _months_in_titles(table: Table) -> set[str]:
	"""The months named in titles and sheet names, ignoring days of sending."""
	found = set()
	for section in table.sections:
		above, _below = around_header(section)
		titles = [text(cell) for row in above for cell in row if isinstance(cell, str)]
		for title in (*titles, "" if section.sheet.is_text else section.sheet.name):
			if not OTHER_DAY.search(title):
				found |= months_in_name(title)
	return found


def _latest_days(table: Table) -> Iterator[date]:
	columns = [column for column in table.feed.columns if column.data_type == "Date" and table.has(column)]
	for row in data_rows(uncounted(table)):
		for column in columns:
			try:
				if day := read(row, column, table):
					yield day
			except RowRefusedError:
				continue


def _ask_about_short_months(file_name: str) -> None:
	"""Raises PeriodUnknownError where a number may be the month of a file that has no days."""
	if not year_in_name(file_name) and (short := _possible_months(file_name)):
		frappe.throw(
			_(
				"Which month is “{0}” about? A number in its name may be {1}, and may be something else. Write the month into the name in full, such as 202610, or enter the period."
			).format(file_name, _listed(short)),
			income_years.PeriodUnknownError,
		)


def _ask_for_month(file_name: str, named: set[str], months: set[str]) -> NoReturn:
	if named:
		frappe.throw(
			_(
				"Which month is “{0}” about? Its name does not say one month that its days belong to: they are of {1}. Enter the period, such as 202610."
			).format(file_name, "、".join(sorted(months))),
			income_years.PeriodUnknownError,
		)
	frappe.throw(
		_(
			"Which month is “{0}” about? Its name does not say, and its days are of {1} months. Enter the period, such as 202610."
		).format(file_name, len(months)),
		income_years.PeriodUnknownError,
	)


def check(period: str) -> None:
	"""Raises `frappe.ValidationError` for anything that is not a month or a year, is in the future or precedes all
	records."""
	if not (MONTH.fullmatch(period) or YEAR.fullmatch(period)):
		frappe.throw(
			_("The period {0} is neither a month such as 202610 nor a year such as 2026.").format(period)
		)
	if period > _this_month()[: len(period)]:
		frappe.throw(
			_("The period {0} has not begun. Enter the month that the file is about.").format(period)
		)
	if period < FIRST_PERIOD:
		frappe.throw(
			_(
				"The period {0} is too early: records begin in {1}. Enter the month that the file is about."
			).format(period, FIRST_PERIOD)
		)


def check_given(period: str, path: Path, feed: str | None) -> None:
	"""Raises `frappe.ValidationError` where a year was given as the period of a monthly file."""
	if not YEAR.fullmatch(period):
		return
	if feed:
		target = frappe.get_cached_value("Data Feed", feed, "target")
	else:
		table = _table(_sheets(path), None)
		target = table and table.feed.target
	if target and is_of_a_month(target):
		frappe.throw(
			_("{0} is a year, and the file is one of a month. Enter the month, such as {0}10.").format(period)
		)


def reasons(file: ReadFile) -> Iterator[str]:
	"""A sentence where the period is neither the month in the file's name nor that of its days, or where all days are in
	other months.

	Days of the month before are normal, unless the title is of it too: bills arrive late, and a file corrects the one
	before it. So are late days in feeds that report more than sums, such as the day of a certificate, unless many rows
	are all of one other month; and in rows that the file itself marks as supplements.
	"""
	if file.table.feed.target != FACTS:
		return
	named = months_in_name(file.batch.file_name or "")
	months = {f"{day:%Y%m}" for day in file.target.ordinary_days}
	period = file.batch.period or ""
	if not months or period in months:
		return
	# A corrected period has a reason and is trusted. The batch's name still begins with the first period.
	was_corrected = not file.batch.name.startswith(f"{period}-")
	if named and period not in named:
		if not was_corrected and months & (named | set(map(_month_before, named))):
			yield _(
				"This file came as one of {0}, but its name says {1}, and its days are of {2}. If {0} is wrong, correct the period."
			).format(period, _listed(named), _listed(months))
		return
	if _month_before(period) in months:
		if named and _months_in_titles(file.table) == months:
			yield _(
				"The file’s name says {0}, and its title and all its days are of {1}. If the name is wrong, correct the period."
			).format(period, _listed(months))
		return
	if not (_holds_sums_alone(file) or (file.rows_accepted >= MANY_ROWS and _is_of_one_month(months))):
		return
	if named:
		yield _(
			"The file’s name says {0}, and all its days are of {1}. If the name is wrong, correct the period."
		).format(period, _listed(months))
	elif not was_corrected:
		yield _(
			"This file came as one of {0}, and its days are of {1}; its name says no month. If {0} is wrong, correct the period."
		).format(period, _listed(months))


def _holds_sums_alone(file: ReadFile) -> bool:
	values = file.table.feed.with_role("Value")
	return (
		bool(values)
		and all(each.data_type == "Amount" for each in values)
		and not file.target.original_columns
	)


def _is_of_one_month(months: set[str]) -> bool:
	"""Whether the days are those of one month's file, which may include late ones of the month before."""
	return months <= {max(months), _month_before(max(months))}


def _listed(months: set[str]) -> str:
	return "、".join(sorted(months))


def _month_before(month: str) -> str:
	return f"{add_to_date(getdate(f'{month[:4]}-{month[4:]}-01'), months=-1):%Y%m}"


def _sheets(path: Path) -> list[Sheet]:
	try:
		return list(workbook.read(path))
	except FileRefusedError:
		return []


def _batch_named_in(sheets: list[Sheet]) -> str | None:
	try:
		return corrected_rows.batch_named_in(sheets)
	except FileRefusedError:
		return None


def _table(sheets: list[Sheet], feed: str | None) -> Table | None:
	try:
		return find_table(sheets, enabled_feeds(feed)) if sheets else None
	except FileRefusedError:
		return None


def _days(table: Table) -> Iterable[date]:
	column = table.feed.with_role("Record Date")[0]
	for row in islice(data_rows(table), ROWS_EXAMINED):
		try:
			yield read(row, column, table)
		except RowRefusedError:
			continue


def _this_month() -> str:
	return f"{getdate():%Y%m}"
