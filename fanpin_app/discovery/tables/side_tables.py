"""A second table beside the one that is read, in columns without a header of their own.

    姓名 | 身份证号 | 住院自付 |  | 姓名2 | 身份证号2 | 住院自付2
    姓名 | 身份证号 | 住院自付 |  | (nothing, or headers in a lower row)

Its rows would be lost, so the file is refused. A column of another person's numbers with its own name, such as
户主身份证号, does not count.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from frappe import _

from fanpin_app.discovery.feeds.definitions import NUMBERS_OF_PEOPLE, Column, Feed, spelling
from fanpin_app.discovery.plausibility.person_names import is_same
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.refusals.errors import AMBIGUOUS_COLUMN, FileRefusedError
from fanpin_app.discovery.tables.sections import Section
from fanpin_app.registry.households import id_numbers

# Suffixes of repeated names: 姓名2, 姓名.1, 姓名_2, 姓名(2), 姓名二. A year has more digits.
REPETITION = re.compile(r"[._\-#]?(?:\d{1,2}|[一二三四五])$")
DIGIT = re.compile(r"\d")
# One number in a column without a header may be a note; two are not.
MIN_WITHOUT_HEADER = 2
# Shorter codes look like any figure.
MIN_CODE_LENGTH = 6
LENGTH_OF_AREA = 2
# An ID number stored as a figure.
MIN_ID_NUMBER = 10**17
# Unknown headers of another person than that of the row's number, who may be the one that the row is about.
OTHER_SUBJECT = re.compile(
	r"(?:实际)?(?:患者|病人|伤者|死者)(?:的?(?:姓名|名字))?|(?:家庭成员|子女|孩子|学生)的?(?:姓名|名字)"
	r"|实际(?:使用|享受|受益|就诊|就医|住院|缴费)?人员?(?:的?(?:姓名|名字))?"
	r"|(?:就诊|就医|住院|看病|使用|享受|受益|受助|事故|被保险|被抚养|被监护)(?:人员?|者)(?:的?(?:姓名|名字))?"
)
# What programs write for an empty header, and what is no name.
NO_NAME = re.compile(r"(?:Unnamed:|列|Column|字段)?[\d\W_]*", re.IGNORECASE)
# In a two-level header the column's name may be in the upper row.
NAMES_A_NUMBER = re.compile(r"证|号|码")


class SideTable:
	"""Watches a section's columns without a header while its rows are read."""

	def __init__(self, section: Section, feed: Feed, above: Sequence[Cell] = ()):
		"""`above`: the row above the header."""
		self.section = section
		self.keys = [
			column
			for column in feed.columns
			if column.header in section.positions
			and (column is feed.match_key or column.data_type in NUMBERS_OF_PEOPLE)
		]
		self.is_about_people = any(column.data_type in NUMBERS_OF_PEOPLE for column in self.keys)
		self.key_place = section.positions[feed.match_key.header]
		self.names_of_key = {each for column in self.keys for each in column.spellings}
		self.figures = [
			column
			for column in feed.columns
			if column.data_type == "Amount" and column.header in section.positions
		]
		self.names = {each for column in feed.columns for each in column.spellings} | set(section.headers)
		# Position → the column of the feed that it repeats, if that is a key or a figure.
		self.watched: dict[int, Column | None] = {}
		for place, cell in enumerate(section.header):
			if place not in section.positions.values():
				self._watch(place, cell, above[place] if place < len(above) else None)
		self._named = [place for place in range(len(section.header)) if place not in self.watched]
		# Position → content that only another table would have → number of its row.
		self.found: dict[int, dict[str, int]] = defaultdict(dict)
		self.pattern = ""

	def _watch(self, place: int, header: Cell, above: Cell) -> None:
		name = header
		if is_no_name(name) and NAMES_A_NUMBER.search(text(above)):
			name = above
		if is_no_name(name) or self._is_number_of_person(name):
			self.watched[place] = None
			return
		written = spelling(name)
		stem = REPETITION.sub("", written)
		is_again = written in self.section.headers[:place]
		if stem in self.names and (stem != written or is_again):
			repeated = (each for each in (*self.keys, *self.figures) if stem in each.spellings)
			self.watched[place] = next(repeated, None)

	def refuse(self, number: int, row: Sequence[Cell]) -> None:
		"""Raises FileRefusedError where the row holds what only a second table can hold."""
		key = text(row[self.key_place]) if self.key_place < len(row) else ""
		self.pattern = self.pattern or pattern(key)
		for place, column in self.watched.items():
			cell = row[place] if place < len(row) else None
			if is_blank(cell):
				continue
			if column:
				is_found, fewest = DIGIT.search(text(cell)) and not _holds(row, cell, self._named), 1
			else:
				is_found, fewest = self._is_anothers(cell, row), MIN_WITHOUT_HEADER
			if is_found:
				self.found[place].setdefault(text(cell), number)
			if len(self.found[place]) >= fewest:
				self._refuse(row, number)

	def _is_anothers(self, cell: Cell, row: Sequence[Cell]) -> bool:
		"""Whether a cell without a header names the key, or holds a key that no other cell of its row holds."""
		if isinstance(cell, str) and REPETITION.sub("", spelling(cell)) in self.names_of_key:
			return True
		if not (self._is_number_of_person(cell) if self.is_about_people else self._is_code(cell)):
			return False
		return not _holds(row, cell, self._named)

	@staticmethod
	def _is_number_of_person(cell: Cell) -> bool:
		if isinstance(cell, int | float):
			return cell >= MIN_ID_NUMBER
		return isinstance(cell, str) and id_numbers.is_valid(
			id_numbers.normalize(cell)[: id_numbers.ID_LENGTH]
		)

	def _is_code(self, cell: Cell) -> bool:
		"""Whether a cell is written like the table's codes and begins like them."""
		return len(self.pattern) >= MIN_CODE_LENGTH and pattern(text(cell)) == self.pattern

	def _refuse(self, row: Sequence[Cell], number: int) -> None:
		places = [place for place in self.watched if place < len(row) and not is_blank(row[place])]
		raise FileRefusedError(
			AMBIGUOUS_COLUMN,
			_(
				"Sheet {0} has a second table beside the one that is read: row {1} holds data of its own in {2}, below no header or a repeated one. Move it below the first table or to a sheet of its own, with its headers, or delete it. If the column belongs to the first table, give it a name of its own."
			).format(self.section.sheet.name, number, "、".join(map(self.section.name_of_column, places))),
		)

	def remarks(self) -> list[str]:
		"""After all rows: what was seen once, which may be a note or somebody's row."""
		return [
			_(
				"Row {0} of sheet {1} holds a number in {2}, which has no header of its own. It was not read."
			).format(number, self.section.sheet.name, self.section.name_of_column(place))
			for place, found in self.found.items()
			for written, number in found.items()
			if DIGIT.search(written)
		]


