"""The year of a file of incomes, as stated by its name, titles, sheet names and headers.

The day on which a file was made or sent is not the year of its incomes: 2025年家庭收入_20260115 is about 2025.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NoReturn

import frappe
from frappe import _

from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.refusals.errors import OTHER_YEAR, FileRefusedError
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.tables.section_rows import around_header
from fanpin_app.discovery.tables.sections import Section

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

# 2026-10, 2026.10, 2026年9月份, 202610, 20261009.
MONTH = re.compile(
	r"(?<!\d)(20\d{2})(?:[-_./ 年]+(0?[1-9]|1[0-2])(?!\d)|(0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?(?!\d))"
)
# A whole day in a name, on which the file may have been made: 20261109, 2026-11-09, 2026年11月9日.
DAY = re.compile(
	r"(?<!\d)20\d{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|([-_./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
	r"|年(?:0?[1-9]|1[0-2])月(?:0?[1-9]|[12]\d|3[01])日?)(?!\d)"
)
YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
# 2026Q3, Q3 2026; a Q by itself may be anything.
QUARTER = re.compile(r"(?<=20\d\d)[-_ 年]{0,2}[Qq][1-4](?!\d)|(?<![A-Za-z\d])[Qq][1-4][-_ ]{0,2}(?=20\d\d)")
SPAN_OF_MONTHS = re.compile(r"[-—–~至到]\s*\d{1,2}\s*月")
# Months in which the incomes of the year before are sent.
FIRST_MONTHS = ("01", "02", "03")
# Columns that state the year of each row.
COLUMNS_OF_YEARS = frozenset("年度 年份 所属年度 所属年份 收入年度 收入年份 统计年度 核算年度".split())
# The same where each cell is a year and nothing else; 脱贫年度 and 填报时间 are of something else, or days.
COLUMNS_OF_PERIODS = re.compile(
	r"(?:(?:数据|统计|核算|收入|所得|报告|报表|填报|会计|财务|业务|监测|计算|核定|测算|归属|所属)?的?(?:年度?|年份|期间?|时间|时期|周期|账期)|所属期间?|属期|报告期间?|账期)"
)
WHOLE_YEAR = re.compile(r"(20\d{2})(?:\.0)?年?度?(?:全年|1月?[-—–~至到]12月)?")
# In a title, which may contain other numbers, such as those of documents.
YEAR_IN_TITLE = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|(?=\S{0,12}收入))")
YEAR_IN_CHARACTERS = re.compile("二[〇零○][〇零○一二三四五六七八九]{2}(?=年)")
DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
# 26年9月 and 九月 are converted to digits.
SHORT_YEAR = re.compile(r"(?<!\d)(?=[1-9])(\d{2})年(?=\s*(?:0?[1-9]|1[0-2])月)")
MONTH_IN_CHARACTERS = re.compile("(?<![一二三四五六七八九十])(十[一二]|[一二三四五六七八九十])(?=月)")
MONTHS_IN_CHARACTERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
ENGLISH_MONTHS = (
	*("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?"),
	*("sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)
# Sep2026, 2026-Sept, or a month with the year elsewhere in the name or missing.
IN_ENGLISH = tuple(
	re.compile(
		rf"(?<!\d)(20\d{{2}})[-_., ]*{month}\.?(?![a-z])|(?<![a-z]){month}[-_., ]*(20\d{{2}})(?!\d)|(?<![a-z]){month}(?![a-z])",
		re.IGNORECASE,
	)
	for month in ENGLISH_MONTHS
)
# Words for making and sending a file, which have days of their own.
SENDING_WORDS = "填报|填表|制表|上报|报送|导出|打印|录入|采集"
SENT_ON = re.compile(rf"(?:{SENDING_WORDS})\S{{0,6}}$")
SENT = re.compile(rf"^\S{{0,2}}(?:{SENDING_WORDS})")


class PeriodUnknownError(frappe.ValidationError):
	"""The file does not say which month or year it is about: whoever sends it has to say."""


def with_digits(file_name: str) -> str:
	"""The name with its years and months in plain digits: 二〇二六年九月, 26年9月, ２０２６０９ and Sep2026 are converted."""
	plain = unicodedata.normalize("NFKC", file_name)
	for number, month in enumerate(IN_ENGLISH, start=1):
		plain = month.sub(partial(_english_in_digits, number), plain)
	plain = YEAR_IN_CHARACTERS.sub(lambda found: found[0].translate(DIGITS), plain)
	plain = MONTH_IN_CHARACTERS.sub(lambda found: f"{MONTHS_IN_CHARACTERS.index(found[1]) + 1}", plain)
	return SHORT_YEAR.sub(r"20\1年", plain)


def _english_in_digits(number: int, found: re.Match) -> str:
	year = found[1] or found[2]
	return f" {year}-{number:02} " if year else f" {number}月 "


def years_in_name(file_name: str) -> set[str]:
	"""The years in a file's name outside days and months; if it has only months of one year, as in 2025年1-12月, that
	year."""
	file_name = with_digits(file_name)
	if years := set(YEAR.findall(MONTH.sub(" ", file_name))):
		return years
	months = MONTH.findall(file_name)
	years = {year for year, *_month in months}
	return years if len(years) == 1 and (len(months) > 1 or SPAN_OF_MONTHS.search(file_name)) else set()


def find_year(table: Table, file_name: str) -> str | None:
	"""The one year on which name and content agree; None where they state none or disagree."""
	stated = [years_in_name(file_name), *map(_in_section, table.sections), *map(_in_rows, table.sections)]
	stated = [years for years in stated if years]
	agreed = set.intersection(*stated) if stated else set()
	return agreed.pop() if len(agreed) == 1 else None


def ask_for_year(table: Table, file_name: str) -> NoReturn:
	"""Raises PeriodUnknownError, asking for the year of the file."""
	stated = years_in_name(file_name)
	for section in table.sections:
		stated |= _in_section(section) | _in_rows(section)
	if stated:
		frappe.throw(
			_(
				"Which year’s incomes does “{0}” hold? Its name, titles, headers and rows say {1}. Enter the period, such as 2025."
			).format(file_name, "、".join(sorted(stated))),
			PeriodUnknownError,
		)
	frappe.throw(
		_(
			"Which year’s incomes does “{0}” hold? Neither its name nor its title says. Enter the period, such as 2025."
		).format(file_name),
		PeriodUnknownError,
	)


def refuse_other(table: Table, batch: DataBatch) -> None:
	"""Raises FileRefusedError where a title, a sheet's name, a header or a row states another year than the batch's, and where
	nothing is known but a month in which files of the year before are sent."""
	period = batch.period or ""
	year = period[:4]
	for section in table.sections:
		stated, of_rows = _in_section(section), _in_rows(section)
		if (stated and year not in stated) or of_rows - {year}:
			raise FileRefusedError(
				OTHER_YEAR,
				_(
					"Sheet {0} says in its title, headers or rows that it is of {1}, and the file is taken for one of {2}. Correct the period or the title."
				).format(section.sheet.name, "、".join(sorted(stated | of_rows)), year),
			)
	if period[4:] in FIRST_MONTHS and find_year(table, batch.file_name or "") != year:
		raise FileRefusedError(
			OTHER_YEAR,
			_(
				"Incomes are those of a year, and of this file no more is known than {0}, when it may have been sent. Correct the period to the year, such as {1}."
			).format(period, int(year) - 1),
		)


def _in_section(section: Section) -> set[str]:
	"""The years that a table's titles, sheet name and headers state."""
	years = years_in_titles(section)
	if not section.sheet.is_text and YEAR.fullmatch(section.sheet.name.strip()):
		years.add(section.sheet.name.strip())
	for place in section.positions.values():
		years |= years_in_name(cells.text(section.header[place]))
	return years


