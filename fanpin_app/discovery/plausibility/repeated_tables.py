"""Tables in one file about the same people and days: the second may be an old copy of the first.

Within a table two visits on one day are two bills, and separate sheets for hospitals may have one of them each. Where
nearly all of a table is in another one with different figures, the file is held until somebody says that both count.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
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


class RowsByTable:
	"""Remembers the subjects of each table's rows."""

	def __init__(self) -> None:
		self._by_table: dict[Place, _Digests] = {}

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
	"""A sentence for each table that repeats another."""
	for found in islice(file.target.repetitions(), MAX_NAMED):
		yield _(
			"{0} of {1} rows in {2} have the number and the day of rows in {3}, with other figures. If one of the two is an old copy, delete it and send the file again. If you let the file pass, both count."
		).format(found.again, found.rows, _named(found.table, file.table), _named(found.earlier, file.table))


def _named(place: Place, table: Table) -> str:
	sheet, header = place
	sheet = sheet or table.sections[0].sheet.name
	if header in {section.header_row + 1 for section in table.sections if section.sheet.name == sheet}:
		return _("sheet {0}").format(sheet)
	return _("sheet {0} below row {1}").format(sheet, header)


def _is_nearly_all(rows: int, of: int) -> bool:
	return rows >= max(MIN_ROWS, NEARLY_ALL * of)
