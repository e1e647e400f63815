"""Incomes of another size than the year before, or than the file's own sums: in another unit, or not of a whole year.

What a household earns may change much from year to year, but not by the same factor in most households.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

import frappe
from frappe import _

from fanpin_app.database import bulk
from fanpin_app.discovery.feeds.definitions import Column
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables import header_notes
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table
from fanpin_app.registry.income.statements import ITEMS

# In fewer households even such a factor may be chance.
FEWEST = 5
# A month's income is a twelfth; an amount in another unit differs more.
LEAST_FACTOR = 8
# What farms and businesses yield, and gifts and interest, vary more than wages.
LEAST_FACTOR_OF_OTHERS = 100
# Figures count as changed by the same factor where they are within this factor of it.
SPREAD = 4
# One household's income may fall to a tenth, but not to this share of what was no small amount.
SHARE_OF_OTHER_UNIT = 1 / 1000
NO_SMALL_INCOME = 1000
# No wages of a year, unless they are in thousands or ten thousands of yuan.
TOO_SMALL_WAGE = 100
FEWEST_WAGES = 3
MAX_PLACES = 10
WAGE, ALL = "wage_income", "all"
SUM_HEADER = re.compile(
	r"(?:农户|家庭|全家|户)?(?:全年|年度|本年|年)?(?:(?:总|纯|净|可支配)收入(?:合计|总额)?|收入(?:合计|总计|总额)|合计|总计)"
)
# Below the first kind of header is the income of each person of the household, whose number is below the second.
AVERAGE_HEADER = re.compile(
	r"(?:农户|家庭|全家|户)?(?:全年|年度|本年|年)?人均(?:年)?(?:全年|年度)?(?:(?:总|纯|净|可支配)?收入)(?:金额|水平)?"
)
PEOPLE_HEADER = re.compile(
	r"(?:家庭|全家|户籍?|户内|在册|常住|共同生活)?(?:总|成员)?(?:人口|人)(?:数|总数)?|家庭成员数"
)
FACTORS = tuple(Decimal(10) ** power for power in (-4, -3, -2, -1, 1, 2, 3, 4))
# Sums are rounded, to yuan or to hundredths of their unit.
ROUNDING = Decimal("0.01")
RELATIVE_ROUNDING = Decimal("0.005")


class IncomeSizes:
	"""Collects from the accepted rows how their figures compare with those of last year and with the file's sums."""

	def __init__(self, table: Table, year: int, columns: Sequence[Column]):
		self.year = year
		self._columns = columns
		self._sums = _columns_of_sums(table, columns[0].unit) if len(columns) == len(ITEMS) else []
		self._is_compared = bool(frappe.get_cached_doc("Data Feed", table.feed.name).held_from_rows)
		# By fieldname, and of all income: the quotients of figures and those of last year.
		self._quotients: dict[str, list[float]] = defaultdict(list)
		self._far_less: list[str] = []
		self._wages = self._small_wages = 0

	def add(self, stated: Mapping[str, tuple[Row, dict]], households: Mapping[str, str]) -> None:
		"""`stated`: by number, the row and its items; `households`: those of the numbers that can be compared."""
		for row, items in stated.values():
			wage = items[WAGE] or 0
			self._wages += wage > 0
			self._small_wages += 0 < wage < TOO_SMALL_WAGE and wage != int(wage)
			for each in self._sums:
				each.add(row, items)
		if self._is_compared:
			names = {number: f"{household}-{self.year - 1}" for number, household in households.items()}
			before = bulk.read("Income Statement", ("name", *ITEMS), list(names.values()))
			for number, name in names.items():
				if number in stated and name in before:
					self._compare(*stated[number], dict(zip(ITEMS, before[name][1:], strict=True)))

	def _compare(self, row: Row, items: dict, before: dict) -> None:
		pairs = {
			column.fieldname: (items[column.fieldname], before[column.fieldname]) for column in self._columns
		}
		# Items that are 0 in one of the years say nothing about the unit.
		both = [item for item in ITEMS[:-1] if items[item] and before[item]]
		pairs[ALL] = (sum(items[item] for item in both), sum(before[item] for item in both))
		quotients = {name: float(now) / float(then) for name, (now, then) in pairs.items() if now and then}
		for name, quotient in quotients.items():
			self._quotients[name].append(quotient)
		if any(
			quotients.get(name, 1) < SHARE_OF_OTHER_UNIT and pairs[name][1] >= NO_SMALL_INCOME
			for name in (WAGE, ALL)
		):
			self._far_less.append(place_of(row.sheet, row.number))

	def reasons(self) -> Iterator[str]:
		by_factor = list(self._reasons_of_columns(WAGE, LEAST_FACTOR))
		by_factor = by_factor or list(self._reasons_of(ALL, _("Income"), LEAST_FACTOR))
		by_factor = by_factor or [
			reason for item in ITEMS for reason in self._reasons_of_columns(item, LEAST_FACTOR_OF_OTHERS)
		]
		yield from by_factor
		if not by_factor and self._far_less:
			yield _(
				"In {0} rows the income is less than a thousandth of that of {1}: {2}. If they are in 万元, write them in yuan and send the file again."
			).format(len(self._far_less), self.year - 1, shortened(self._far_less, MAX_PLACES))
		if not by_factor and self._small_wages >= max(FEWEST_WAGES, self._wages / 2):
			yield _(
				"{0} of {1} wages are less than {2} yuan a year and have decimals. If they are in 千元 or 万元, write the unit into the header, such as 工资性收入（万元）, and send the file again."
			).format(self._small_wages, self._wages, TOO_SMALL_WAGE)
		for each in self._sums:
			yield from each.reasons()

	def _reasons_of_columns(self, item: str, least_factor: int) -> Iterator[str]:
		for column in self._columns:
			if column.fieldname == item:
				yield from self._reasons_of(item, column.header, least_factor)

	def _reasons_of(self, fieldname: str, header: str, least_factor: int) -> Iterator[str]:
		quotients = self._quotients[fieldname]
		if len(quotients) < FEWEST:
			return
		middle = median(quotients)
		if 1 / least_factor < middle < least_factor:
			return
		alike = sum(middle / SPREAD <= each <= middle * SPREAD for each in quotients)
		if alike * 2 >= len(quotients):
			factor = f"{middle:.0f}" if middle > 1 else f"1/{1 / middle:.0f}"
			yield _(
				"{0}: in {1} of {2} households the figure is about {3} times that of {4}. If it is in another unit or not of a whole year, correct the file and send it again."
			).format(header, alike, len(quotients), factor, self.year - 1)


