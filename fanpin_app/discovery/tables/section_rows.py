"""The rows below a sheet's header, including those below further headers between them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from frappe import _

from fanpin_app.discovery.feeds.definitions import FIGURES, YEARLY_TARGET, Column, Feed, spelling
from fanpin_app.discovery.readers.cell_errors import MERGED, CellError
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.readers.text_files import LastRow
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.refusals.errors import AMBIGUOUS_COLUMN, MISSING_COLUMN, FileRefusedError
from fanpin_app.discovery.tables import header_notes, stated_units
from fanpin_app.discovery.tables.data_rows import describes_fields
from fanpin_app.discovery.tables.lower_headers import MAX_LEVELS, refuse_names_below
from fanpin_app.discovery.tables.other_headings import OtherHeadings
from fanpin_app.discovery.tables.recognition import MIN_SIMILARITY, missing_columns, positions_of
from fanpin_app.discovery.tables.sections import Section
from fanpin_app.discovery.tables.side_tables import OtherSubject, SideTable
from fanpin_app.discovery.tables.text_rows import TextRows

YUAN = Decimal(1)
DIGIT = re.compile(r"\d")
NOT_TO_BE_SHARED = ("Amount", "Number", "Date")
SHARED = ("Code", "ID Number", "Disability Card Number")
MIN_WORDS = 3
# The subjects of an agency's file; 户主 and 经办人 are other people.
SUBJECT_WORDS = re.compile(
	r"(?:参保|被保险|就诊|就医|住院|持证|持卡|借款|贷款|失业|受助|受灾|受伤|享受|救助|保障|帮扶)(?:人员?|对象|者)?的?"
	r"|(?:患者|病人|伤者|本人|学生|对象)的?"
)
# A figure that took the place of another one: 核定后住院自付 beside 住院自付.
SUPERSEDING = r"(?:核[定准实减]|审[定核]|复核|调整|修[正改订]|更[正改]|变更|最终|确认|订正|校正|更新|改正|正确|新)(?:过|完)?(?:之?后)?的?"
BEHIND_SUPERSEDED = rf"{SUPERSEDING}(?:数值?|额|金额|值)?"
# Writers, checkers and guardians: a row is not about them.
OF_HANDLER = re.compile(
	r"(?:经办|代办|填报|填表|制表|录入|审核|复核|登记|受理|办理|操作|联系|监护|担保)(?:人员?|员|者)?(?:的?(?:姓名|名字))?"
	r"|(?:主治|责任|经治)?医[生师](?:姓名)?|网格员(?:姓名)?"
)


class SheetRow(NamedTuple):
	"""A row below a header: its sheet ("" for the first table's), its number from 1, its cells in the order of the first
	table's columns, the cells as written where that order differs, and the number of the header row."""

	sheet: str
	number: int
	cells: list[Cell]
	written: list[Cell] | None = None
	header: int = 0


class SectionRows:
	"""The rows below a section's header, in the order of the first section's columns, whatever header is above them."""

	def __init__(self, feed: Feed, first: Section, section: Section, sheet: str):
		"""`first`: the section that defines the order of the cells; `sheet`: the name of this sheet in its rows."""
		self.feed = feed
		self.first = first
		self.sheet = sheet
		# The header by which the next row is read, and the unit named by the last line above it.
		self.section = section
		above, below = around_header(section)
		self.unit = unit_of_lines(feed, [*above, below], section.sheet)
		self.side = SideTable(section, feed, above[-1] if above else ())
		self.other_subject = OtherSubject(section, feed)
		self.text = TextRows(section, feed) if section.sheet.separator else None
		self.headings = OtherHeadings(feed, section)
		# Observations beside the sheet's tables, as sentences for people.
		self.remarks: list[str] = []
		spellings = {each for column in self.feed.columns for each in column.spellings}
		self.initials = {each[0] for each in (*spellings, *first.headers, *section.headers) if each}
		self.merged: dict[int, list[tuple[int, int]]] = defaultdict(list)
		for top, bottom, place in section.sheet.merged_down:
			for number in range(top, bottom + 1):
				self.merged[number + 1].append((place, top))
		self.shared: dict[tuple[int, int], Cell] = {}

	def read(self) -> Iterator[SheetRow]:
		"""Raises FileRefusedError where rows follow that would be misread."""
		first = self.section.header_row + 1
		order, key, header = self._order(), self.section.positions[self.feed.match_key.header], first
		for number, row in self.section.rows_below():
			if number in self.merged:
				self._fill_merged(number, row)
			if self.headings.found or self.headings.period:
				self.headings.check(self.section, row, number)
			if number == header + 1 != first + 1:
				refuse_names_below(self.section, self.feed, [row], self.feed.target == YEARLY_TARGET)
			if _may_be_header(row, key, self.initials):
				if again := self._header_again(row, number):
					self.section, header = again, number
					self.remarks += self.side.remarks()
					self.side, self.other_subject = (
						SideTable(again, self.feed),
						OtherSubject(again, self.feed),
					)
					self.text = self.text and TextRows(again, self.feed)
					order, key = self._order(), again.positions[self.feed.match_key.header]
					continue
				# The line directly below the header was read with it.
				if number > first + 1:
					self._read_unit(row)
				self.headings.note(row)
			elif isinstance(cell := row[key], str) and not cell.isascii():
				self.headings.note(row)
			if self.text:
				self.text.check(row)
				if isinstance(row, LastRow) and (doubt := self.text.doubt(row, number)):
					self.remarks.append(doubt)
			if self.side.watched:
				self.side.refuse(number, row)
			if self.other_subject.is_watched:
				self.other_subject.refuse(number, row)
			yield (
				SheetRow(self.sheet, number, _in_order(row, order), row, header)
				if order
				else SheetRow(self.sheet, number, row, None, header)
			)
		self.remarks += self.side.remarks()

	@property
	def figure_headers(self) -> list[str]:
		"""The section's headers of the feed's columns of figures and days."""
		return [
			column.header
			for column in self.feed.columns
			if column.data_type in NOT_TO_BE_SHARED and column.header in self.section.positions
		]

	def _order(self) -> list[int | None] | None:
		"""The position in this section of each column of the first one; None where they are the same."""
		section, first = self.section, self.first
		if section.headers == first.headers:
			return None
		feeds_columns = {here: header for header, here in first.positions.items()}
		order: list[int | None] = []
		for here, header in enumerate(first.headers):
			of_feed = feeds_columns.get(here)
			if of_feed is not None:
				order.append(section.positions.get(of_feed))
			else:
				order.append(section.headers.index(header) if header and header in section.headers else None)
		return order

	def _fill_merged(self, number: int, row: list[Cell]) -> None:
		"""A household's or person's number in merged cells applies to each row. What a merged figure or date means
		for each row is unknown, so it is an error in all of them."""
		columns = {
			self.section.positions[each.header]: each
			for each in self.feed.columns
			if each.header in self.section.positions
		}
		for place, top in self.merged[number]:
			column = columns.get(place)
			if column is None or place >= len(row):
				continue
			if column.data_type in NOT_TO_BE_SHARED:
				row[place] = CellError(MERGED)
			elif column.data_type in SHARED:
				row[place] = self.shared.setdefault((place, top), row[place])

	def _header_again(self, row: list[Cell], number: int) -> Section | None:
		"""The section that begins at a further header row."""
		headers = tuple(spelling(cell) for cell in row)
		positions = positions_of(headers, self.feed)
		if self._is_beside(row, positions) or (not positions and describes_fields(row)):
			return None
		missing = missing_columns(self.feed, positions)
		is_alike = len(positions) >= max(2, MIN_SIMILARITY * len(self.first.positions))
		if missing and not is_alike and not self._names_columns(row, positions):
			return None
		if missing:
			raise FileRefusedError(
				MISSING_COLUMN,
				_(
					"Row {0} of sheet {1} is a further row of headers, but the column {2} is missing. Add it, and send the file again."
				).format(number, self.section.sheet.name, "、".join(missing)),
			)
		again = replace(self.section, header=row, headers=headers, positions=positions, groups=())
		refuse_ambiguous(again, self.feed)
		refuse_further_columns(again, self.first, self.feed, number)
		for column in self.feed.columns:
			if (place := positions.get(column.header)) is not None:
				header_notes.refuse_other_meaning(row[place], column, self.feed.target == YEARLY_TARGET)
		self._refuse_other_units(again)
		return again

	def _is_beside(self, row: list[Cell], positions: dict[str, int]) -> bool:
		"""Whether the row is data of this table beside the header of another one."""
		key = self.section.positions[self.feed.match_key.header]
		return (
			key < len(row)
			and DIGIT.search(text(row[key])) is not None
			and set(positions.values()).isdisjoint(self.section.positions.values())
		)

	def _names_columns(self, row: list[Cell], positions: dict[str, int]) -> bool:
		"""Whether the row consists of headers unknown to the feed: it names the key's column, or has an unmapped word
		in the place of each figure and day."""
		if self.feed.match_key.header in positions or self._is_in_other_order(row, positions):
			return True
		places = [self.section.positions[header] for header in self.figure_headers]
		words = [row[place] if place < len(row) else None for place in places]
		return len(set(words)) == len(words) >= MIN_WORDS and all(
			isinstance(word, str) and len(word.strip()) > 1 and not DIGIT.search(word) for word in words
		)

	def _is_in_other_order(self, row: list[Cell], positions: dict[str, int]) -> bool:
		"""Whether a row without a key names a figure or a day in another column's place."""
		key = self.section.positions[self.feed.match_key.header]
		return not (key < len(row) and DIGIT.search(text(row[key]))) and any(
			positions.get(header, here) != here
			for header in self.figure_headers
			for here in [self.section.positions[header]]
		)

	def _read_unit(self, row: list[Cell]) -> None:
		if unit := unit_of_lines(self.feed, [row]):
			self.unit = unit
			self._refuse_other_units(self.section)
		stated_units.refuse_other(self.section, self.feed.columns, stated_units.lines_of([row]))

	def _refuse_other_units(self, section: Section) -> None:
		"""Raises FileRefusedError where rows follow that are in other units than the rows before."""
		for column in self.feed.columns:
			if (place := section.positions.get(column.header)) is not None:
				refuse_other_unit(column, unit_of(column, section.header[place], None, self.unit))


def ambiguous_column(headers: Sequence[str], feed: Feed) -> tuple[Column, list[int]] | None:
	"""The first column of the feed that several headers fit equally well, with their positions; None if there is none."""
	for column in feed.columns:
		taken = {header for other in feed.columns if other is not column for header in other.spellings}
		fitting = [
			position
			for position, header in enumerate(headers)
			if header in column.spellings and header not in taken
		]
		if fitting and column.data_type == "ID Number":
			known = taken | column.spellings
			fitting += [
				position
				for position, header in enumerate(headers)
				if header not in known and _is_number_of_subject(header, column)
			]
		if fitting and column.data_type in FIGURES and column.role != "Description":
			known = taken | column.spellings
			fitting += [
				position
				for position, header in enumerate(headers)
				if header not in known and _supersedes(header, column)
			]
		if len(fitting) > 1:
			return column, fitting
	return None


def _is_number_of_subject(header: str, column: Column) -> bool:
	"""Whether an unknown header may be the number of the file's subject, like 参保人身份证号 beside 身份证号: then the other
	may be the number of the person who filled in the form."""
	return any(
		header.endswith(name) and SUBJECT_WORDS.fullmatch(header.removesuffix(name))
		for name in column.spellings
	)


def _supersedes(header: str, column: Column) -> bool:
	return any(
		re.fullmatch(f"{SUPERSEDING}{re.escape(name)}|{re.escape(name)}{BEHIND_SUPERSEDED}", header)
		for name in column.spellings
	)


def refuse_ambiguous(section: Section, feed: Feed) -> None:
	"""Raises FileRefusedError where two columns of the file fit one of the feed's, or where the only number of a
	person may be somebody else's."""
	_refuse_number_of_handler(section, feed)
	if not (found := ambiguous_column(section.headers, feed)):
		return
	column, positions = found
	raise FileRefusedError(
		AMBIGUOUS_COLUMN,
		_(
			"Two columns fit {0}: {1}. Keep the one that is meant, or give the other a name of its own."
		).format(
			column.header,
			"、".join(map(section.name_of_column, positions)),
		),
	)


def _refuse_number_of_handler(section: Section, feed: Feed) -> None:
	"""Raises FileRefusedError where the ID number is behind the name of who handled the row, and no column names the
	person."""
	key, name = feed.match_key, feed.name_column
	place = section.positions.get(key.header)
	if key.data_type != "ID Number" or not place or (name and name.header in section.positions):
		return
	handler = section.headers[place - 1]
	if OF_HANDLER.fullmatch(handler):
		raise FileRefusedError(
			AMBIGUOUS_COLUMN,
			_(
				"The column {0} is beside “{1}”, and no column names the person of the row: the number may be that of “{1}”. Give the person’s name in a column of its own, beside the number."
			).format(text(section.header[place]), handler),
		)


def around_header(section: Section) -> tuple[list[list[Cell]], list[Cell]]:
	"""The rows above the section's header, the last of them with the groups of its columns if it has any; and the row
	below it."""
	rows = list(islice(section.sheet.rows(), section.header_row + 2))
	below = rows[section.header_row + 1] if len(rows) > section.header_row + 1 else []
	above = rows[: section.header_row + 1 - section.levels]
	return [*above, list(section.groups)] if section.groups else above, below


def rows_below_header(section: Section) -> list[list[Cell]]:
	"""The first rows below the section's header, among which may be further names."""
	first = section.header_row + 1
	return list(islice(section.sheet.rows(), first, first + MAX_LEVELS))


def unit_of_lines(feed: Feed, rows: Sequence[Sequence[Cell]], sheet: Sheet | None = None) -> Decimal | None:
	"""The unit named by the lines around a table, or else by its sheet or file name, if the feed has columns of money."""
	if not any(column.data_type == "Amount" for column in feed.columns):
		return None
	names = (sheet.name, Path(sheet.file_name).stem) if sheet else ()
	return header_notes.unit_in_lines(rows) or header_notes.unit_in_names(names)


def unit_of(column: Column, header: Cell, below: Cell, line: Decimal | None) -> Decimal:
	"""Yuan per unit of the column, as named by its header, the cell below it, the line above the table, or the feed."""
	if column.data_type != "Amount":
		return YUAN
	named = header_notes.unit_in_header(header, column) or header_notes.unit_below_header(below)
	return named or line or column.usual_unit


def refuse_other_unit(column: Column, unit: Decimal) -> None:
	if column.unit != unit:
		raise FileRefusedError(
			AMBIGUOUS_COLUMN,
			_(
				"The headers of this file and the lines around its tables name different units for {0}. Name one, or send the tables as two files."
			).format(column.header),
		)


def _may_be_header(row: list[Cell], key: int, initials: set[str]) -> bool:
	"""Fast path: whether a row may be a header, because it begins like one or its key has no digit."""
	first = (
		row[0] if row and not is_blank(row[0]) else next((each for each in row if not is_blank(each)), None)
	)
	if isinstance(first, str) and first.strip()[:1] in initials:
		return True
	cell = row[key] if key < len(row) else None
	return not DIGIT.search(cell) if isinstance(cell, str) else cell is None


def refuse_further_columns(section: Section, first: Section, feed: Feed, number: int) -> None:
	"""Raises FileRefusedError where a further table has a column of the feed that the first one lacks: it would be
	lost.

	Description columns do not count, because they are only for people to read. `number`: its header row.
	"""
	further = [
		column.header
		for column in feed.columns
		if column.role != "Description"
		and column.header in section.positions
		and column.header not in first.positions
	]
	if further:
		raise FileRefusedError(
			MISSING_COLUMN,
			_(
				"The table below row {0} of sheet {1} has the column {2}, and the first table of the file has not. Add it there too, empty where nothing is known, and send the file again."
			).format(number, section.sheet.name, "、".join(further)),
		)


def _in_order(row: list[Cell], order: list[int | None]) -> list[Cell]:
	return [row[position] if position is not None and position < len(row) else None for position in order]
