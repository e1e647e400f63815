"""Rows of a year's income file become Income Statements. The batch's period says which year."""

from collections.abc import Iterator

import frappe

from fanpin_app.discovery.differences import Difference, Told
from fanpin_app.discovery.feeds import Table
from fanpin_app.discovery.refusal import UNKNOWN_HOUSEHOLD, RowRefused
from fanpin_app.discovery.rows import Row, data_rows, read
from fanpin_app.discovery.rowstream import SeenFacts, chunks
from fanpin_app.discovery.targets import CHUNK, Gone, Outcome, Part, Target
from fanpin_app.registry import derive
from fanpin_app.registry.income import ITEMS, net_income

FIELDS = ("name", "household", "region", "year", *ITEMS, "net_income")


class Incomes(Target):
	def __init__(self, table: Table, batch):
		super().__init__(table, batch)
		self.year = int(batch.period[:4])
		self.households: set[str] = set()
		self.villages: set[str] = set()

	def parts(self) -> Iterator[Part]:
		table, seen = self.table, SeenFacts()
		for rows in chunks(data_rows(table), CHUNK):
			outcomes, statements = [], []
			regions = _regions_of(rows, table)
			self.households.update(regions)
			self.villages.update(regions.values())
			for row in rows:
				try:
					household = _household(row, table, regions)
					items = {
						column.fieldname: read(row, column, table) for column in table.feed.with_role("Field")
					}
					seen.refuse_repeated((household, *items.values()))
					statements.append(self._statement(household, regions[household], items))
					outcomes.append(Outcome(row))
				except RowRefused as refused:
					outcomes.append(Outcome(row, refused))
			yield Part(outcomes, [Told("Income Statement", FIELDS, statements)])

	def after_part(self, differences: list[Difference]) -> None:
		derive.households({difference.value("household") for difference in differences})

	def gone(self) -> Iterator[Gone]:
		"""Statements of the year whose household lives in the file's villages and is not in the file."""
		for village in sorted(self.villages):
			stored = frappe.get_all(
				"Income Statement",
				filters={"region": village, "year": self.year},
				fields=["name", "household"],
			)
			for statement in stored:
				if statement.household not in self.households:
					yield Gone("Income Statement", statement.name, statement.household, None)

	def _statement(self, household: str, region: str, items: dict) -> tuple:
		return (
			f"{household}-{self.year}",
			household,
			region,
			self.year,
			*(items[item] for item in ITEMS),
			net_income({item: float(value) for item, value in items.items()}),
		)


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
