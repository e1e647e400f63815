"""The number of a household's people that a register states in a column of its own, against its rows: 8 beside 3 rows.

Rows may have been left out; a register of heads alone has one row for each household.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from frappe import _

from fanpin_app.discovery.plausibility.own_figures.row_checks import Places, RowCheck
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.other_headings import REGISTER_TARGET
from fanpin_app.discovery.tables.rows import Row, read
from fanpin_app.discovery.tables.search import Table

HEADER = re.compile(
	r"(?:家庭|全家|户籍?|户内|在册|常住|共同生活|本户)(?:总|成员)?(?:人口数?|人数|人口总数)|家庭成员(?:人?数|数量)|人口数"
)
GONE = ("Deceased", "Moved Out")


class MembersOfHouseholds(RowCheck):
	def __init__(self, table: Table):
		self._table = table
		is_register = table.feed.target == REGISTER_TARGET
		self._place = next(
			(place for place, header in table.unread_columns if is_register and HEADER.fullmatch(header)),
			None,
		)
		self._name = "" if self._place is None else table.sections[0].name_of_column(self._place)
		self._status = next((each for each in table.feed.columns if each.fieldname == "status"), None)
		self._has_several_rows = False
		self._households = Places()

	@property
	def is_watching(self) -> bool:
		return self._place is not None

	def add(self, rows: Sequence[Row]) -> None:
		"""`rows`: those of whole households."""
		by_household: dict[str, list[Row]] = defaultdict(list)
		for row in rows:
			by_household[read(row, self._table.feed.match_key, self._table)].append(row)
		for members in by_household.values():
			self._has_several_rows |= len(members) > 1
			stated = next(
				filter(None, (cells.number_or_none(cell_at(row.cells, self._place)) for row in members)), None
			)
			if stated is None:
				continue
			self._households.rows += 1
			if stated not in (len(members), sum(not self._is_gone(row) for row in members)):
				self._households.add(members[0])

	def _is_gone(self, row: Row) -> bool:
		return self._status is not None and read(row, self._status, self._table) in GONE

	def findings(self) -> Iterator[tuple[bool, str]]:
		places = self._households
		if self._has_several_rows and places.found:
			yield (
				False,
				_(
					"{0}: in {1} of {2} households it is another number than that of their rows which were accepted: {3}. If rows were left out, send the file again with all of them."
				).format(self._name, places.found, places.rows, str(places)),
			)
