"""Rows of a sheet that may be its header: one row of names, or two, where the upper row names groups of columns.

    姓名   | 身份证号 | 自付费用(元) |      | 结算日期
           |          | 住院         | 门诊 |

Two rows are read as one: 自付费用住院(元), 自付费用门诊(元). Where a feed knows a column by its lower name alone (住院自付 below
自付费用), or by both names in the other order (住院 below 自付), it is read by that name.
"""

import re
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import zip_longest
from operator import itemgetter
from typing import NamedTuple

from fanpin_app.discovery.feeds.definitions import spelling
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell, is_blank
from fanpin_app.discovery.refusals.errors import BAD_ID, RowRefusedError
from fanpin_app.registry.households import id_numbers

HEADER_SEARCH_ROWS = 20
MAX_HEADER_LENGTH = 60
# A header names at least two columns; a title is a single name.
MIN_NAMES = 2
OPENING_BRACKETS = "(（[【"
# 填报单位：医保局 is a line above a table and names no group of columns.
OF_LINES = ":："


# The name of a group that adds nothing to the names below it.
SAYS_NOTHING = re.compile(r"(?:人员|个人|基本|人员基本|其[他它])?(?:信息|情况|资料)|其[他它]|基本")


class NamedColumns(NamedTuple):
	"""A header as a feed understands it: its cells, and the group above each column that is read by its lower name
	alone; empty where there is none."""

	cells: list[Cell]
	groups: list[Cell]


class HeaderRow(NamedTuple):
	"""A possible header row: its number from 0 (of two rows, that of the lower one), its cells, and its levels, 1 or 2; of
	two levels, also the group above each column and the name below it."""

	number: int
	cells: list[Cell]
	levels: int = 1
	pairs: Sequence[tuple[Cell, Cell]] = ()

	def understood(self, known: Set[str]) -> NamedColumns:
		"""The header with each column of two levels under the name that is among the known ones."""
		if not self.pairs:
			return NamedColumns(self.cells, [])
		named: list[Cell] = list(self.cells)
		groups: list[Cell] = [None] * len(self.cells)
		for place, (group, name) in enumerate(self.pairs):
			if is_blank(group) or is_blank(name) or spelling(self.cells[place]) in known:
				continue
			words, bracket = _without_bracket(group)
			alone, turned = cells.text(name), cells.text(name) + words
			if spelling(alone) in known:
				named[place], groups[place] = alone + bracket, words
			elif spelling(turned) in known:
				named[place] = turned + bracket
			elif known and SAYS_NOTHING.fullmatch(words):
				# So that 患者 or 备注 is found among the columns that no feed knows.
				named[place] = alone + bracket
		return NamedColumns(named, groups if any(groups) else [])


def possible_headers(rows: Sequence[list[Cell]]) -> Iterator[HeaderRow]:
	"""The first rows of a sheet, each by itself, and each also joined with the row above it where that names groups."""
	for number, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
		yield HeaderRow(number, row)
		if number and (pairs := _as_one(rows[number - 1], row)):
			together = [group if is_blank(name) else _joined(group, name) for group, name in pairs]
			yield HeaderRow(number, together, 2, pairs)


def likely_header(rows: Sequence[list[Cell]]) -> HeaderRow | None:
	"""The first of the rows that name the most columns: titles have one name, and data rows none. Two rows joined
	name more than the lower one alone."""
	named = [
		(_names(header.cells), -header.number, header.levels, header) for header in possible_headers(rows)
	]
	most = max(named, key=itemgetter(0, 1, 2), default=None)
	return most[-1] if most and most[0] >= MIN_NAMES else None


def reads(reader: Callable[[Cell], object], cell: Cell) -> bool:
	try:
		reader(cell)
	except RowRefusedError:
		return False
	return True


def disability_card(cell: Cell) -> None:
	"""Raises RowRefusedError for anything but the number of a disability card."""
	written = id_numbers.normalize(str(cell or ""))
	if id_numbers.id_number_of_disability_card(written) == written:
		raise RowRefusedError(BAD_ID)
	cells.id_number_on_disability_card(cell)


def _as_one(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[tuple[Cell, Cell]] | None:
	"""The group and the name of each column, where the lower row names columns of a group in the upper one; else None."""
	if _written(upper) < MIN_NAMES or not are_names(upper) or not are_names(lower):
		return None
	if any(sign in cells.text(cell) for cell in upper for sign in OF_LINES):
		return None
	groups = _groups(upper, lower)
	if groups is None or not any(len(names) > 1 for _group, names in groups):
		return None
	alone = [(group, names[0]) for group, names in groups if len(names) == 1 and not is_blank(group)]
	# Below columns without a group the lower header row is empty; a data row is not.
	if alone and not any(is_blank(name) or cells.text(name) == cells.text(group) for group, name in alone):
		return None
	return [(group, name) for group, names in groups for name in names]


def _groups(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[tuple[Cell, list[Cell]]] | None:
	"""Each name in the upper row with the names below it, up to the next name or empty column; None where a name has no
	group above it."""
	groups: list[tuple[Cell, list[Cell]]] = []
	for above, below in zip_longest(upper, lower):
		if not is_blank(above) or is_blank(below):
			groups.append((above, [below]))
		elif groups and not is_blank(groups[-1][0]):
			groups[-1][1].append(below)
		else:
			return None
	return groups


def _joined(group: Cell, name: Cell) -> str:
	"""The group's name before the column's, with the group's brackets, such as its unit, after both."""
	written = cells.text(group)
	if written == cells.text(name):
		return written
	words, bracket = _without_bracket(group)
	return words + cells.text(name) + bracket


def _without_bracket(group: Cell) -> tuple[str, str]:
	written = cells.text(group)
	bracket = next((place for place, sign in enumerate(written) if sign in OPENING_BRACKETS), len(written))
	return written[:bracket], written[bracket:]


def _names(row: Sequence[Cell]) -> int:
	"""How many columns the row names; 0 where a cell is data or repeats a name."""
	written = [cell for cell in row if not is_blank(cell)]
	if not are_names(written):
		return 0
	texts = {cells.text(cell) for cell in written}
	return len(texts) if len(texts) == len(written) else 0


def _written(row: Sequence[Cell]) -> int:
	return sum(not is_blank(cell) for cell in row)


def are_names(row: Sequence[Cell]) -> bool:
	"""Whether the row's cells that are not blank are words: no figures, days or numbers of people."""
	return all(isinstance(cell, str) and not _is_data(cell) for cell in row if not is_blank(cell))


def _is_data(cell: str) -> bool:
	return len(cell) > MAX_HEADER_LENGTH or any(
		reads(reader, cell) for reader in (cells.amount, cells.day, cells.id_number, disability_card)
	)
