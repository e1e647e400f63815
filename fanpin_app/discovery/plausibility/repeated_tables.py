"""Tables in one file about the same people and days: the second may be an old copy of the first.

Within a table two visits on one day are two bills, and separate sheets for hospitals may have one of them each. Where
nearly all of a table is in another one with different figures, the file is held until somebody says that both count.

So it is where nearly all people have a row, or a table, with the sum of their other rows: details and their sums.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from frappe import _

from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile

NEARLY_ALL = 0.8
MIN_ROWS = 2
MAX_NAMED = 10
# Rows of all tables that are compared at a time: two full sheets would not fit in memory.
MAX_AT_A_TIME = 300_000

# Sums are looked for among the first people of the file, and found if this many have one.
MAX_PEOPLE = 2000
MIN_PEOPLE = 3
# In a row with a sum and sums of sums, the amounts make up a multiple of the largest.
MULTIPLES = (2, 3)
# Sums may be rounded to yuan.
ROUNDED = 1

# A table's sheet ("" for the first one's) and the number of its header row.
Place = tuple[str, int]


@dataclass
class _Digests:
	"""Digests of a table's rows, eight bytes each: of those that count, and of those equal to an earlier row."""

	counted: array = field(default_factory=lambda: array("q"))
	equal: array = field(default_factory=lambda: array("q"))


@dataclass(frozen=True)
class Repetition:
	"""A table's number of rows, and how many of them have the subject, day and indicator of rows in an earlier table."""

	table: Place
	earlier: Place
	rows: int
	again: int


@dataclass(frozen=True)
class Sums:
	"""How many people have the sum of their rows in this table, or in one of its rows, and of how many it could be said."""

	table: Place
	people: int
	of: int
	in_other_tables: bool


@dataclass(slots=True)
class _Amounts:
	"""The amounts of one person in one table."""

	first: date
	last: date
	rows: int = 0
	total: Decimal = Decimal(0)
	largest: Decimal = Decimal(0)

	def add(self, day: date, amount: Decimal) -> None:
		self.first, self.last = min(self.first, day), max(self.last, day)
		self.rows += 1
		self.total += amount
		self.largest = max(self.largest, amount)

	def holds_sum(self) -> bool:
		return any(
			self.rows > times and abs(self.largest * times - self.total) < ROUNDED for times in MULTIPLES
		)

	def is_sum_of(self, others: Sequence["_Amounts"]) -> bool:
		"""Whether the total is that of other tables which are not all about other months."""
		if abs(self.total - sum(each.total for each in others)) >= ROUNDED:
			return False
		return any(
			_month(self.first) <= _month(each.last) and _month(each.first) <= _month(self.last)
			for each in others
		)


