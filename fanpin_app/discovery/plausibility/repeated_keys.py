"""Rows of one file about the same document that differ: the file does not say which of them is right."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fanpin_app.database import bulk
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.refusals.errors import REPEATED_KEY, RowRefusedError
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.rows import Row, data_rows, read, uncounted
from fanpin_app.discovery.tables.search import Table

MAX_PLACES = 10


class ResolvedRows(NamedTuple):
	"""How many rows were held back, which of them are refused and why, and the accepted rows by key, each with the values
	read from it."""

	rows_read: int
	refused: list[tuple[Row, RowRefusedError]]
	accepted: dict[str, tuple[Row, dict]]


def repeated_keys(table: Table) -> set[str]:
	"""The keys that are on several rows of the file."""
	once, repeated = set(), set()
	for row in data_rows(uncounted(table)):
		try:
			key = read(row, table.feed.match_key, table)
		except RowRefusedError:
			continue
		(repeated if key in once else once).add(key)
	return repeated


class HeldBackRows:
	"""Holds back rows of keys that occur on several rows of the file until all rows are read.

	Where they differ, all of them are refused, because the file does not say which is right.
	"""

	def __init__(self, table: Table):
		self._repeated = repeated_keys(table)
		self._header = table.feed.match_key.header
		self._rows: dict[str, list[tuple[Row, dict]]] = defaultdict(list)

	def hold_back(self, key: str, row: Row, stated: dict) -> bool:
		"""Whether the row, with the values `stated`, waits for the others of its key."""
		if key not in self._repeated:
			return False
		self._rows[key].append((row, stated))
		return True

	def resolve(self, at_once: int) -> Iterator[ResolvedRows]:
		"""After all rows: the result, `at_once` keys at a time."""
		for keys in bulk.chunks(self._rows, at_once):
			held = {key: self._rows[key] for key in keys}
			refused = [
				(row, contradicts(row, [each for each, _stated in rows], self._header))
				for rows in held.values()
				if len(rows) > 1
				for row, _stated in rows
			]
			accepted = {key: rows[0] for key, rows in held.items() if len(rows) == 1}
			yield ResolvedRows(sum(map(len, held.values())), refused, accepted)


def contradicts(row: Row, others: Iterable[Row], header: str | None) -> RowRefusedError:
	"""The reason to refuse a row, naming the rows that it contradicts."""
	places = [place_of(other.sheet, other.number) for other in others if other is not row]
	return RowRefusedError(REPEATED_KEY, header, shortened(places, MAX_PLACES))