def years_in_titles(section: Section) -> set[str]:
	"""The years that the lines above a table, and its sheet's name, state in words."""
	above, _below = around_header(section)
	titles = [cells.text(cell) for row in above for cell in row if isinstance(cell, str)]
	if not section.sheet.is_text:
		titles.append(section.sheet.name)
	return {year for title in titles for year in _in_title(title)}


def _in_rows(section: Section) -> set[str]:
	"""The years in the table's columns of years, if it has any."""
	years: set[str] = set()
	for place, header in enumerate(section.headers):
		if place in section.positions.values():
			continue
		if header in COLUMNS_OF_YEARS:
			years |= _in_column(section, place, YEAR.search)
		elif COLUMNS_OF_PERIODS.fullmatch(header):
			years |= _in_column(section, place, WHOLE_YEAR.fullmatch)
	return years


def _in_column(section: Section, place: int, year_in: Callable[[str], re.Match | None]) -> set[str]:
	rows = islice(section.sheet.rows(), section.header_row + 1, None)
	found = (year_in(cells.text(row[place])) for row in rows if place < len(row))
	return {year[1] for year in found if year}


def _in_title(title: str) -> Iterator[str]:
	plain = YEAR_IN_CHARACTERS.sub(lambda found: found[0].translate(DIGITS), title)
	without_months = MONTH.sub(lambda found: " " * len(found[0]), plain)
	for found in YEAR_IN_TITLE.finditer(without_months):
		before, after = plain[: found.start()], plain[found.end() :]
		if not SENT_ON.search(before) and not SENT.match(after):
			yield found[1]