class RowsByTable:
	"""Remembers the subjects of each table's rows, and the amounts of some people."""

	def __init__(self) -> None:
		self._by_table: dict[Place, _Digests] = {}
		self._amounts: dict[str, dict[Place, _Amounts]] = {}

	def add_amount(self, row: Row, person: str, day: date, figures: Sequence[tuple]) -> None:
		"""`figures`: indicator, value and text; the value of a text is 0."""
		tables = self._amounts.get(person)
		if tables is None:
			if len(self._amounts) == MAX_PEOPLE:
				return
			tables = self._amounts[person] = {}
		amounts = tables.setdefault((row.sheet, row.header), _Amounts(day, day))
		amounts.add(day, sum((Decimal(figure[1]) for figure in figures), Decimal()))

	def sums(self) -> Iterator[Sums]:
		"""Tables with the sums of other tables, or else with rows that are sums of others in the table."""
		shared, equal, several, with_sum, rows = Counter(), Counter(), Counter(), Counter(), Counter()
		for tables in self._amounts.values():
			for place, amounts in tables.items():
				others = [each for other, each in tables.items() if other != place]
				shared[place] += bool(others)
				equal[place] += bool(others) and amounts.is_sum_of(others)
				rows[place] += amounts.rows
				several[place] += amounts.rows > min(MULTIPLES)
				with_sum[place] += amounts.holds_sum()
		# Of two tables either has the sums of the other: name the one with the most people, and else the fewest rows.
		most = max(reversed(equal), key=lambda place: (equal[place], -rows[place]), default=None)
		for place in filter(None, [most]):
			if _are_nearly_all(equal[place], shared[place]):
				yield Sums(place, equal[place], shared[place], in_other_tables=True)
		for place, people in with_sum.items():
			if _are_nearly_all(people, several[place]):
				yield Sums(place, people, several[place], in_other_tables=False)

	def add(self, row: Row, about: tuple[Any, ...], is_equal: bool = False) -> None:
		"""`about`: key, day and indicator, without the figure; `is_equal`: an earlier row has the same figure too."""
		place = (row.sheet, row.header)
		if (digests := self._by_table.get(place)) is None:
			digests = self._by_table[place] = _Digests()
		(digests.equal if is_equal else digests.counted).append(hash(about))

	def repetitions(self) -> Iterator[Repetition]:
		"""Tables of which nearly all rows are in an earlier one, or that have nearly all rows of an earlier one, with
		at least one row that is not equal."""
		if len(self._by_table) < 2:
			return
		places = list(self._by_table)
		sizes, again, differing = self._counts()
		for number in sorted(differing):
			earlier = again[number]
			in_all, nearest = earlier.total(), max(earlier, key=earlier.__getitem__)
			if not _is_nearly_all(in_all, sizes[number]):
				whole = (each for each in differing[number] if _is_nearly_all(earlier[each], sizes[each]))
				if (nearest := next(whole, None)) is None:
					continue
				in_all = earlier[nearest]
			yield Repetition(places[number], places[nearest], sizes[number], in_all)

	def _counts(self) -> tuple[Counter[int], dict[int, Counter[int]], dict[int, Counter[int]]]:
		"""For each table, its distinct rows; for each table and earlier table, the common rows and how many of those
		count."""
		sizes, again, differing = Counter(), defaultdict(Counter), defaultdict(Counter)
		rows = sum(len(digests.counted) + len(digests.equal) for digests in self._by_table.values())
		turns = rows // MAX_AT_A_TIME + 1
		for turn in range(turns):
			first: dict[int, int] = {}
			for number, digests in enumerate(self._by_table.values()):
				counted = {digest for digest in digests.counted if digest % turns == turn}
				here = counted.union(digest for digest in digests.equal if digest % turns == turn)
				sizes[number] += len(here)
				for digest in here:
					earlier = first.setdefault(digest, number)
					if earlier != number:
						again[number][earlier] += 1
						if digest in counted:
							differing[number][earlier] += 1
		return sizes, again, differing


def reasons(file: "ReadFile") -> Iterator[str]:
	"""A sentence for each table that repeats another, or has sums of rows that count too."""
	repetitions = list(islice(file.target.repetitions(), MAX_NAMED))
	for found in repetitions:
		yield _(
			"{0} of {1} rows in {2} have the number and the day of rows in {3}, with other figures. If one of the two is an old copy, delete it and send the file again. If you let the file pass, both count."
		).format(found.again, found.rows, _named(found.table, file.table), _named(found.earlier, file.table))

	repeated = {place for found in repetitions for place in (found.table, found.earlier)}
	for found in islice(file.target.sums_of_rows(), MAX_NAMED):
		if found.table in repeated:
			continue
		where = _named(found.table, file.table)
		if found.in_other_tables:
			yield _(
				"In {0}, the amounts of {1} of {2} people are the sums of their rows elsewhere in the file. If they are sums, delete that table and send the file again. If you let the file pass, both count."
			).format(where, found.people, found.of)
		else:
			yield _(
				"In {0}, {1} of {2} people with several rows have one whose amount is the sum of the others. If these rows are sums, delete them and send the file again. If you let the file pass, they count too."
			).format(where, found.people, found.of)


def _named(place: Place, table: Table) -> str:
	sheet, header = place
	sheet = sheet or table.sections[0].sheet.name
	if header in {section.header_row + 1 for section in table.sections if section.sheet.name == sheet}:
		return _("sheet {0}").format(sheet)
	return _("sheet {0} below row {1}").format(sheet, header)


def _is_nearly_all(rows: int, of: int) -> bool:
	return rows >= max(MIN_ROWS, NEARLY_ALL * of)


def _are_nearly_all(people: int, of: int) -> bool:
	return people >= max(MIN_PEOPLE, NEARLY_ALL * of)


def _month(day: date) -> tuple[int, int]:
	return day.year, day.month
