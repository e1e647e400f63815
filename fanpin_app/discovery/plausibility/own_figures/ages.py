"""People who are too young for what is reported of them: nobody below 16 years is registered as unemployed."""

from collections.abc import Iterator, Sequence

from frappe import _

from fanpin_app.discovery.plausibility.own_figures.row_checks import Places, RowCheck
from fanpin_app.discovery.tables.other_headings import OUT_OF_WORK
from fanpin_app.discovery.tables.rows import Row, read
from fanpin_app.discovery.tables.search import Table
from fanpin_app.registry.households import id_numbers

WORKING_AGE = 16


class AgesOfPeople(RowCheck):
	def __init__(self, table: Table):
		self._table = table
		self._day = next(iter(table.feed.with_role("Record Date")), None)
		self._too_young = Places()

	@property
	def is_watching(self) -> bool:
		feed = self._table.feed
		is_of_people = feed.match_key.data_type == "ID Number" and self._day is not None
		return is_of_people and OUT_OF_WORK in feed.feed_name

	def add(self, rows: Sequence[Row]) -> None:
		self._too_young.rows += len(rows)
		for row in rows:
			number = read(row, self._table.feed.match_key, self._table)
			day = read(row, self._day, self._table) if self._day else None
			if id_numbers.is_younger_than(number, WORKING_AGE, day):
				self._too_young.add(row)

	def findings(self) -> Iterator[tuple[bool, str]]:
		places = self._too_young
		if places.found:
			yield (
				places.found * 2 > places.rows,
				_(
					"{0} of {1} rows are of children below {2} years, who cannot be registered as unemployed: {3}. Compare their ID numbers with the original, correct the file and send it again; where they are right, they may count."
				).format(places.found, places.rows, WORKING_AGE, str(places)),
			)
