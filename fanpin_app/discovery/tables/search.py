"""The tables of a file that a feed describes: which feed, on which sheets, below which header rows, in which units.

A file often has one table for each village or page. All of them are read, each with its own header; whatever is not read
is reported.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice

from frappe import _

from fanpin_app.discovery.feeds.definitions import FIGURES, Column, Feed, spelling
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.refusals.errors import MISSING_COLUMN, FileRefusedError
from fanpin_app.discovery.tables import header_notes, stated_units
from fanpin_app.discovery.tables.data_rows import MIN_SLIP_LENGTH, cell_at, holds_code, holds_id_number
from fanpin_app.discovery.tables.header_rows import reads
from fanpin_app.discovery.tables.headings.titles_of_other_time import (
	is_of_one_day,
	refuse_title_of_other_time,
)
from fanpin_app.discovery.tables.lower_headers import refuse_names_below
from fanpin_app.discovery.tables.other_headings import (
	refuse_other_notes,
	refuse_other_sheets,
	refuse_other_title,
)
from fanpin_app.discovery.tables.recognition import (
	MIN_SIMILARITY,
	feed_of,
	headers_of,
	missing_columns,
	positions_of,
	spellings_of,
)
from fanpin_app.discovery.tables.section_rows import (
	DIGIT,
	YEARLY_TARGET,
	SectionRows,
	SheetRow,
	around_header,
	refuse_ambiguous,
	refuse_further_columns,
	refuse_other_unit,
	rows_below_header,
	unit_of,
	unit_of_lines,
)
from fanpin_app.discovery.tables.sections import Section
from fanpin_app.discovery.tables.side_tables import MIN_CODE_LENGTH, pattern
from fanpin_app.registry.households import id_numbers

ROWS_EXAMINED = 200
# A row of data has a key and at least two further values.
MIN_VALUES = 3
# What a form has above its table: 统一社会信用代码 | 12440513MB2C001234 | 填报日期 | 2026-11-05.
LABEL = re.compile(r"\D*(?:[:号]|代码|编码|单位|日期|时间|电话|人)")
MONTHLY_TARGET = "Indicator Record"
# Area code, day of birth and serial number; also as 4.40513E+17.
ID_NUMBER = re.compile(
	r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]|[1-9]\.\d+E\+17"
)
# Stored as a figure it has lost its last digits by rounding, which may have changed the day by one.
ID_NUMBER_AS_FIGURE = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[0-2])\d{4}")
# Between Excel's two date systems, 1900 and 1904 (Excel for the Macintosh).
DAYS_TO_1904 = 1462


@dataclass(frozen=True)
class Table:
	"""All rows of a file that a feed describes, in the columns of its first section."""

	feed: Feed
	sections: tuple[Section, ...]
	# Parts of the file that were not read, as sentences for people.
	remarks: tuple[str, ...] = ()
	# The same, noticed while the rows are read.
	remarks_on_rows: list[str] = field(default_factory=list, compare=False)
	# Rows that are no data, by sheet, counted while the rows are read.
	not_data: Counter[str] = field(default_factory=Counter, compare=False)
	# The first of those rows with their sheets and numbers.
	lines: list[tuple[str, int, list[Cell]]] = field(default_factory=list, compare=False)
	# The last row read of each sheet.
	reached: dict[str, int] = field(default_factory=dict, compare=False)
	# The source of the rows, if not the sections themselves: a corrected workbook replaces some of them.
	source: Callable[[], Iterator[SheetRow]] | None = None

	@property
	def headers(self) -> tuple[str, ...]:
		return self.sections[0].headers

	@cached_property
	def positions(self) -> dict[str, int]:
		return self.sections[0].positions

	@property
	def unread_columns(self) -> list[tuple[int, str]]:
		"""Place and header of each column with a header that is not read."""
		read = set(self.positions.values())
		return [(place, header) for place, header in enumerate(self.headers) if header and place not in read]

	@property
	def height(self) -> int:
		return sum(section.sheet.height or 0 for section in self.sections)

	def has(self, column: Column) -> bool:
		return column.header in self.positions

	def rows(self) -> Iterator[SheetRow]:
		"""The rows below the headers, without headers that are repeated between them."""
		if self.source:
			yield from self.source()
			return
		for index, section in enumerate(self.sections):
			rows = SectionRows(self.feed, self.sections[0], section, section.sheet.name if index else "")
			for row in rows.read():
				self.reached[section.sheet.name] = row.number
				yield row
			self.remarks_on_rows.extend(rows.remarks)


def find_table(sheets: Sequence[Sheet], feeds: Sequence[Feed]) -> Table:
	"""The tables of the feed to which the file's columns belong.

	Raises FileRefusedError: missing_column names the columns missing from the likeliest feed, ambiguous_column those
	that fit one of its columns equally well, unknown_feed where no feed is similar.
	"""
	feed = feed_of(sheets, feeds)
	found = [(sheet, _section(sheet, feed)) for sheet in sheets]
	sections = [section for _sheet, section in found if section]
	remarks = [_remark_on(sheet, feed, feeds, sections[0]) for sheet, section in found if not section]
	for section in sections:
		refuse_ambiguous(section, feed)
		stated_units.refuse_parts_of_yuan(section, feed)
		refuse_further_columns(section, sections[0], feed, section.header_row + 1)
		remarks.append(_remark_on_hidden_columns(section))
		remarks.append(_remark_on_numbers_above(section, feed))
		remarks.extend(_remarks_on_notes(section, feed))
		if section.sheet.hidden_rows:
			remarks.append(
				_("Sheet {0} has {1} hidden rows. They were read like the others.").format(
					section.sheet.name, section.sheet.hidden_rows
				)
			)
	if hidden := sheets[0].hidden_sheets:
		remarks.append(_("Hidden sheets were not read: {0}.").format("、".join(hidden)))
	notes = []
	for sheet in (sheet for sheet, section in found if not section):
		lines = stated_units.lines_of_notes(sheet)
		refuse_other_notes(sheet, lines, feed)
		notes += lines
	return Table(_in_units(feed, sections, notes), tuple(sections), tuple(filter(None, remarks)))


def _remark_on_hidden_columns(section: Section) -> str | None:
	hidden = [
		section.name_of_column(place)
		for place in sorted(section.positions.values())
		if place in section.sheet.hidden_columns
	]
	if not hidden:
		return None
	return _("Sheet {0} has hidden columns, which were read like the others: {1}.").format(
		section.sheet.name, "、".join(hidden)
	)


def _remarks_on_notes(section: Section, feed: Feed) -> Iterator[str]:
	for column in feed.columns:
		place = section.positions.get(column.header)
		if place is not None and (note := header_notes.doubtful_note(section.header[place], column)):
			yield _(
				"Behind the header {0} is “{1}”, which is not understood: the column was read as {0}. If it is another day, give the one that is meant, and send the file again."
			).format(column.header, note)


def _section(sheet: Sheet, feed: Feed) -> Section | None:
	best: Section | None = None
	for header in headers_of(sheet):
		named, groups = header.understood(feed.spellings)
		headers = tuple(spelling(cell) for cell in named)
		positions = positions_of(headers, feed)
		if not missing_columns(feed, positions) and (best is None or len(positions) > len(best.positions)):
			best = Section(sheet, header.number, named, headers, positions, header.levels, groups)
	if best:
		_refuse_rows_above(best, feed)
	return best


def _refuse_rows_above(section: Section, feed: Feed) -> None:
	"""Raises FileRefusedError where another table is above the one whose header has more columns: it would be lost."""
	top = section.header_row + 1 - section.levels
	rows = list(islice(section.sheet.rows(), top))
	for header in headers_of(section.sheet):
		positions = positions_of(spellings_of(header, feed), feed)
		if header.number >= top or (key := positions.get(feed.match_key.header)) is None:
			continue
		if any(key < len(row) and DIGIT.search(text(row[key])) for row in rows[header.number + 1 :]):
			raise FileRefusedError(
				MISSING_COLUMN,
				_(
					"Sheet {0} has two tables, and that below row {1} has no column {2}, as that below row {3} has. Add the column, or send the tables as two files."
				).format(
					section.sheet.name,
					header.number + 1,
					"、".join(each for each in section.positions if each not in positions),
					section.header_row + 1,
				),
			)
	_refuse_data_above(section, feed, rows)


def _refuse_data_above(section: Section, feed: Feed, rows: Sequence[list[Cell]]) -> None:
	"""Raises FileRefusedError where rows above the header are data: only those below it are read."""
	patterns = _patterns_of_keys(section, feed)
	lost = [
		number for number, row in enumerate(rows, start=1) if _is_data_above(row, section, feed, patterns)
	]
	if lost:
		raise FileRefusedError(
			MISSING_COLUMN,
			_(
				"Sheet {0} has rows of data above its header in row {1}: row {2}. Only what is below a header is read, so they would be lost. Move the header above them; where they are a table of their own, give its columns the names of that header. Then send the file again."
			).format(section.sheet.name, section.header_row + 1, "、".join(map(str, lost))),
		)


def _is_data_above(row: Sequence[Cell], section: Section, feed: Feed, patterns: set[str]) -> bool:
	"""Whether a row holds a number that identifies somebody or something, and a figure or day or, in the feed's
	columns, as many values as rows of data have."""
	if any(isinstance(cell, str) and LABEL.fullmatch(text(cell)) for cell in row):
		return False
	places = {each.header: section.positions.get(each.header) for each in feed.columns}
	filled = [place for place in places.values() if place is not None and not is_blank(cell_at(row, place))]
	key = cell_at(row, places[feed.match_key.header])
	others = [cell for cell in row if cell is not key and not is_blank(cell)]
	has_figure = any(_is_figure_or_day(cell) for cell in others if not _is_number_of_person(cell))
	if any(map(_is_number_of_person, row)) and has_figure:
		return True
	is_key = len(filled) >= min(MIN_VALUES, len(section.positions)) and (
		pattern(text(key)) in patterns if patterns else _may_be_key(key, feed)
	)
	needs_figure = any(
		column.data_type in (*FIGURES, "Date") and places[column.header] is not None
		for column in feed.columns
	)
	return is_key and (has_figure or not needs_figure)


def _may_be_key(cell: Cell, feed: Feed) -> bool:
	"""Whether a cell above the header may be a key: mostly digits, more than a year has, and no day."""
	written = text(cell)
	fewest = MIN_CODE_LENGTH if feed.match_key.data_type == "Code" else MIN_SLIP_LENGTH
	digits = sum(map(str.isdigit, written))
	return fewest <= len(written) < digits * 2 and not reads(cells.day, cell)


def _is_figure_or_day(cell: Cell) -> bool:
	return reads(cells.amount, cell) or reads(cells.day, cell)


def _remark_on_numbers_above(section: Section, feed: Feed) -> str | None:
	above, _below = around_header(section)
	patterns = _patterns_of_keys(section, feed)
	found = [
		number
		for number, row in enumerate(above, start=1)
		if holds_id_number(row) or holds_code(row, patterns)
	]
	if not found:
		return None
	return _(
		"Sheet {0} has numbers of people or households above its header, which were not read: row {1}. If they are data, write them as rows of their own below the header, and send the file again."
	).format(section.sheet.name, "、".join(map(str, found)))


def _remark_on(sheet: Sheet, feed: Feed, feeds: Sequence[Feed], first: Section) -> str | None:
	"""The remark on a sheet that the feed does not describe: sums, values to choose from, a list of changes.

	Raises FileRefusedError where it has rows like those of the first table but no header: they would be lost.
	"""
	for other in feeds:
		if other.name != feed.name and _section(sheet, other):
			return _(
				"Sheet {0} was not read: its columns belong to {1}. Send it as a file of its own."
			).format(sheet.name, other.feed_name)
	_refuse_half_a_header(sheet, feed)
	patterns = _patterns_of_keys(first, feed)
	for number, row in enumerate(islice(sheet.rows(), ROWS_EXAMINED), start=1):
		if any(_is_number_of_person(cell) or pattern(text(cell)) in patterns for cell in row):
			raise FileRefusedError(
				MISSING_COLUMN,
				_(
					"Sheet {0} holds numbers of people or households (row {1}) but no row of headers that {2} knows. Write the headers above them, or delete the sheet if it is not to be read, and send the file again."
				).format(sheet.name, number, feed.feed_name),
			)
	return _("Sheet {0} was not read: it holds no table.").format(sheet.name)


def _refuse_half_a_header(sheet: Sheet, feed: Feed) -> None:
	"""Raises FileRefusedError where a sheet has most of the feed's columns but not all required ones: its rows would
	be lost.

	Where neither numbers nor names are among them, its rows are about no person: they are sums of villages.
	"""
	whose = {column.header for column in (feed.match_key, feed.name_column) if column}
	for header in headers_of(sheet):
		positions = positions_of(spellings_of(header, feed), feed)
		if len(positions) >= max(2, MIN_SIMILARITY * len(feed.columns)) and not whose.isdisjoint(positions):
			raise FileRefusedError(
				MISSING_COLUMN,
				_(
					"Sheet {0} looks like {1}, but the column {2} is missing. Add it, and send the file again."
				).format(sheet.name, feed.feed_name, "、".join(missing_columns(feed, positions))),
			)


def _is_number_of_person(cell: Cell) -> bool:
	"""Whether a cell holds an ID number, also one with a typing error or stored as a figure."""
	if isinstance(cell, str):
		number = id_numbers.normalize(cell)
		return id_numbers.is_valid(number) or ID_NUMBER.fullmatch(number) is not None
	return isinstance(cell, int | float) and ID_NUMBER_AS_FIGURE.fullmatch(text(cell)) is not None


def _patterns_of_keys(section: Section, feed: Feed) -> set[str]:
	"""How the codes in the section's first rows are written, if they cannot be taken for figures."""
	key = section.positions[feed.match_key.header]
	rows = islice(section.sheet.rows(), section.header_row + 1, section.header_row + 1 + ROWS_EXAMINED)
	if feed.match_key.data_type != "Code":
		return set()
	return {
		found for row in rows if key < len(row) and len(found := pattern(text(row[key]))) >= MIN_CODE_LENGTH
	}


