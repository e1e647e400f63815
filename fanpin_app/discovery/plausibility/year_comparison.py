"""A year's file of incomes compared with the statements of the year before in the same villages.

Differences are remarks and hold no file, for incomes may change from year to year. How large a difference must be is set on
the feed, as for monthly files.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

import frappe
from frappe.query_builder.functions import Count, Sum
from pypika import Case

from fanpin_app.database import bulk
from fanpin_app.discovery.feeds.definitions import Column
from fanpin_app.discovery.plausibility.month_comparison import Figures, column_reasons


def remarks(
	feed: str, year: int, columns: Iterable[Column], figures: dict[str, Figures], villages: Iterable[str]
) -> Iterator[str]:
	"""A sentence for each column whose figures (by header) differ too much from those of the year before."""
	settings = frappe.get_cached_doc("Data Feed", feed)
	if not settings.held_from_rows or max((each.figures for each in figures.values()), default=0) < (
		settings.held_from_rows
	):
		return
	compared = [column for column in columns if column.header in figures]
	before = _stored(year - 1, [column.fieldname for column in compared], villages)
	for column in compared:
		now, then = figures[column.header], before[column.fieldname]
		yield from column_reasons(settings, str(year - 1), column.header, now, then)


def _stored(year: int, items: list[str], villages: Iterable[str]) -> dict[str, Figures]:
	"""The figures of each item in the statements of the year and villages."""
	statement = frappe.qb.DocType("Income Statement")
	terms = [
		term
		for item in items
		for term in (Sum(Case().when(statement[item] == 0, 1).else_(0)), Sum(statement[item]))
	]
	found = {item: Figures() for item in items}
	for chunk in bulk.chunks(sorted(villages)):
		query = frappe.qb.from_(statement).select(Count("*"), *terms)
		count, *sums = query.where((statement.year == year) & statement.region.isin(chunk)).run()[0]
		for item, zeros, total in zip(items, sums[::2], sums[1::2], strict=True):
			known = found[item]
			found[item] = Figures(
				known.figures + count, known.zeros + int(zeros or 0), known.total + Decimal(str(total or 0))
			)
	return found
