"""Rows of a file with an ID number that several living members have: somebody has to find out whose it is."""

from collections.abc import Iterable, Iterator, Set

from frappe import _

from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.rows import MAX_ROWS_NAMED, Row


class SharedNumbers:
	"""Counts these rows, over the parts of a file."""

	def __init__(self) -> None:
		self._rows = 0
		self._places: list[str] = []

	def add(self, rows: Iterable[Row], key: str, shared: Set[str]) -> None:
		"""`key`: the value with the row's number; `shared`: numbers of several members in the sender's regions, or of one
		there whose number belongs to somebody elsewhere."""
		if not shared:
			return
		for row in rows:
			if row.values.get(key) in shared:
				self._rows += 1
				if len(self._places) < MAX_ROWS_NAMED:
					self._places.append(place_of(row.sheet, row.number))

	def remarks(self) -> Iterator[str]:
		if self._rows:
			yield _(
				"{0} rows have an ID number that several living members have: {1}. They count for the member in the household that they name, otherwise for the one who has had the number longest, and are refused where that one is outside of your regions. Have the town or the district compare them in the report Duplicate Members, and keep one."
			).format(self._rows, shortened(self._places, MAX_ROWS_NAMED, self._rows))
