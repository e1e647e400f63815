"""Rows of a year's income file become Income Statements. The batch's period says which year.

The number of a household that was merged leads to the one that took it in; a file that still states the two apart
states the income of both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import frappe

from fanpin_app import bulk
from fanpin_app.discovery.differences import Difference, Told
from fanpin_app.discovery.refusal import REPEATED_KEY, UNKNOWN_HOUSEHOLD, RowRefused
from fanpin_app.discovery.rows import Row, data_rows, read
from fanpin_app.discovery.rowstream import SeenFacts
from fanpin_app.discovery.tables import Table
from fanpin_app.discovery.targets import CHUNK, Gone, Part, Target
from fanpin_app.registry import derive
from fanpin_app.registry.income import ITEMS, net_income
from fanpin_app.registry.successors import successors

FIELDS = ("name", "household", "region", "year", *ITEMS, "net_income")


class Place(NamedTuple):
	"""The household that a number leads to today, and whether others were merged into it."""

	household: str
	region: str
	is_united: bool


class Incomes(Target):
	def __init__(self, table: Table, batch):
		super().__init__(table, batch)
		self.year = int(batch.period[:4])
		self.households: set[str] = set()
		self.villages: set[str] = set()
		# Read once: the column has no index, and few households were ever merged.
		self.united = set(
			frappe.get_all("Household", filters={"merged_into": ("is", "set")}, pluck="merged_into")
		)

	def parts(self) -> Iterator[Part]:
		table, seen, stated = self.table, SeenFacts(), set()
		of_united: dict[Place, dict[str, dict]] = defaultdict(dict)
		for rows in bulk.chunks(data_rows(table), CHUNK):
			refused, statements = [], []
			places = _places(_numbers(rows, table), self.united)
			self.households |= places.keys() | {place.household for place in places.values()}
			self.villages.update(place.region for place in places.values())
			for row in rows:
				try:
					number = _number(row, table, places)
					items = {
						column.fieldname: read(row, column, table) for column in table.feed.with_role("Field")
					}
					seen.refuse_repeated((number, *items.values()))
					if number in stated:
						raise RowRefused(REPEATED_KEY, table.feed.match_key.header)
					stated.add(number)
					if places[number].is_united:
						of_united[places[number]][number] = items
					else:
						statements.append(self._statement(places[number], items))
				except RowRefused as reason:
					refused.append((row, reason))
			yield Part(len(rows), refused, [Told("Income Statement", FIELDS, statements)])
		if of_united:
			statements = [
				self._statement(place, _together(told.values())) for place, told in of_united.items()
			]
			yield Part(0, [], [Told("Income Statement", FIELDS, statements)])

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

	def _statement(self, place: Place, items: dict) -> tuple:
		return (
			f"{place.household}-{self.year}",
			place.household,
			place.region,
			self.year,
			*(items[item] for item in ITEMS),
			net_income({item: float(value) for item, value in items.items()}),
		)


def _numbers(rows: list[Row], table: Table) -> set[str]:
	numbers = set()
	for row in rows:
		try:
			numbers.add(read(row, table.feed.match_key, table))
		except RowRefused:
			continue
	return numbers


def _places(numbers: set[str], united: set[str]) -> dict[str, Place]:
	"""Where each number leads today; `united` are the households that others were merged into."""
	merged_into = successors(numbers)
	standing = {number: merged_into.get(number, number) for number in numbers}
	regions = dict(bulk.read("Household", ("name", "region"), list(set(standing.values()))).values())
	return {
		number: Place(household, regions[household], household in united)
		for number, household in standing.items()
		if household in regions
	}


def _number(row: Row, table: Table, places: dict[str, Place]) -> str:
	number = read(row, table.feed.match_key, table)
	if number not in places:
		raise RowRefused(UNKNOWN_HOUSEHOLD, table.feed.match_key.header)
	return number


def _together(told: Iterable[dict]) -> dict:
	"""The income of the households that are one today, as a merge adds up what both had stated."""
	told = list(told)
	return {item: sum(items[item] for items in told) for item in told[0]}