class ColumnOfSums:
	"""A column that is not read and states each household's income, before or after expenses."""

	def __init__(self, header: str, place: int, unit: Decimal, people: int | None = None):
		"""`people`: the place of the household's number of people, if the column states the income of each of them."""
		self._header, self._place, self._unit, self._people = header, place, unit, people
		self._rows = 0
		# Rows of several people whose items make up the income of one.
		self._of_one: list[str] = []
		# By what the sum may be of: rows that agree; with the factor also those that agree with it.
		self._agreeing: Counter[str] = Counter()
		self._by_factor: dict[tuple[str, Decimal], list[str]] = defaultdict(list)

	def add(self, row: Row, items: dict) -> None:
		people = Decimal(1) if self._people is None else _figure(row, self._people)
		average = _figure(row, self._place)
		earned = Decimal(_earned(items))
		possible = {"gross": earned, "net": earned - Decimal(items["business_expense"] or 0)}
		if not average or not earned or not people or people <= 0:
			return
		self._rows += 1
		average *= self._unit
		stated, rounding = average * people, max(1, self._unit * ROUNDING)
		if people > 1 and any(abs(average - figure) <= rounding for figure in possible.values()):
			self._of_one.append(place_of(row.sheet, row.number))
			return
		for meaning, figure in possible.items():
			if abs(stated - figure) <= rounding * people:
				self._agreeing[meaning] += 1
				continue
			for factor in FACTORS:
				if figure and abs(stated / (figure * factor) - 1) <= RELATIVE_ROUNDING:
					self._by_factor[meaning, factor].append(place_of(row.sheet, row.number))

	def reasons(self) -> Iterator[str]:
		if self._of_one and len(self._of_one) + max(self._agreeing.values(), default=0) >= max(
			FEWEST, self._rows / 2
		):
			yield _(
				"{0}: in {1} of {2} rows the columns before it give the income of one person, and count as that of the household: {3}. Send the incomes of the whole household; where only this column is wrong, correct it or delete it."
			).format(self._header, len(self._of_one), self._rows, shortened(self._of_one, MAX_PLACES))
		for (meaning, factor), places in self._by_factor.items():
			agreeing = self._agreeing[meaning]
			if len(places) + agreeing < max(FEWEST, self._rows / 2):
				continue
			yield _(
				"{0}: in {1} of {2} rows it is {3} times what the columns before it give: {4}. Correct the file and send it again; where only this column is in another unit, write it into its header."
			).format(self._header, len(places), self._rows, f"{factor:f}", shortened(places, MAX_PLACES))


def _columns_of_sums(table: Table, usual_unit: Decimal) -> list[ColumnOfSums]:
	header, columns = table.sections[0].header, table.unread_columns
	people = next((place for place, name in columns if PEOPLE_HEADER.fullmatch(name)), None)
	return [
		ColumnOfSums(
			name,
			place,
			header_notes.known_unit(cell_at(header, place)) or usual_unit,
			None if SUM_HEADER.fullmatch(name) else people,
		)
		for place, name in columns
		if SUM_HEADER.fullmatch(name) or (people is not None and AVERAGE_HEADER.fullmatch(name))
	]


def _figure(row: Row, place: int) -> Decimal | None:
	return cells.amount_or_none(cell_at(row.cells, place))


def _earned(items: Mapping) -> Decimal:
	return sum((Decimal(items[item] or 0) for item in ITEMS[:-1]), Decimal(0))
