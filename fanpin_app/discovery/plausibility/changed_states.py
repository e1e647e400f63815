"""Last month's states, such as loans, that this month's file may write differently: another bank's name, contract number,
day or product. A different spelling is a different state, so the earlier one stays valid beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.discovery.loading import batch_access
from fanpin_app.discovery.tables.search import Table

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch
	from fanpin_app.discovery.plausibility.hold import ReadFile

# The least share of equal parts in the keys of two states that may be the same.
MIN_SHARED = 0.5
MAX_COMPARED, MAX_NAMED = 1000, 10
PARTS = "|"
# Where nothing but the amount differs, and by such a factor, its unit is another one.
FACTORS = tuple(Decimal(10) ** power for power in (-4, -3, -2, 2, 3, 4))
# Amounts in 万元 are rounded to two decimals or more.
ROUNDING = Decimal("0.01")
# States of a person that are only in the earlier files, with those that are only in this file.
GONE_AND_NEW = """
	select mine.subject, mine.row_no, mine.state_key, earlier.state_key
	from `tabIndicator Record` mine
	straight_join `tabIndicator Record` earlier
		on earlier.subject = mine.subject and earlier.indicator = mine.indicator and earlier.batch in %(earlier)s
	where mine.batch = %(batch)s and mine.state_key is not null and earlier.state_key is not null
		and earlier.superseded = 0 and earlier.value != 0
		and not exists (
			select 1 from `tabIndicator Record` same
			where same.subject = mine.subject and same.indicator = mine.indicator and same.batch in %(earlier)s
				and same.state_key = mine.state_key
		)
		and not exists (
			select 1 from `tabIndicator Record` still
			where still.subject = mine.subject and still.indicator = mine.indicator and still.batch = %(batch)s
				and still.state_key = earlier.state_key
		)
	order by mine.row_no, earlier.state_key
	limit %(most)s
"""


def remarks(batch: DataBatch, table: Table) -> list[str]:
	"""A sentence that names the rows, or none. Called after the batch's records are written."""
	if not any(table.has(column) for column in table.feed.with_role("State Key")):
		return []
	regions = [region for region in (batch.first_region, batch.last_region) if region]
	found = batch_access.month_before(batch.feed, batch.period, regions)
	if not found:
		return []
	period, names = found
	pairs = {}
	for row, now, then in _pairs(batch, names):
		pairs.setdefault(row, (now, then))
	if not pairs:
		return []
	examples = "；".join(
		_("row {0}: {1}, before {2}").format(row, _shown(now), _shown(then))
		for row, (now, then) in list(pairs.items())[:MAX_NAMED]
	)
	return [
		_(
			"In {0} rows something is distinguished otherwise than in {1}, and what was reported then holds on beside it: {2}. Where it is the same loan, write it as in {1} and send the file again."
		).format(len(pairs), period, examples)
	]


def reasons(file: ReadFile) -> Iterator[str]:
	"""A sentence where the amounts that distinguish states, such as contract amounts, are in another unit than the month
	before: each of them would be a new loan, and the earlier ones would stay overdue."""
	keys = file.table.feed.with_role("State Key")
	place = next((place for place, column in enumerate(keys) if column.data_type == "Amount"), None)
	# An optional column before it may be missing from the keys.
	if place is None or not all(column.required for column in keys[: place + 1]):
		return
	found = batch_access.month_before(file.batch.feed, file.batch.period, file.report.regions)
	if not found:
		return
	period, names = found
	rows_by_factor: dict[Decimal, dict[int, None]] = {}
	for row, now, then in _pairs(file.batch, names):
		if factor := _factor(now.split(PARTS), then.split(PARTS), place):
			rows_by_factor.setdefault(factor, {})[row] = None
	for factor, rows in rows_by_factor.items():
		yield _(
			"{0}: in {1} rows the amount is {2} times that of {3}, with everything else equal: row {4}. If it is in another unit, write the unit into the header, or the amounts in yuan, and send the file again."
		).format(
			keys[place].header,
			len(rows),
			f"{factor:f}",
			period,
			"、".join(map(str, list(rows)[:MAX_NAMED])),
		)


def _pairs(batch: DataBatch, earlier: Sequence[str]) -> Iterator[tuple[int, str, str]]:
	"""Rows with the state that they report, and one of the earlier files that may be the same."""
	parameters = {"batch": batch.name, "earlier": earlier, "most": MAX_COMPARED}
	for _subject, row, now, then in frappe.db.sql(GONE_AND_NEW, parameters):
		if _may_be_one(now, then):
			yield row, now, then


def _factor(now: list[str], then: list[str], place: int) -> Decimal | None:
	"""The power of ten by which the amounts at the place differ, all other parts being equal."""
	if now[:place] + now[place + 1 :] != then[:place] + then[place + 1 :]:
		return None
	amount, before = Decimal(now[place]), Decimal(then[place])
	return next((each for each in FACTORS if before and abs(amount / (before * each) - 1) <= ROUNDING), None)


def _may_be_one(now: str, then: str) -> bool:
	one, other = Counter(now.split(PARTS)), Counter(then.split(PARTS))
	return (one & other).total() >= MIN_SHARED * max(one.total(), other.total())


def _shown(state: str) -> str:
	return state.replace(PARTS, " ")
