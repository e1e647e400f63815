"""Notes behind names by which a row is void, or its person is dead, gone or another one: 李勇娜（已故）, 方华泽【作废】, 陈某之妻.

The row counts for the person with the number, so the file is held; a register's names are not changed by such notes.
"""

import re
from collections.abc import Iterator, Sequence

from frappe import _

from fanpin_app.discovery.feeds.definitions import Feed
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.plausibility.unread_columns.ended_words import LEFT
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

IN_BRACKETS = re.compile(r"[(（\[【〔﹙](.+?)[)）\]】〕﹚]")
OTHER_PERSON = r"[之其](?:妻|夫|子|女|父|母|儿|媳|婿|孙|兄|弟|姐|妹|配偶|家属)|家属|代[收领办付缴报]"
OTHER_PERSON_BEHIND = re.compile(r"[^\W\d_]{2,4}之(?:妻|夫|子|女|父|母|儿媳|女婿|孙|孙子|孙女|配偶|家属)")
MEANT = re.compile(
	rf"{LEFT.pattern}|{OTHER_PERSON}|[已病身亡]故|死|去世|亡|作废|退(?![休伍役耕])|冲[销红正]|红字|重复|注销|撤销|取消|无效|有误|错|删|不计|停[保发]|非本人"
)
SIGN = re.compile(r"[(（\[【〔﹙之]")
MAX_NOTES, MAX_PLACES = 3, 10


class NotesInNames:
	"""Finds such notes in accepted rows."""

	def __init__(self, table: Table):
		self._place = _place_of_names(table)
		self._notes: dict[str, None] = {}
		self._places: list[str] = []

	def add(self, rows: Sequence[Row]) -> None:
		if (place := self._place) is None:
			return
		written = {row.cells[place] for row in rows if place < len(row.cells)}
		notes: dict[Cell, str] = {
			cell: note for cell in written if isinstance(cell, str) and (note := _note(cell))
		}
		if not notes:
			return
		for row in rows:
			if place < len(row.cells) and (note := notes.get(row.cells[place])):
				self._notes[note] = None
				self._places.append(place_of(row.sheet, row.number))

	def reasons(self) -> Iterator[str]:
		if self._places:
			yield _(
				"{0} names have a note such as “{1}”, which is not read: {2}. The rows count for the persons with the numbers. Where such rows do not count or are of somebody else, take them out or correct them, and send the file again."
			).format(
				len(self._places), shortened(self._notes, MAX_NOTES), shortened(self._places, MAX_PLACES)
			)


def _place_of_names(table: Table) -> int | None:
	column = next((each for each in _name_columns(table.feed) if table.has(each)), None)
	return table.positions[column.header] if column else None


def _name_columns(feed: Feed):
	if feed.name_column:
		yield feed.name_column
	yield from (column for column in feed.columns if column.fieldname == "member_name")


def _note(cell: str) -> str | None:
	if not SIGN.search(cell):
		return None
	written = cells.text(cell)
	notes = [note for note in IN_BRACKETS.findall(written) if MEANT.search(note)]
	return notes[0] if notes else written if OTHER_PERSON_BEHIND.fullmatch(written) else None
