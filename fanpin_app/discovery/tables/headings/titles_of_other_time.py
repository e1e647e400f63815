"""Titles and notes by which a table's figures are of another time than a month: （1-10月累计）, 截至2026年10月, 统计口径：累计."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from frappe import _

from fanpin_app.discovery.feeds.definitions import Feed, plain_header
from fanpin_app.discovery.readers.cells import Cell, text
from fanpin_app.discovery.refusals.errors import AMBIGUOUS_COLUMN, FileRefusedError
from fanpin_app.discovery.tables.header_notes import IN_BRACKETS, MONTHS
from fanpin_app.discovery.tables.sections import Section

DIGIT = re.compile(r"\d")
ROWS_EXAMINED = 200
OTHER_TIME_OF_TITLE = re.compile(rf"累计|{MONTHS}.*累计|全年")
# 1-11月累计, 截至11月30日累计; 累计台账 is only the name of a list.
CUMULATIVE_TITLE = re.compile(
	rf"(?:统计)?口径:?(?:为|是)?累计|(?:金额|费用|数据)(?:均|都)?(?:为|是)(?:年初至今|本年累计|累计)|{MONTHS}.*累计|累计.*{MONTHS}|(?:截[至止]|年初|本年|今年|全年).{{0,20}}累计"
)
SPAN_OF_MONTHS = re.compile(r"(?<!\d)(\d{1,2})月?[-—~至到](?:20\d{2}年)?(\d{1,2})月(?!\d)")
# Since January, where all rows have the day on which they were summed up.
UNTIL = re.compile(r"截[至止].{0,8}[\d一二三四五六七八九十]月|今年以来|年初(?:以来|至今)")
SPAN_OF_DAYS = re.compile(
	r"(?<!\d)(\d{1,2})月\d{1,2}日?[-—~至到](?:20\d{2}年)?(\d{1,2})月\d"
	r"|20\d{2}[.-](\d{1,2})[.-]\d{1,2}[-—~至到]20\d{2}[.-](\d{1,2})[.-]\d"
	r"|起止(?:日期|时间):?20\d{2}[.-](\d{2})[.-]\d{2}[-—~至到]?20\d{2}[.-](\d{2})[.-]\d"
)


def refuse_title_of_other_time(
	above: Iterable[Sequence[Cell]], is_of_one_day: Callable[[], bool] = lambda: False
) -> None:
	"""Raises FileRefusedError where a title says that its figures cover more than a month: （1-10月累计）, or names
	several months while all rows have the same day. `is_of_one_day` says whether they have."""
	for row in above:
		for cell in row:
			if not isinstance(cell, str):
				continue
			line = plain_header(cell)
			if (
				any(OTHER_TIME_OF_TITLE.search(each) for each in IN_BRACKETS.findall(line))
				or CUMULATIVE_TITLE.search(line)
				or ((_names_several_months(line) or UNTIL.search(line)) and is_of_one_day())
			):
				raise FileRefusedError(
					AMBIGUOUS_COLUMN,
					_(
						"“{0}” above the table says that its figures are of another time. Give the figures of the period alone, or delete the line."
					).format(text(cell)),
				)


def _names_several_months(line: str) -> bool:
	"""Whether a line names several months; from one day to another they may be one: 9月26日至10月25日."""
	if any(first != last for first, last in SPAN_OF_MONTHS.findall(line)):
		return True
	spans = (list(filter(None, found)) for found in SPAN_OF_DAYS.findall(line))
	return any((int(last) - int(first)) % 12 > 1 for first, last in spans)


def is_of_one_day(section: Section, feed: Feed) -> bool:
	"""Whether the section's first rows, two at least, all have the same day, on which their amounts were summed up."""
	if not any(column.role == "Value" and column.data_type == "Amount" for column in feed.columns):
		return False
	place = next((section.positions.get(column.header) for column in feed.with_role("Record Date")), None)
	if place is None:
		return False
	first = section.header_row + 1
	rows = islice(section.sheet.rows(), first, first + ROWS_EXAMINED)
	days = [text(row[place]) for row in rows if place < len(row) and DIGIT.search(text(row[place]))]
	return len(days) > 1 and len(set(days)) == 1
