"""Yields the rows of a register file grouped by household, however the file is sorted.

Most files are sorted by household and read in order. For others the household numbers are counted first; then the file is
read once for each range of numbers, so that only part of a large file is in memory at a time.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, islice

from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.tables.rows import Row, data_rows, read, uncounted
from fanpin_app.discovery.tables.search import Table

# This many rows show whether the file is sorted by household. A few stray rows at the end are read where they are.
ROWS_EXAMINED = 2000
ROWS_AT_ONCE = 50_000


def rows(table: Table) -> Iterator[Row]:
	"""All data rows; ordered by household number where the file splits its households."""
	return _sorted(table) if _parts_households(table) else data_rows(table)


def _parts_households(table: Table) -> bool:
	first = islice(data_rows(uncounted(table)), ROWS_EXAMINED)
	runs = Counter(number for number, _rows in groupby(first, lambda row: _number(row, table)) if number)
	return any(count > 1 for count in runs.values())


def _sorted(table: Table) -> Iterator[Row]:
	again = uncounted(table)
	counts = Counter(_number(row, table) for row in data_rows(table))
	for numbers in _ranges(counts):
		some = [row for row in data_rows(again) if _number(row, table) in numbers]
		yield from sorted(some, key=lambda row: _number(row, table))


def _ranges(counts: Counter) -> Iterator[set[str]]:
	"""The numbers in order, in sets of about ROWS_AT_ONCE rows each."""
	numbers, rows = set(), 0
	for number in sorted(counts):
		numbers.add(number)
		rows += counts[number]
		if rows >= ROWS_AT_ONCE:
			yield numbers
			numbers, rows = set(), 0
	if numbers:
		yield numbers


def _number(row: Row, table: Table) -> str:
	try:
		return read(row, table.feed.match_key, table) or ""
	except RowRefusedError:
		return ""