def _in_units(feed: Feed, sections: Sequence[Section], notes: Sequence[str]) -> Feed:
	"""The feed with its money columns in the units that headers, or lines around the tables, name; otherwise in the
	feed's unit. `notes`: the lines of further sheets that explain the tables.

	Raises FileRefusedError where two tables of one file name different units, and where a header says that its column
	is about something else.
	"""
	found: dict[str, Column] = {}
	is_of_years = feed.target == YEARLY_TARGET
	refuse_other_sheets(sections)
	shift = DAYS_TO_1904 if any(section.sheet.from_1904 for section in sections) else 0
	for section in sections:
		above, below = around_header(section)
		refuse_names_below(section, feed, rows_below_header(section), is_of_years)
		refuse_other_title(section, feed, above)
		if feed.target == MONTHLY_TARGET:
			refuse_title_of_other_time(above, partial(is_of_one_day, section, feed))
		line = unit_of_lines(feed, above, section.sheet)
		for column in feed.columns:
			if (place := section.positions.get(column.header)) is None:
				continue
			header_notes.refuse_other_meaning(section.header[place], column, is_of_years)
			header_notes.refuse_group_of_other_time(above[-1] if above else [], place, column, is_of_years)
			unit = unit_of(column, section.header[place], below[place] if place < len(below) else None, line)
			if column.header in found:
				refuse_other_unit(found[column.header], unit)
			found[column.header] = replace(column, unit=unit, serial_shift=shift)
		stated_units.refuse_other(
			section, found.values(), (*stated_units.lines_outside_table(section, above), *notes)
		)
	return replace(feed, columns=tuple(found.get(column.header, column) for column in feed.columns))
