"""Compares names in a file with those registered for the same keys: ID numbers, households, assets.

A row with a different name is probably about somebody else. Such rows are counted and listed, and the file is held where
there are more of them than its feed allows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.database import bulk
from fanpin_app.discovery.plausibility.person_names import is_same
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.tables.rows import MAX_CHARACTERS, Row

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile

# Nobody needs more to see what is wrong with a file.
MAX_LISTED = 200


@dataclass(frozen=True)
class UnlikeName:
	"""A row whose name differs from the registered one: its place and its name."""

	sheet: str
	row_no: int
	name_in_file: str


@dataclass
class Names:
	"""How many names were compared with the registered ones, how many differ, and the first of those."""

	compared: int = 0
	unlike: int = 0
	listed: list[UnlikeName] = field(default_factory=list)

	def note(self, row: Row, written: str) -> None:
		"""Count a name that differs."""
		self.unlike += 1
		if len(self.listed) < MAX_LISTED:
			self.listed.append(UnlikeName(row.sheet, row.number, written[:MAX_CHARACTERS]))

	def add(self, other: "Names") -> None:
		self.compared += other.compared
		self.unlike += other.unlike
		self.listed = [*self.listed, *other.listed][:MAX_LISTED]


def names_of(rows: Iterable[tuple[Row, str | None]], place: int | None) -> Names:
	"""Compare the names in the column at `place` with the name that is given for each row."""
	names = Names()
	if place is None:
		return names
	for row, registered in rows:
		written = _written(row, place)
		if not written or not registered:
			continue
		names.compared += 1
		if not _is_same(written, registered):
			names.note(row, cells.name(written))
	return names


def names_of_heads(rows: Sequence[tuple[Row, str, str | None]], place: int | None) -> Names:
	"""The same for heads of households; each row is given with its household and the registered head.

	The name of any member is accepted: the file may be from before or after a change of head.
	"""
	if place is None:
		return Names()
	members = _members(
		{
			household
			for row, household, head in rows
			if head and (written := _written(row, place)) and not _is_same(written, head)
		}
	)
	return names_of(
		(
			(row, next((each for each in members[household] if _is_same(_written(row, place), each)), head))
			for row, household, head in rows
		),
		place,
	)


def reasons(file: "ReadFile") -> Iterator[str]:
	"""A sentence where more names differ than the feed allows."""
	names, feed = file.report.names, file.feed
	if not feed.held_names or names.unlike < max(feed.held_names_rows, 1):
		return
	share = 100 * names.unlike / names.compared
	if share > feed.held_names:
		yield _(
			"{0} of {1} names ({2} %) are not those of the register for the same numbers; the feed allows {3} %. Perhaps names and numbers were sorted apart."
		).format(names.unlike, names.compared, f"{share:.0f}", feed.held_names)


def _members(households: set[str]) -> dict[str, list[str]]:
	"""The names of all present and former members, by household."""
	members = defaultdict(list)
	for some in bulk.chunks(households):
		for household, name in frappe.get_all(
			"Household Member",
			filters={"parenttype": "Household", "parent": ("in", some)},
			fields=["parent", "member_name"],
			as_list=True,
		):
			members[household].append(name)
	return members


def _written(row: Row, place: int) -> Cell:
	return row.cells[place] if place < len(row.cells) else None


def _is_same(written: Cell, registered: str) -> bool:
	return written == registered or is_same(cells.name(written), registered)
