"""A second row of names below a header that a feed already understands by its first row alone.

    姓名 | 身份证号 | 住院自付 |      | 结算日期
         |          | 次数     | 金额 |

The header's name is above both columns, so that nobody can say which of them it means: the left one may count visits.
Two rows that only together make the names of a feed are one header, in `header_rows`.
"""

import re
from collections.abc import Iterator, Sequence

from frappe import _

from fanpin_app.discovery.feeds.definitions import Column, Feed, spelling
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.refusals.errors import AMBIGUOUS_COLUMN, FileRefusedError
from fanpin_app.discovery.tables import header_notes
from fanpin_app.discovery.tables.header_rows import MAX_HEADER_LENGTH, are_names
from fanpin_app.discovery.tables.sections import Section
from fanpin_app.discovery.tables.side_tables import is_no_name

# A header has two levels, rarely three.
MAX_LEVELS = 3
YEAR = re.compile(r"20\d{2}(?:年度?|\.0)?")
# A digit of a key; a lower name may have one or two: (18位).
MAX_DIGITS = 2


def refuse_names_below(
	section: Section, feed: Feed, below: Sequence[Sequence[Cell]], is_of_years: bool
) -> None:
	"""Raises FileRefusedError where the rows directly below the header divide one of the feed's columns in several, or
	say that it is about something else."""
	places = {
		section.positions[each.header]: each for each in feed.columns if each.header in section.positions
	}
	key = section.positions[feed.match_key.header]
	for row in below[:MAX_LEVELS]:
		if all(map(is_blank, row)):
			continue
		if not _is_of_names(row, key):
			return
		for place, column in places.items():
			if column.role != "Description":
				_refuse_divided(section, column, place, row, places)
			if place < len(row) and not is_blank(row[place]):
				header_notes.refuse_other_word(row[place], column, is_of_years)


def _is_of_names(row: Sequence[Cell], key: int) -> bool:
	"""Whether a row holds words alone, and no key: no figure, no day, no number of a person."""
	number = text(row[key]) if key < len(row) else ""
	if sum(map(str.isdigit, number)) > MAX_DIGITS and not YEAR.fullmatch(number):
		return False
	words = [cell for cell in row if not is_blank(cell) and not YEAR.fullmatch(text(cell))]
	return all(len(text(word)) <= MAX_HEADER_LENGTH for word in words) and are_names(words)


def _refuse_divided(
	section: Section, column: Column, place: int, row: Sequence[Cell], places: dict[int, Column]
) -> None:
	"""Raises FileRefusedError where different names are below one header."""
	group = [here for here in (place, *_further(section, place, places)) if here < len(row)]
	names = [text(row[here]) for here in group if not is_blank(row[here])]
	if not group or is_blank(row[place]) or len(set(names)) < 2:
		return
	fitting = [name for name in names if spelling(name) in column.spellings]
	if fitting == names[:1] and not header_notes.IN_BRACKETS.search(names[0]):
		return
	raise FileRefusedError(
		AMBIGUOUS_COLUMN,
		_(
			"Below the header {0} on sheet {1} are several columns: {2}. Which of them is meant is not known. Keep that one alone, or give each column a header of its own in one row."
		).format(text(section.header[place]), section.sheet.name, "、".join(names)),
	)


def _further(section: Section, place: int, places: dict[int, Column]) -> Iterator[int]:
	"""The columns to the right whose header is empty or repeats that of the place."""
	for here in range(place + 1, len(section.header)):
		header = section.header[here]
		if here in places or not (is_no_name(header) or text(header) == text(section.header[place])):
			return
		yield here
