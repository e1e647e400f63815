"""The rows of agencies' files behind a sum or count: the latest MAX_ROWS of them, looked up only for hits."""

from collections import defaultdict
from dataclasses import replace

import frappe
from pypika import Order

from fanpin_app.database import bulk
from fanpin_app.early_warning.rule_queries.aggregates import HOUSEHOLD, SUM_OR_COUNT, VILLAGE
from fanpin_app.early_warning.rule_queries.compiler import Hit
from fanpin_app.early_warning.rule_queries.evidence import Evidence
from fanpin_app.early_warning.rules.context import RuleContext

MAX_ROWS = 10

RowQuery = tuple[str, int, str]  # indicator, months, the column of the unit


def add_source_rows(hits: list[Hit], context: RuleContext) -> list[Hit]:
	"""The same hits, with source rows added to sums and counts."""
	subject_names: dict[RowQuery, list[str]] = defaultdict(list)
	for hit in hits:
		for each in hit.evidence:
			if _is_total(each):
				subject_names[_row_query(each)].append(hit.subject_name)
	if not subject_names:
		return hits
	rows = {row_query: _rows_by_unit(row_query, names, context) for row_query, names in subject_names.items()}
	return [replace(hit, evidence=[_with_rows(each, hit, rows) for each in hit.evidence]) for hit in hits]


def _is_total(each: Evidence) -> bool:
	return (
		each.source == "Indicator"
		and each.aggregation in SUM_OR_COUNT
		and frappe.get_cached_value("Indicator", each.name, "subject") != VILLAGE
	)


def _row_query(each: Evidence) -> RowQuery:
	return each.name, each.months, "member" if each.member else HOUSEHOLD.lower()


def _with_rows(each: Evidence, hit: Hit, rows: dict[RowQuery, dict[str, list]]) -> Evidence:
	if not _is_total(each):
		return each
	return replace(each, rows=rows[_row_query(each)].get(each.member or hit.subject_name))


def _rows_by_unit(row_query: RowQuery, names: list[str], context: RuleContext) -> dict[str, list[list]]:
	"""Household or member → pairs of batch and row, the latest first."""
	indicator, months, column = row_query
	record = frappe.qb.DocType("Indicator Record")
	found: dict[str, list[list]] = defaultdict(list)
	for chunk in bulk.chunks(names):
		query = (
			frappe.qb.from_(record)
			.select(record[column], record.batch, record.row_no)
			.where(record.household.isin(chunk))
			.where(record.indicator == indicator)
			.where(record.superseded == 0)
			.where(record.record_date <= context.as_of)
		)
		if months:
			query = query.where(record.record_date > context.window_start(months))
		for name in ("record_date", "batch", "row_no"):
			query = query.orderby(record[name], order=Order.desc)
		for unit, batch, row_no in query.run():
			if len(found[unit]) < MAX_ROWS:
				found[unit].append([batch, row_no])
	return found
