"""Titles that name a state which none of the rows has: 水质不达标村名单 above rows of 达标, 特困供养人员名单 above rows of 低保; and
those of another support than the rows': 低保边缘家庭名单."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from frappe import _

from fanpin_app.discovery.feeds import written_words
from fanpin_app.discovery.feeds.definitions import Column, Feed
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.other_headings import MONTHLY_TARGET
from fanpin_app.discovery.tables.section_rows import around_header
from fanpin_app.discovery.tables.sections import Section

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile

# Words of grades are left out, of which titles name several at once: 一二级, C、D级.
WORD = re.compile(r"[^\W\d_]{2,}(?<!级)")
LIST = r"的?(?:学生|儿童|人员|对象|村庄?|农?户|家庭|居民|供养)*(?:名单|花名册|名册|清单)?(?:\(.*\))?$"
NOT_SURE = re.compile(r"疑似|拟|整改|核查|排查|变[动更化]|比对|预警")
ALLOWANCE = "低保"
OTHER_SUPPORT = re.compile(
	r"(?:最低生活保障|低保|低收入|支出型|特困)?(?:边缘|支出型困难|刚性支出困难)(?:家庭|户|人口|人员|对象)*"
)
ROWS_EXAMINED = 5000


def reasons(file: ReadFile) -> Iterator[str]:
	"""A sentence for each such title of a monthly file."""
	feed = file.table.feed
	if feed.target != MONTHLY_TARGET or file.batch.is_correction:
		return
	columns = [
		column for column in feed.columns if column.role in ("Value", "Indicator") and column.value_map
	]
	for section in file.table.sections:
		for title in _titles(section):
			if ALLOWANCE in feed.feed_name and _is_of_other_support(title):
				yield _(
					"“{0}” names people with another support than that under which the rows count. Send the list of those who have it; if the words are wrong, let the file pass."
				).format(title)
			for column in columns:
				named = _meanings_in(title, column, feed) if column.header in section.positions else set()
				found = _meanings_of_rows(section, column) if named else set()
				if found and found.isdisjoint(named):
					yield _(
						"“{0}” names a state that no row has under {1}. Correct the rows, or send the list that the title names; if the rows are right, let the file pass."
					).format(title, column.header)


def _titles(section: Section) -> Iterator[str]:
	lines = [cell for row in around_header(section)[0] for cell in row if isinstance(cell, str)]
	if not section.sheet.is_text:
		lines.append(section.sheet.name)
	yield from dict.fromkeys("".join(cells.text(line).split()) for line in lines)


def _is_of_other_support(title: str) -> bool:
	return OTHER_SUPPORT.search(title) is not None and ALLOWANCE not in OTHER_SUPPORT.sub("", title)


def _meanings_in(title: str, column: Column, feed: Feed) -> set[str]:
	"""The meanings of all of the column's words in a title that ends with a list of one of them. If the feed is named by that
	meaning alone, so may be any of its files."""
	words = sorted((word for word in column.value_map if WORD.fullmatch(word)), key=len, reverse=True)
	of_words = "|".join(map(re.escape, words))
	if not words or NOT_SURE.search(title) or not (found := re.search(rf"({of_words})(?=[^(]){LIST}", title)):
		return set()
	of_feed = {column.value_map[word] for word in words if word in feed.feed_name}
	if of_feed == {column.value_map[found[1]]}:
		return set()
	return {column.value_map[word] for word in re.findall(of_words, title)}


def _meanings_of_rows(section: Section, column: Column) -> set[str]:
	rows = islice(section.sheet.rows(), section.header_row + 1, section.header_row + 1 + ROWS_EXAMINED)
	place = section.positions[column.header]
	words = {cells.text(cell_at(row, place)) for row in rows}
	return {meaning for word in words if (meaning := _meaning(word, column))}


def _meaning(written: str, column: Column) -> str | None:
	return column.value_map.get(written) or written_words.meaning(written, column.value_map)
