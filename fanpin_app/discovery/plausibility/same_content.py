"""The same content in two months: a copy of last month's file under the new month's name, or a month without changes.

Only the sender knows which. The second file is held until somebody says that it is right. So is one with the amounts of
the month before for nearly all people: on other days, or again on its days.
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
		yield from _equal_amounts(file)


def _equal_amounts(file: ReadFile) -> Iterator[str]:
	"""A sentence where nearly all amounts are those of the same people in the month before, on other days; on the same
	days too, unless some are of the file's own month: lists since January repeat the bills of earlier months."""
	found = batch_access.month_before(file.table.feed.name, file.batch.period, file.report.regions)
	if not found:
		return
	month, before = found
	is_of_month = (file.batch.period or "") in {f"{day:%Y%m}" for day in file.target.ordinary_days}
	compared = frappe.db.sql(
		ALIKE,
		{"batch": file.batch.name, "before": before, "limit": FACTS_COMPARED, "same_days": not is_of_month},
	)
	different = len({value for value, _is_alike in compared})
	alike = sum(is_alike for _value, is_alike in compared)
	if different >= max(MIN_ROWS, MIN_DIFFERENT * len(compared)) and alike >= NEARLY_ALL * len(compared):
		yield _(
			"{0} of {1} amounts are those of the same people in {2}: {3}. If this is the file of {2} again, cancel it and send the right one; if the amounts are right, let it pass."
		).format(alike, len(compared), month, LIST_SEPARATOR.join(before[:MAX_NAMED]))
