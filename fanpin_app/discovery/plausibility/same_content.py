"""The same content in two months: a copy of last month's file under the new month's name, or a month without changes.

Only the sender knows which. The second file is held until somebody says that it is right. So is one with the amounts of
the month before for nearly all people: on other days, or again on its days; and one of a single day whose amounts seem to
contain those of the month before: sums since January.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.discovery.loading import batch_access, period
from fanpin_app.discovery.replacements.replacement import target_of_batch
from fanpin_app.discovery.replacements.same_file import sent_before

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch
	from fanpin_app.discovery.plausibility.hold import ReadFile

# The first facts of the file are compared.
FACTS_COMPARED = 500
# Fewer rows may be equal by chance, and so may amounts of which there are few different ones.
MIN_ROWS, MIN_DIFFERENT = 5, 0.5
NEARLY_ALL = 0.9
MAX_NAMED = 3
# Monthly amounts of the same people hardly all grow, even less so where many are equal to the cent.
FEWEST_GROWN, SHARE_OF_EQUAL = 10, 1 / 3
LIST_SEPARATOR = "、"
ALIKE = """
	select mine.value, exists (
		select 1 from `tabIndicator Record` other
		where other.subject = mine.subject and other.batch in %(before)s
			and other.indicator = mine.indicator and other.value = mine.value
			and (%(same_days)s or other.record_date != mine.record_date)
	)
	from (
		select subject, record_date, indicator, value from `tabIndicator Record`
		where batch = %(batch)s and value > 0 and coalesce(row_kind, '') = ''
		limit %(limit)s
	) mine
"""
# The amounts of each person in the earlier files, and those in this one.
THEN_AND_NOW = """
	select earlier.value, (
		select round(sum(mine.value), 2) from `tabIndicator Record` mine
		where mine.subject = earlier.subject and mine.batch = %(batch)s and mine.indicator = earlier.indicator
			and coalesce(mine.row_kind, '') = ''
	)
	from (
		select subject, indicator, round(sum(value), 2) value from `tabIndicator Record`
		where batch in %(before)s and superseded = 0 and value > 0 and coalesce(row_kind, '') = ''
			and region between %(first)s and %(last)s
		group by subject, indicator
		limit %(limit)s
	) earlier
"""


def is_answer(batch: DataBatch | frappe._dict, file_name: str, given: str | None = None) -> bool:
	"""Whether the batch is that of a file sent again under this name, or for this period, with the same content.

	A file of the register has no month.
	"""
	return target_of_batch(batch).compares_first or not period.is_of_other_month(batch, file_name, given)


def reasons(file: ReadFile) -> Iterator[str]:
	"""A sentence for each loaded file of another month with the same content."""
	if file.target.compares_first:
		return
	is_known = False
	for before in sent_before(file.batch.content_hash, ["Loaded"], but=file.batch.name):
		is_known = True
		yield _(
			"This file has the same content as {0} ({1}) of {2}. If it was sent by mistake, cancel it and send the right one; if the month is just like that one, let it pass."
		).format(before.name, before.file_name, before.period)
	if file.target.adds_up and not is_known:
		yield from _amounts_again(file)


def _amounts_again(file: ReadFile) -> Iterator[str]:
	"""A sentence where the amounts are those of the month before, or contain them."""
	found = batch_access.month_before(file.table.feed.name, file.batch.period, file.report.regions)
	if not found:
		return
	month, before = found
	yield from _equal_amounts(file, month, before) or _grown_amounts(file, month, before)


def _equal_amounts(file: ReadFile, month: str, before: list[str]) -> list[str]:
	"""A sentence where nearly all amounts are those of the same people in the month before, on other days; on the same
	days too, unless some are of the file's own month: lists since January repeat the bills of earlier months."""
	is_of_month = (file.batch.period or "") in {f"{day:%Y%m}" for day in file.target.ordinary_days}
	compared = frappe.db.sql(
		ALIKE,
		{"batch": file.batch.name, "before": before, "limit": FACTS_COMPARED, "same_days": not is_of_month},
	)
	different = len({value for value, _is_alike in compared})
	alike = sum(is_alike for _value, is_alike in compared)
	if different < max(MIN_ROWS, MIN_DIFFERENT * len(compared)) or alike < NEARLY_ALL * len(compared):
		return []
	return [
		_(
			"{0} of {1} amounts are those of the same people in {2}: {3}. If this is the file of {2} again, cancel it and send the right one; if the amounts are right, let it pass."
		).format(alike, len(compared), month, LIST_SEPARATOR.join(before[:MAX_NAMED]))
	]


def _grown_amounts(file: ReadFile, month: str, before: list[str]) -> list[str]:
	"""A sentence where all amounts are of one day, and nearly all people of the month before are there with no less than
	then."""
	if len(file.target.ordinary_days) != 1:
		return []
	compared = frappe.db.sql(
		THEN_AND_NOW,
		{
			"batch": file.batch.name,
			"before": before,
			"first": min(file.report.regions),
			"last": max(file.report.regions),
			"limit": FACTS_COMPARED,
		},
	)
	both = [(then, now) for then, now in compared if now]
	different = len({then for then, _now in both})
	equal = sum(now == then for then, now in both)
	if (
		len(both) < max(MIN_ROWS, NEARLY_ALL * len(compared))
		or different < max(MIN_ROWS, MIN_DIFFERENT * len(both))
		or any(now < then for then, now in both)
		or (equal < SHARE_OF_EQUAL * len(both) and len(both) < FEWEST_GROWN)
	):
		return []
	return [
		_(
			"{0} of {1} amounts of {2} are there again for the same people, equal or greater and none smaller. If the amounts are sums since the beginning of the year, send those of the month alone; if they are of the month alone, let it pass."
		).format(len(both), len(compared), month)
	]
