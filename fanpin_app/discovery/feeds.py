"""Data Feeds as plain values, and which of them a sheet belongs to: agencies never say, their columns do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import frappe
from frappe import _

from fanpin_app.discovery.cells import Cell, is_blank, text
from fanpin_app.discovery.refusal import MISSING_COLUMN, UNKNOWN_FEED, FileRefused
from fanpin_app.discovery.workbook import Sheet

HEADER_SEARCH_ROWS = 20
# A file that shares so many columns with a feed is that feed's, even when a column that it needs is missing.
ALIKE = 0.5


@dataclass(frozen=True)
class Column:
	header: str
	spellings: frozenset[str]
	role: str
	data_type: str
	indicator: str | None
	fieldname: str | None
	required: bool
	value_map: dict[str, str]
	# What was read of the column's commonest cells: few words stand in very many rows.
	known: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Feed:
	name: str
	feed_name: str
	target: str
	match_by: str
	columns: tuple[Column, ...]

	def with_role(self, role: str) -> list[Column]:
		return [column for column in self.columns if column.role == role]

	@cached_property
	def match_key(self) -> Column:
		return self.with_role("Match Key")[0]


@dataclass(frozen=True)
class Table:
	"""A feed's rows in a sheet: where each column stands (header → position) and what lies below the header."""

	feed: Feed
	header_row: int
	headers: tuple[str, ...]
	positions: dict[str, int]
	sheet: Sheet

	def rows(self) -> Iterator[list[Cell]]:
		"""The rows below the header."""
		return islice(self.sheet.rows(), self.header_row + 1, None)

	def has(self, column: Column) -> bool:
		return column.header in self.positions


def enabled_feeds(only: str | None = None) -> list[Feed]:
	names = [only] if only else frappe.get_all("Data Feed", filters={"enabled": 1}, pluck="name")
	return [_as_value(frappe.get_cached_doc("Data Feed", name)) for name in names]


def find_table(sheets: Sequence[Sheet], feeds: Sequence[Feed]) -> Table:
	"""The sheet's part that a feed describes: the header row that has all columns the feed needs.

	Raises FileRefused: missing_column names the columns that the likeliest feed misses, unknown_feed where none is alike.
	"""
	best: tuple[int, Table] | None = None
	nearest: tuple[float, Feed, list[str]] | None = None
	for sheet in sheets:
		for number, row in enumerate(islice(sheet.rows(), HEADER_SEARCH_ROWS)):
			headers = tuple(spelling(cell) for cell in row)
			for feed in feeds:
				positions = _positions(headers, feed)
				missing = [
					column.header
					for column in feed.columns
					if column.required and column.header not in positions
				]
				if not missing and (best is None or len(positions) > best[0]):
					best = (len(positions), Table(feed, number, headers, positions, sheet))
				likeness = len(positions) / len(feed.columns)
				if missing and (nearest is None or likeness > nearest[0]):
					nearest = (likeness, feed, missing)
	if best:
		return best[1]
	if nearest and nearest[0] >= ALIKE:
		raise FileRefused(
			MISSING_COLUMN,
			_(
				"This looks like {0}, but the column {1} is missing. Add it, or add its spelling to the feed."
			).format(nearest[1].feed_name, "、".join(nearest[2])),
		)
	raise FileRefused(
		UNKNOWN_FEED,
		_("The columns of this file belong to no Data Feed. Describe the file as a new feed first."),
	)


def spelling(cell: Cell) -> str:
	"""A header without spaces, line breaks and the unit in brackets: "住院自付(元)" is 住院自付."""
	if is_blank(cell):
		return ""
	plain = "".join(text(cell).split())
	return plain.split("(")[0] or plain


def _positions(headers: tuple[str, ...], feed: Feed) -> dict[str, int]:
	found = {}
	for column in feed.columns:
		for position, header in enumerate(headers):
			if header in column.spellings and position not in found.values():
				found[column.header] = position
				break
	return found


def _as_value(doc) -> Feed:
	return Feed(doc.name, doc.feed_name, doc.target, doc.match_by, tuple(_column(row) for row in doc.columns))


def _column(row) -> Column:
	return Column(
		header=row.header,
		spellings=frozenset(
			spelling(each) for each in [row.header, *(row.aliases or "").splitlines()] if each
		),
		role=row.role,
		data_type=row.data_type,
		indicator=row.indicator,
		fieldname=row.fieldname,
		required=bool(row.required),
		value_map=value_map(row.value_map),
	)


def value_map(lines: str | None) -> dict[str, str]:
	"""Lines "in the file=in the system" as a mapping; a line without "=" maps nothing."""
	pairs = (line.split("=", 1) for line in (lines or "").splitlines() if "=" in line)
	return {text(written): meant.strip() for written, meant in pairs}
