"""The tables of a file that a feed describes: which feed, on which sheets, below which header rows, in which units.

A file often has one table for each village or page. All of them are read, each by its own header; what is not read is
said.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from frappe import _

from fanpin_app.discovery.cell_errors import MERGED, CellError
from fanpin_app.discovery.cells import Cell, is_blank, text
from fanpin_app.discovery.feeds import Column, Feed, spelling
from fanpin_app.discovery.refusal import AMBIGUOUS_COLUMN, MISSING_COLUMN, UNKNOWN_FEED, FileRefused
from fanpin_app.discovery.workbook import Sheet
from fanpin_app.registry import identity

HEADER_SEARCH_ROWS = 20
# A file that shares so many columns with a feed is that feed's, even when a column that it needs is missing.
ALIKE = 0.5
UNITS = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000)}
UNIT_IN_HEADER = re.compile(r"[(（\[【]\s*(?:单位[:：]?)?\s*(万元|千元|元)\s*[)）\]】]")
UNIT_ABOVE = re.compile(r"单位[:：]\s*(?:人民币)?\s*(万元|千元|元)")
ROWS_LOOKED_AT = 200
NOT_TO_BE_SHARED = ("Amount", "Number", "Date")
# From 1900, as Excel counts, to 1904, as Excel for the Macintosh did.
DAYS_TO_1904 = 1462


class SheetRow(NamedTuple):
	"""A row below a header: its sheet ("" for that of the first table), its number from 1, and its cells in the order of
	the first table's columns."""

	sheet: str
	number: int
	cells: list[Cell]


@dataclass(frozen=True)
class Section:
	"""A header row of the feed, and where each of the feed's columns is below it (header of the feed → position)."""

	sheet: Sheet
	header_row: int
	headers: tuple[str, ...]
	positions: dict[str, int]


@dataclass(frozen=True)
class Table:
	"""All rows of a file that a feed describes, in the columns of its first section."""

	feed: Feed
	sections: tuple[Section, ...]
	# What of the file was not read, in sentences for people.
	remarks: tuple[str, ...] = ()
	# Rows that are no data, by sheet: counted while the rows are read.
	not_data: Counter[str] = field(default_factory=Counter, compare=False)
	# Where the rows come from, if not from the sections themselves: a corrected workbook lays its rows over them.
	source: Callable[[], Iterator[SheetRow]] | None = None

	@property
	def headers(self) -> tuple[str, ...]:
		return self.sections[0].headers

	@property
	def positions(self) -> dict[str, int]:
		return self.sections[0].positions

	@property
	def height(self) -> int:
		return sum(section.sheet.height or 0 for section in self.sections)

	def has(self, column: Column) -> bool:
		return column.header in self.positions

	def rows(self) -> Iterator[SheetRow]:
		"""The rows below the headers, without the headers that are written again between them."""
		if self.source:
			yield from self.source()
			return
		for index, section in enumerate(self.sections):
			yield from self._rows_of(section, section.sheet.name if index else "")

	def _rows_of(self, section: Section, sheet: str) -> Iterator[SheetRow]:
		order = self._order(section)
		initials = {each[0] for each in self._spellings() if each}
		below = islice(section.sheet.rows(), section.header_row + 1, None)
		if section.sheet.merged_down:
			below = self._with_merged_cells(below, section)
		for number, row in enumerate(below, start=section.header_row + 2):
			first = next((cell for cell in row if not is_blank(cell)), None)
			if isinstance(first, str) and first.strip()[:1] in initials:
				if again := self._header_again(row, section):
					order = self._order(again)
					continue
			yield SheetRow(sheet, number, _in_order(row, order) if order else row)

	def _with_merged_cells(self, rows: Iterator[list[Cell]], section: Section) -> Iterator[list[Cell]]:
		"""Rows in which a code that is merged down stands in each row. Of a figure or a date that is merged down nobody
		knows what it means for each: it is an error in all of its rows."""
		columns = {
			section.positions[each.header]: each
			for each in self.feed.columns
			if each.header in section.positions
		}
		of_row: dict[int, list[tuple[int, int]]] = defaultdict(list)
		for top, bottom, place in section.sheet.merged_down:
			for number in range(top, bottom + 1):
				of_row[number].append((place, top))
		above: dict[tuple[int, int], Cell] = {}
		for number, row in enumerate(rows, start=section.header_row + 1):
			for place, top in of_row.get(number, ()):
				column = columns.get(place)
				if column is None or place >= len(row):
					continue
				if column.data_type in NOT_TO_BE_SHARED:
					row[place] = CellError(MERGED)
				elif column.data_type == "Code":
					row[place] = above.setdefault((place, top), row[place])
			yield row

	def _header_again(self, row: list[Cell], section: Section) -> Section | None:
		headers = tuple(spelling(cell) for cell in row)
		positions = positions_of(headers, self.feed)
		if missing_columns(self.feed, positions):
			return None
		_refuse_ambiguous(headers, self.feed)
		return replace(section, headers=headers, positions=positions)

	def _order(self, section: Section) -> list[int | None] | None:
		"""The position in the section of each column of the first one; None where they are the same."""
		if section.headers == self.headers:
			return None
		feeds_columns = {here: header for header, here in self.positions.items()}
		order: list[int | None] = []
		for here, header in enumerate(self.headers):
			of_feed = feeds_columns.get(here)
			if of_feed is not None:
				order.append(section.positions.get(of_feed))
			else:
				order.append(section.headers.index(header) if header and header in section.headers else None)
		return order

	def _spellings(self) -> set[str]:
		return {each for column in self.feed.columns for each in column.spellings} | set(self.headers)


