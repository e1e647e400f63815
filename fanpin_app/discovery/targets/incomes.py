"""Rows of a yearly income file become Income Statements. The batch's period is their year.

The number of a merged household leads to the surviving one; where a file still states both, their incomes are added.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import frappe
from frappe import _

from fanpin_app.database import bulk
from fanpin_app.discovery.feeds.definitions import KEEP, ZERO
from fanpin_app.discovery.loading import income_titles, income_years
from fanpin_app.discovery.loading.differences import Difference, ProposedRows
from fanpin_app.discovery.loading.prefetch import SeenFacts
from fanpin_app.discovery.plausibility import year_comparison
from fanpin_app.discovery.plausibility.month_comparison import Figures
from fanpin_app.discovery.plausibility.name_check import names_of_heads
from fanpin_app.discovery.plausibility.repeated_keys import HeldBackRows
from fanpin_app.discovery.readers.cells import is_blank
from fanpin_app.discovery.refusals.errors import MISSING_VALUE, UNKNOWN_HOUSEHOLD, RowRefusedError
from fanpin_app.discovery.tables.rows import Row, data_rows, read
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets import CHUNK, ComparedTarget, Gone, Part
from fanpin_app.discovery.targets.income_sizes import IncomeSizes
from fanpin_app.registry.households import derived_fields
from fanpin_app.registry.households.merged_households import successors
from fanpin_app.registry.income.statements import ITEMS, net_income

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

# In fewer rows a column may well be empty.
MANY_ROWS = 3
# One such cell for this number of rows: the file seems to hold changes only.
LEAST_SHARE_ENDED = 4
FIELDS = ("name", "household", "region", "year", *ITEMS, "net_income")


class Place(NamedTuple):
	"""The household that a number leads to today, and whether others were merged into it.

	`head` is the registered head's name, None where the number belongs to a merged household.
	"""

	household: str
	region: str
	is_merged: bool
	head: str | None = None


# A row and the items that it states.
Stated = tuple[Row, dict]


class Incomes(ComparedTarget):
	def __init__(self, table: Table, batch: DataBatch):
		"""Raises FileRefusedError where the table states another year, or figures that are not those of a whole year."""
		super().__init__(table, batch)
		income_titles.refuse_other_figures(table, batch)
		income_years.refuse_other(table, batch)
		self.year = int((batch.period or "")[:4])
		self.households: set[str] = set()
		self.villages: set[str] = set()
		self.seen = SeenFacts()
		self.merged_statements: dict[Place, dict[str, dict]] = defaultdict(dict)
		# Read once: the column has no index, and few households were ever merged.
		self.merged_households = set(
			frappe.get_all("Household", filters={"merged_into": ("is", "set")}, pluck="merged_into")
		)
		name_column = table.feed.name_column
		self.place_of_name = table.positions.get(name_column.header) if name_column else None
		self.item_columns = [
			column
			for column in table.feed.with_role("Field")
			if column.fieldname in ITEMS and table.has(column)
		]
		self.sizes = IncomeSizes(table, self.year, self.item_columns)
		self.statements_replaced = 0
		self.figures_read: dict[str, Figures] = {}
		# Of columns that are empty in some parts of the file: how many of the households have a stored figure.
		self.figures_stored: Counter[str] = Counter()
		# Of columns that are empty in some rows: how many of these households have a figure of this year.
		self.figures_ended: Counter[str] = Counter()

	def parts(self) -> Iterator[Part]:
		held_back = HeldBackRows(self.table)
		for rows in bulk.chunks(data_rows(self.table), CHUNK):
			refused, accepted, waiting = [], {}, 0
			places = self._places(_numbers(rows, self.table))
			for row in rows:
				try:
					number, items = self._read(row, places)
				except RowRefusedError as reason:
					refused.append((row, reason))
					continue
				if held_back.hold_back(number, row, items):
					waiting += 1
				else:
					accepted[number] = (row, items)
			yield self._part(len(rows) - waiting, refused, accepted, places)
		for rows_read, refused, found in held_back.resolve(CHUNK):
			yield self._part(rows_read, refused, found, self._places(set(found)))
		if self.merged_statements:
			statements = [
				self._statement(place, _sum_items(statements.values()))
				for place, statements in self.merged_statements.items()
			]
			yield Part(0, [], [ProposedRows("Income Statement", FIELDS, statements)])

	def _places(self, numbers: set[str]) -> dict[str, Place]:
		places = _places(numbers, self.merged_households)
		self.households |= places.keys() | {place.household for place in places.values()}
		self.villages.update(place.region for place in places.values())
		return places

	def _read(self, row: Row, places: dict[str, Place]) -> tuple[str, dict]:
		"""The household's number and the items in the row. Raises RowRefusedError."""
		if row.refused:
			raise row.refused
		number = _number(row, self.table, places)
		items = _items(row, self.table)
		self.seen.refuse_repeated(repr((number, *items.values())))
		if places[number].is_merged and None in items.values():
			# The stored statement is the income of several households, so it cannot fill in for one.
			raise RowRefusedError(MISSING_VALUE)
		return number, items

	def _part(
		self,
		rows_read: int,
		refused: list[tuple[Row, RowRefusedError]],
		accepted: dict[str, Stated],
		places: dict[str, Place],
	) -> Part:
		self.empty_figures.add([row for row, _items in accepted.values()])
		self.note_accepted([row for row, _items in accepted.values()])
		self._count_stored(accepted, places)
		self._count_ended(accepted, places)
		self.sizes.add(
			accepted, {each: places[each].household for each in accepted if not places[each].is_merged}
		)
		stated = {number: items for number, (_row, items) in accepted.items()}
		for column in self.item_columns:
			known = self.figures_read.get(column.header, Figures())
			values = [items[column.fieldname] for items in stated.values()]
			self.figures_read[column.header] = known.with_more(values)
		self._keep_stored(stated, places)
		statements = []
		for number, items in stated.items():
			if places[number].is_merged:
				# Collected over all numbers that lead to the household.
				self.merged_statements[places[number]._replace(head=None)][number] = items
			else:
				statements.append(self._statement(places[number], items))
		heads = [(row, number, places[number].head) for number, (row, _items) in accepted.items()]
		return Part(
			rows_read,
			refused,
			[ProposedRows("Income Statement", FIELDS, statements)],
			names_of_heads(heads, self.place_of_name),
			{places[number].region for number in stated},
		)

	def _count_stored(self, accepted: dict[str, Stated], places: dict[str, Place]) -> None:
		"""Count the households with a figure of this year or the one before in columns that are empty in all rows."""
		empty = [
			column
			for column in self.item_columns
			if column.empty_means == ZERO
			and all(_is_empty(row, self.table.positions[column.header]) for row, _items in accepted.values())
		]
		if not (empty and accepted):
			return
		households = {places[number].household for number in accepted}
		names = [f"{household}-{year}" for household in households for year in (self.year - 1, self.year)]
		fields = ("name", "household", *(column.fieldname for column in empty))
		stored = bulk.read("Income Statement", fields, names).values()
		for place, column in enumerate(empty, start=2):
			self.figures_stored[column.header] += len({each[1] for each in stored if each[place]})

	def _count_ended(self, accepted: dict[str, Stated], places: dict[str, Place]) -> None:
		"""Count the households with a figure of this year where their cell is empty and counts as 0."""
		empty = {
			f"{places[number].household}-{self.year}": columns
			for number, (row, _items) in accepted.items()
			if (
				columns := [
					column
					for column in self.item_columns
					if column.empty_means == ZERO and _is_empty(row, self.table.positions[column.header])
				]
			)
		}
		stored = bulk.read("Income Statement", ("name", *ITEMS), list(empty)) if empty else {}
		for name, statement in stored.items():
			known: dict[str | None, Any] = dict(zip(ITEMS, statement[1:], strict=True))
			self.figures_ended.update(column.header for column in empty[name] if known[column.fieldname])

	def write(self, part: Part, differences: list[Difference]) -> None:
		super().write(part, differences)
		derived_fields.update_households({difference.value("household") for difference in differences})

	def note(self, differences: list[Difference]) -> None:
		self.statements_replaced += sum(each.before is not None for each in differences)

	def figures(self) -> dict[str, Figures]:
		return self.figures_read

	def reasons(self, rows_accepted: int) -> Iterator[str]:
		"""Also a sentence for each column that is empty in all rows and would set stored incomes to 0, and for incomes of
		another size."""
		yield from super().reasons(rows_accepted)
		yield from self.sizes.reasons()
		yield from income_titles.reasons(self.table, self.batch, self.statements_replaced)
		if rows_accepted < MANY_ROWS:
			return
		empty = {column.header for column in self.empty_figures.columns_without_figure()}
		ended = {header: rows for header, rows in self.figures_ended.items() if header not in empty}
		if (rows := sum(ended.values())) >= MANY_ROWS and rows * LEAST_SHARE_ENDED >= rows_accepted:
			yield _(
				"{0} empty cells ({1}) would become 0 where this year’s figures are known. If they have not changed, write the figures; if they are 0, write 0."
			).format(rows, "、".join(ended))
		for column in self.empty_figures.columns_without_figure():
			if stored := self.figures_stored[column.header]:
				yield _(
					"{0} is empty in all {1} rows and would become 0, and {2} of these households had such income this year or the year before. If it has not changed, write the figures; if it is 0, write 0."
				).format(column.header, rows_accepted, stored)

	def remarks(self) -> Iterator[str]:
		yield from super().remarks()
		yield from year_comparison.remarks(
			self.table.feed.name, self.year, self.item_columns, self.figures_read, self.villages
		)

	def gone(self) -> Iterator[Gone]:
		"""This year's statements of households in the file's villages that are not in the file."""
		for village in sorted(self.villages):
			stored = frappe.get_all(
				"Income Statement",
				filters={"region": village, "year": self.year},
				fields=["name", "household"],
			)
			for statement in stored:
				if statement.household not in self.households:
					yield Gone("Income Statement", statement.name, statement.household, None)

	def _keep_stored(self, accepted: dict[str, dict], places: dict[str, Place]) -> None:
		"""Replace None, which keeps the stored value, by that value; 0 for a household without a statement."""
		left_out = {number for number, items in accepted.items() if None in items.values()}
		if not left_out:
			return
		names = [f"{places[number].household}-{self.year}" for number in left_out]
		stored = bulk.read("Income Statement", ("name", *ITEMS), names)
		for number in left_out:
			statement = stored.get(f"{places[number].household}-{self.year}")
			known = dict(zip(ITEMS, statement[1:], strict=True)) if statement else dict.fromkeys(ITEMS, 0)
			items = accepted[number]
			items.update({item: known[item] for item in items if items[item] is None})

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
		except RowRefusedError:
			continue
	return numbers


