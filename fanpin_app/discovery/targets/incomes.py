"""Rows of a year's income file become Income Statements. The batch's period says which year."""

from collections.abc import Iterator

import frappe

from fanpin_app import bulk
from fanpin_app.discovery.feeds import Table
from fanpin_app.discovery.refusal import UNKNOWN_HOUSEHOLD, RowRefused
from fanpin_app.discovery.rows import Row, data_rows, read
from fanpin_app.discovery.rowstream import SeenFacts, chunks
from fanpin_app.discovery.targets import CHUNK, Outcome
from fanpin_app.registry import derive
from fanpin_app.registry.income import ITEMS, net_income

FIELDS = ("name", "household", "region", "year", *ITEMS, "net_income")


def load(table: Table, batch) -> Iterator[Outcome]:
	year = int(batch.period[:4])
	seen = SeenFacts()
	for rows in chunks(data_rows(table), CHUNK):
		outcomes, statements = [], []
		regions = _regions_of(rows, table)
		for row in rows:
			try:
				household = _household(row, table, regions)
				items = {
					column.fieldname: read(row, column, table) for column in table.feed.with_role("Field")
				}
				seen.refuse_repeated((household, *items.values()))
				statements.append(
					(
						f"{household}-{year}",
						household,
						regions[household],
						year,
						*(items[item] for item in ITEMS),
						net_income({item: float(value) for item, value in items.items()}),
					)
				)
				outcomes.append(Outcome(row))
			except RowRefused as refused:
				outcomes.append(Outcome(row, refused))
		bulk.upsert("Income Statement", FIELDS, statements)
		derive.households({statement[1] for statement in statements})
		yield from outcomes


def _regions_of(rows: list[Row], table: Table) -> dict[str, str]:
	"""The regions of the households that the rows name."""
	numbers = set()
	for row in rows:
		try:
			numbers.add(read(row, table.feed.match_key, table))
		except RowRefused:
			continue
	if not numbers:
		return {}
	return dict(
		frappe.get_all(
			"Household", filters={"name": ("in", list(numbers))}, fields=["name", "region"], as_list=True
		)
	)


def _household(row: Row, table: Table, regions: dict[str, str]) -> str:
	number = read(row, table.feed.match_key, table)
	if number not in regions:
		raise RowRefused(UNKNOWN_HOUSEHOLD, table.feed.match_key.header)
	return number
