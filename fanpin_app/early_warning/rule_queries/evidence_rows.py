"""Which rows of agencies' files a figure was added up from: the latest ROWS of them, for the few that a rule hits."""

from collections import defaultdict
from dataclasses import replace

import frappe
from pypika import Order

from fanpin_app.database import bulk
from fanpin_app.early_warning.rule_queries.aggregates import ADDED_UP, HOUSEHOLD, VILLAGE
from fanpin_app.early_warning.rule_queries.compiler import Hit
from fanpin_app.early_warning.rule_queries.evidence import Evidence
from fanpin_app.early_warning.rules.context import Frame

ROWS = 10

Asked = tuple[str, int, str]  # indicator, months, the column that names whom it was added up for


def with_rows(hits: list[Hit], frame: Frame) -> list[Hit]:
	"""The same hits; evidence that was added up names the rows."""
	asked: dict[Asked, list[str]] = defaultdict(list)
	for hit in hits:
		for each in hit.evidence:
			if _is_added_up(each):
				asked[_asked(each)].append(hit.about)
	if not asked:
		return hits
	known = {question: _rows(question, households, frame) for question, households in asked.items()}
	return [replace(hit, evidence=[_complete(each, hit, known) for each in hit.evidence]) for hit in hits]


def _is_added_up(each: Evidence) -> bool:
	return (
		each.source == "Indicator"
		and each.aggregation in ADDED_UP
		and frappe.get_cached_value("Indicator", each.name, "subject") != VILLAGE
	)


def _asked(each: Evidence) -> Asked:
	return each.name, each.months, "member" if each.member else HOUSEHOLD.lower()


def _complete(each: Evidence, hit: Hit, known: dict[Asked, dict[str, list]]) -> Evidence:
	if not _is_added_up(each):
		return each
	return replace(each, rows=known[_asked(each)].get(each.member or hit.about))


def _rows(asked: Asked, households: list[str], frame: Frame) -> dict[str, list[list]]:
	"""Household or member → pairs of batch and row, the latest first."""
	indicator, months, column = asked
	record = frappe.qb.DocType("Indicator Record")
	found: dict[str, list[list]] = defaultdict(list)
	for some in bulk.chunks(households):
		query = (
			frappe.qb.from_(record)
			.select(record[column], record.batch, record.row_no)
			.where(record.household.isin(some))
			.where(record.indicator == indicator)
			.where(record.superseded == 0)
			.where(record.record_date <= frame.as_of)
		)
		if months:
			query = query.where(record.record_date > frame.window_start(months))
		for name in ("record_date", "batch", "row_no"):
			query = query.orderby(record[name], order=Order.desc)
		for whom, batch, row_no in query.run():
			if len(found[whom]) < ROWS:
				found[whom].append([batch, row_no])
	return found
