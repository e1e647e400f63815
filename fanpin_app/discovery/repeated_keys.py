"""Rows of one file that are about the same document and differ: which of them is right, the file does not say."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from fanpin_app.discovery.corrections import place_of
from fanpin_app.discovery.refusal import REPEATED_KEY, RowRefused
from fanpin_app.discovery.rows import Row, data_rows, read
from fanpin_app.discovery.tables import Table

MOST_PLACES = 10


def repeated_keys(table: Table) -> set[str]:
	"""The keys that are on several rows of the file."""
	once, repeated = set(), set()
	# These rows are counted when they are read the second time.
	for row in data_rows(replace(table, not_data=Counter(), remarks_on_rows=[])):
		try:
			key = read(row, table.feed.match_key, table)
		except RowRefused:
			continue
		(repeated if key in once else once).add(key)
	return repeated


def contradicts(row: Row, others: Iterable[Row], header: str | None) -> RowRefused:
	"""The reason to refuse a row, which names the other rows."""
	places = [place_of(other.sheet, other.number) for other in others if other is not row]
	more = "…" if len(places) > MOST_PLACES else ""
	return RowRefused(REPEATED_KEY, header, "、".join(map(str, places[:MOST_PLACES])) + more)