def find_table(sheets: Sequence[Sheet], feeds: Sequence[Feed]) -> Table:
	"""The tables of the feed that the file's columns belong to.

	Raises FileRefused: missing_column names the columns that the likeliest feed misses, ambiguous_column those that fit
	one of its columns alike, unknown_feed where no feed is alike.
	"""
	feed = _feed_of(sheets, feeds)
	sections, remarks = [], []
	for sheet in sheets:
		if section := _section(sheet, feed):
			sections.append(section)
		else:
			remarks.append(_remark_on(sheet, feed, feeds))
	for section in sections:
		_refuse_ambiguous(section.headers, feed)
		if section.sheet.hidden_rows:
			remarks.append(
				_("Sheet {0} has {1} hidden rows. They were read like the others.").format(
					section.sheet.name, section.sheet.hidden_rows
				)
			)
	if hidden := sheets[0].hidden_sheets:
		remarks.append(_("Hidden sheets were not read: {0}.").format("、".join(hidden)))
	return Table(_in_units(feed, sections), tuple(sections), tuple(filter(None, remarks)))


def positions_of(headers: Sequence[str], feed: Feed) -> dict[str, int]:
	"""Where each of the feed's columns is among the headers."""
	found: dict[str, int] = {}
	for column in feed.columns:
		for position, header in enumerate(headers):
			if header in column.spellings and position not in found.values():
				found[column.header] = position
				break
	return found


def missing_columns(feed: Feed, positions: dict[str, int]) -> list[str]:
	return [column.header for column in feed.columns if column.required and column.header not in positions]


def _feed_of(sheets: Sequence[Sheet], feeds: Sequence[Feed]) -> Feed:
	best: tuple[int, Feed] | None = None
	nearest: tuple[tuple[int, float], Feed, list[str]] | None = None
	for sheet in sheets:
		for row in islice(sheet.rows(), HEADER_SEARCH_ROWS):
			headers = [spelling(cell) for cell in row]
			for feed in feeds:
				positions = positions_of(headers, feed)
				missing = missing_columns(feed, positions)
				if not missing and (best is None or len(positions) > best[0]):
					best = (len(positions), feed)
				# Many feeds begin with a name and an ID number: how many columns fit says more than what share.
				likeness = (len(positions), len(positions) / len(feed.columns))
				if missing and (nearest is None or likeness > nearest[0]):
					nearest = (likeness, feed, missing)
	if best:
		return best[1]
	if nearest and nearest[0][1] >= ALIKE:
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


