"""Names of files that take back what they hold, such as 作废 and 退费, or that state more months than their rows are of;
so do names of sheets.

A person who reads such a name would ask before using the file, so it is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from frappe import _

from fanpin_app.discovery.loading.income_years import with_digits
from fanpin_app.discovery.tables.headings import stated_periods
from fanpin_app.discovery.tables.headings.revoking_words import NOT_SENT_BESIDE_OTHERS, REVOKING

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch
	from fanpin_app.discovery.feeds.definitions import Feed
	from fanpin_app.discovery.plausibility.hold import ReadFile

REVERSING_WORDS = "退[费款]|冲销|红冲|冲红"
# 未作废 means the opposite.
REVOKED = re.compile(
	rf"(?<![未无非没否])(?:作废|废[止弃]|无效|失效|撤[销回]|草稿|测试|试填|试报|误[报发传]|错误|请勿|勿[用传导报]|旧版|预结算|演[示练]|模拟"
	rf"|示例|样[例表]|{REVERSING_WORDS}|{REVOKING})|未审核|(?:^|[_\- (（])(?:{NOT_SENT_BESIDE_OTHERS.pattern}|删)(?=$|[_\- )）])"
)
REVERSING = re.compile(REVERSING_WORDS)
# Offices fill in a template and send it under its name.
TEMPLATE = re.compile(r"模[板版]|空表")
# Amounts under such a name may be sums of several months.
SUMS_OF_MONTHS = re.compile(r"(?:本年|年初至今|年度)?累[计积]|(?:[一二三四]|第?[1-4])季度|[上下]半年|全年")
DASH = r"\s*[-—–~至到]+\s*"
MONTH_OF_YEAR = r"20\d{2}[-_./年]?(0?[1-9]|1[0-2])"
SPANS = (
	re.compile(rf"(?<![\d.])(0?[1-9]|1[0-2])月?{DASH}(?:20\d{{2}}年)?(0?[1-9]|1[0-2])月"),
	re.compile(rf"(?<!\d){MONTH_OF_YEAR}月?份?{DASH}{MONTH_OF_YEAR}(?![\d日])"),
)


def reasons(file: ReadFile) -> Iterator[str]:
	name = Path(file.batch.file_name or "").stem
	if file.batch.is_correction:
		return
	if word := _revoking_word(name, file.table.feed, bool(file.target.ordinary_days)):
		yield _(
			"The file’s name says “{0}”. If its rows are not to be counted, cancel this file; if they are, let it pass."
		).format(word)
	yield from _sheets_of_other_periods(file)
	months = {f"{day:%Y%m}" for day in file.target.ordinary_days}
	if len(months) != 1:
		return
	month = months.pop()
	if said := span_in_name(name) or _sums_in_name(name, file):
		yield _(
			"The file’s name says {0}, and all its days are of {1}. If its figures are sums of several months, send those of {1} alone."
		).format(said, month)
	for sheet in dict.fromkeys(
		section.sheet.name for section in file.table.sections if not section.sheet.is_text
	):
		if file.target.adds_up and (said := span_in_name(sheet) or _sums_in_name(sheet, file)):
			yield _(
				"The name of sheet {0} says {1}, and all days are of {2}. If its figures are sums of several months, send those of {2} alone."
			).format(sheet, said, month)


def _sheets_of_other_periods(file: ReadFile) -> Iterator[str]:
	"""A sentence for each of several sheets that is named by a month or a year of which none of its days is."""
	sections = [section for section in file.table.sections if not section.sheet.is_text]
	if len({section.sheet.name for section in sections}) < 2:
		return
	for section in sections:
		stated = stated_periods.stated_period(with_digits(section.sheet.name))
		days = set(stated_periods.days_of(section, file.table.feed)) if stated else set()
		if stated and days and not any(map(stated.holds, days)):
			yield _(
				"Sheet {0} is named by a period, and its days are of {1}. If its rows were reported before or are not to be counted, delete the sheet and send the file again; if they count, let the file pass."
			).format(section.sheet.name, "、".join(sorted({f"{day:%Y%m}" for day in days})))


def remarks(batch: DataBatch) -> Iterator[str]:
	if not batch.is_correction and (found := TEMPLATE.search(Path(batch.file_name or "").stem)):
		yield _(
			"The file’s name says “{0}”. All its rows were counted; if they are examples, take the file back."
		).format(found[0])


def _sums_in_name(name: str, file: ReadFile) -> str | None:
	"""The word in the name for sums of several months, if the feed has amounts and does not use the word itself."""
	found = SUMS_OF_MONTHS.search(with_digits(name)) or SUMS_OF_MONTHS.search(name)
	if found and file.target.adds_up and found[0] not in _words_of(file.table.feed):
		return found[0]
	return None


def _words_of(feed: Feed) -> str:
	words = (each for column in feed.columns for each in (*column.spellings, *column.value_map))
	return " ".join((feed.feed_name, *words))


def _revoking_word(name: str, feed: Feed, has_ordinary_rows: bool) -> str | None:
	"""The word in the name that takes the rows back; not one of the feed's own, nor 退费 where all rows are reversals."""
	own = _words_of(feed)
	for found in REVOKED.finditer(name):
		word = found[0].strip("_- (（")
		is_reversal = REVERSING.fullmatch(word) is not None
		if word not in own and (has_ordinary_rows or not is_reversal):
			return word
	return None


def span_in_name(name: str) -> str | None:
	"""The months in the name from one to another: 1-10月, 202610-202611."""
	for span in SPANS:
		for found in span.finditer(with_digits(name)):
			if int(found[1]) != int(found[2]):
				return found[0]
	return None