def _places(numbers: set[str], merged_households: set[str]) -> dict[str, Place]:
	"""The household of each number today; `merged_households` are those that others were merged into."""
	merged_into = successors(numbers)
	current = {number: merged_into.get(number, number) for number in numbers}
	households = bulk.read("Household", ("name", "region", "head_name"), list(set(current.values())))
	return {
		number: Place(
			household,
			households[household][1],
			household in merged_households,
			households[household][2] if household == number else None,
		)
		for number, household in current.items()
		if household in households
	}


def _number(row: Row, table: Table, places: dict[str, Place]) -> str:
	number = read(row, table.feed.match_key, table)
	if number not in places:
		raise RowRefusedError(UNKNOWN_HOUSEHOLD, table.feed.match_key.header)
	return number


def _items(row: Row, table: Table) -> dict:
	"""The items in the row; None keeps the stored value. Raises RowRefusedError."""
	items = {}
	for column in table.feed.with_role("Field"):
		value = items[column.fieldname] = read(row, column, table)
		if value is None and table.has(column) and column.empty_means != KEEP:
			raise RowRefusedError(MISSING_VALUE, column.header)
	if not any(items.values()):
		_refuse_unless_filled_in(row, table)
	return items


def _refuse_unless_filled_in(row: Row, table: Table) -> None:
	"""Raises RowRefusedError for a row without any figure, not even 0: nobody has filled it in."""
	columns = [column for column in table.feed.with_role("Field") if table.has(column)]
	if columns and all(_is_empty(row, table.positions[column.header]) for column in columns):
		raise RowRefusedError(MISSING_VALUE, columns[0].header)


def _is_empty(row: Row, place: int) -> bool:
	return place >= len(row.cells) or is_blank(row.cells[place])


def _sum_items(statements: Iterable[dict]) -> dict:
	"""The items of merged households added up, as a merge adds up their statements."""
	statements = list(statements)
	return {item: sum(items[item] for items in statements) for item in statements[0]}