def _section(sheet: Sheet, feed: Feed) -> Section | None:
	best: Section | None = None
	for number, row in enumerate(islice(sheet.rows(), HEADER_SEARCH_ROWS)):
		headers = tuple(spelling(cell) for cell in row)
		positions = positions_of(headers, feed)
		if not missing_columns(feed, positions) and (best is None or len(positions) > len(best.positions)):
			best = Section(sheet, number, headers, positions)
	return best


def _remark_on(sheet: Sheet, feed: Feed, feeds: Sequence[Feed]) -> str | None:
	"""What people are told of a sheet that the feed does not describe. Raises FileRefused where it holds people's rows
	below no header: they would be lost."""
	for other in feeds:
		if other.name != feed.name and _section(sheet, other):
			return _(
				"Sheet {0} was not read: its columns belong to {1}. Send it as a file of its own."
			).format(sheet.name, other.feed_name)
	for number, row in enumerate(islice(sheet.rows(), ROWS_LOOKED_AT), start=1):
		if any(_is_id_number(cell) for cell in row):
			raise FileRefused(
				MISSING_COLUMN,
				_(
					"Sheet {0} holds people (row {1}) but no row of headers that {2} knows. Write the headers above them, and send the file again."
				).format(sheet.name, number, feed.feed_name),
			)
	return _("Sheet {0} was not read: it holds no table.").format(sheet.name)


def _is_id_number(cell: Cell) -> bool:
	return isinstance(cell, str) and identity.is_valid(identity.normalize(cell))


def _refuse_ambiguous(headers: Sequence[str], feed: Feed) -> None:
	"""Raises FileRefused where two columns of the file fit one of the feed's."""
	for column in feed.columns:
		fitting = [
			(position, header) for position, header in enumerate(headers) if header in column.spellings
		]
		taken = {header for other in feed.columns if other is not column for header in other.spellings}
		fitting = [each for each in fitting if each[1] not in taken]
		if len(fitting) > 1:
			raise FileRefused(
				AMBIGUOUS_COLUMN,
				_(
					"Two columns fit {0}: {1}. Keep the one that is meant, or give the other a name of its own."
				).format(
					column.header,
					"、".join(
						_("column {0} ({1})").format(_letters(position), header)
						for position, header in fitting
					),
				),
			)


def _in_units(feed: Feed, sections: Sequence[Section]) -> Feed:
	"""The feed with its columns of money read in the units that the headers, or the lines above them, name.

	Raises FileRefused where two tables of one file name different units.
	"""
	units: dict[str, Decimal] = {}
	for section in sections:
		head = list(islice(section.sheet.rows(), section.header_row + 1))
		above = _unit_above(head[:-1])
		for column in feed.columns:
			if column.data_type != "Amount" or column.header not in section.positions:
				continue
			named = UNIT_IN_HEADER.search(text(head[-1][section.positions[column.header]]))
			unit = UNITS[named[1]] if named else above
			if units.setdefault(column.header, unit) != unit:
				raise FileRefused(
					AMBIGUOUS_COLUMN,
					_("The tables of this file give {0} in different units. Send them as two files.").format(
						column.header
					),
				)
	shift = DAYS_TO_1904 if any(section.sheet.from_1904 for section in sections) else 0
	return replace(
		feed,
		columns=tuple(
			replace(column, unit=units.get(column.header, column.unit), serial_shift=shift)
			for column in feed.columns
		),
	)


def _unit_above(rows: Sequence[Sequence[Cell]]) -> Decimal:
	for row in rows:
		for cell in row:
			if not is_blank(cell) and (named := UNIT_ABOVE.search(text(cell))):
				return UNITS[named[1]]
	return UNITS["元"]


def _in_order(row: list[Cell], order: list[int | None]) -> list[Cell]:
	return [row[position] if position is not None and position < len(row) else None for position in order]


def _letters(position: int) -> str:
	letters = ""
	position += 1
	while position:
		position, rest = divmod(position - 1, 26)
		letters = chr(ord("A") + rest) + letters
	return letters