# In a column of names: the person of the row.
SAME_PERSON = ("本人", "自己", "同左")


class OtherSubject:
	"""Watches an unknown column of names beside that of the row's number: 患者姓名 beside 姓名. Where they name different
	people, nobody can say whose the row is."""

	def __init__(self, section: Section, feed: Feed):
		self.section = section
		self.place = self.name_place = None
		self.is_watched = False
		if feed.match_key.data_type not in NUMBERS_OF_PEOPLE:
			return
		known = {each for column in feed.columns for each in column.spellings}
		name = section.positions.get(feed.name_column.header) if feed.name_column else None
		key = section.positions[feed.match_key.header]
		# Without a known name, the column before the number names its person.
		self.name_place = name if name is not None else key - 1 if key else None
		self.place = next(
			(
				place
				for place, header in enumerate(section.headers)
				if place != self.name_place and header not in known and OTHER_SUBJECT.fullmatch(header)
			),
			None,
		)
		self.is_watched = self.place is not None and self.name_place is not None

	def refuse(self, number: int, row: Sequence[Cell]) -> None:
		"""Raises FileRefusedError where the row names two people."""
		place, name_place = self.place, self.name_place
		if place is None or name_place is None or max(place, name_place) >= len(row):
			return
		name, other = row[name_place], row[place]
		if not (_is_persons_name(name) and _is_persons_name(other)) or is_same(text(name), text(other)):
			return
		raise FileRefusedError(
			AMBIGUOUS_COLUMN,
			_(
				"Row {0} of sheet {1} names two people, {2} under {3} and {4} under {5}, and has one number: whose row it is is not known. Give the name and the number of the person that the row is about, and leave out the other."
			).format(
				number,
				self.section.sheet.name,
				text(name),
				text(self.section.header[name_place]),
				text(other),
				text(self.section.header[place]),
			),
		)


def _is_persons_name(cell: Cell) -> bool:
	return (
		isinstance(cell, str)
		and not is_blank(cell)
		and not DIGIT.search(cell)
		and not cells.is_no_name(text(cell))
		and text(cell) not in SAME_PERSON
	)


def is_no_name(header: Cell) -> bool:
	return is_blank(header) or NO_NAME.fullmatch(text(header)) is not None


def _holds(row: Sequence[Cell], cell: Cell, places: Sequence[int]) -> bool:
	"""Whether one of the row's places holds the same as the cell, which then is a copy."""
	return text(cell).upper() in {text(row[place]).upper() for place in places if place < len(row)}


def pattern(code: str) -> str:
	"""How a code is written: its first characters, then 9 for each digit and A for each letter; empty for a code without
	digits."""
	if not DIGIT.search(code):
		return ""
	rest = ("9" if each.isdigit() else "A" if each.isalpha() else each for each in code[LENGTH_OF_AREA:])
	return code[:LENGTH_OF_AREA].upper() + "".join(rest)
