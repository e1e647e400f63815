"""Compares a file with the one before it: columns that came and went, totals by indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.discovery.feeds.definitions import Feed
from fanpin_app.discovery.loading import batch_access
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets import Target

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

LIST_SEPARATOR = "、"


def record_columns(batch: DataBatch, table: Table, target: Target) -> None:
	"""Write the table's columns, their drift, and the totals by indicator and column on the batch."""
	headers = [header for header in table.headers if header]
	batch.headers = LIST_SEPARATOR.join(headers)
	new, missing = drift(headers, batch, table)
	batch.new_columns, batch.missing_columns = LIST_SEPARATOR.join(new), LIST_SEPARATOR.join(missing)
	batch.set(
		"totals",
		[
			{"indicator": indicator, "records": records, "total": total}
			for indicator, (records, total) in sorted(target.totals().items())
		],
	)
	batch.set(
		"column_figures",
		[
			{"header": header, "figures": column.figures, "zeros": column.zeros, "total": column.total}
			for header, column in target.figures().items()
		],
	)


def drift(headers: list[str], batch: DataBatch, table: Table) -> tuple[list[str], list[str]]:
	"""New and missing columns, compared with the feed's last file; for a first file, compared with the feed."""
	if before := _headers_before(batch):
		return [each for each in headers if each not in before], [
			each for each in before if each not in headers
		]
	known = _spellings(table.feed)
	missing = [column.header for column in table.feed.columns if not table.has(column)]
	return [each for each in headers if each not in known], missing


def remarks_on_identity(batch: DataBatch, table: Table) -> list[str]:
	"""A sentence where a column that the last file lacked distinguishes states, such as loans: facts reported without it
	cannot be matched and are not superseded."""
	before = _headers_before(batch)
	columns = [
		column for column in table.feed.with_role("State Key") if not column.required and table.has(column)
	]
	new = [column.header for column in columns if not column.spellings.intersection(before)]
	if not before or not new:
		return []
	return [
		_(
			"The file before this one has no column {0}: what it says holds on beside this one, as of other loans. Roll it back where its rows come again, or load it again with the column."
		).format(LIST_SEPARATOR.join(new))
	]


def _headers_before(batch: DataBatch) -> list[str]:
	"""Headers of the latest file that this one is compared with: see `batch_access.month_before`."""
	regions = [region for region in (batch.first_region, batch.last_region) if region]
	found = batch_access.month_before(batch.feed, batch.period, regions)
	headers = found and frappe.db.get_value("Data Batch", found[1][-1], "headers")
	return headers.split(LIST_SEPARATOR) if headers else []


def _spellings(feed: Feed) -> set[str]:
	return {each for column in feed.columns for each in column.spellings}
