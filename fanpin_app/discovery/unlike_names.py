"""Names in a month's file held against the register's: a row whose name is not that of its ID number is somebody else's.

Such rows are counted and listed, and the file is held where they are more than its feed allows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frappe import _

from fanpin_app.discovery import cells
from fanpin_app.discovery.cells import Cell
from fanpin_app.discovery.person_names import is_same
from fanpin_app.discovery.rows import MOST_CHARACTERS, Row

if TYPE_CHECKING:
	from fanpin_app.discovery.hold import ReadFile

# More need not be read to see what is wrong with a file.
MOST_LISTED = 200


@dataclass(frozen=True)
class UnlikeName:
	"""A row whose name is not the register's: where it is, and the name that is written."""

	sheet: str
	row_no: int
	name_in_file: str


@dataclass
class Names:
	"""How many names were held against the register's, how many of them are unlike, and the first of those."""

	compared: int = 0
	unlike: int = 0
	listed: list[UnlikeName] = field(default_factory=list)

	def add(self, other: "Names") -> None:
		self.compared += other.compared
		self.unlike += other.unlike
		self.listed = [*self.listed, *other.listed][:MOST_LISTED]


def names_of(rows: Iterable[tuple[Row, str | None]], place: int | None) -> Names:
	"""The names in the column at `place`, each with the registered name of the row's person."""
	names = Names()
	if place is None:
		return names
	for row, registered in rows:
		written = row.cells[place] if place < len(row.cells) else None
		if not written or not registered:
			continue
		names.compared += 1
		if written != registered and not _is_same(written, registered):
			names.unlike += 1
			if len(names.listed) < MOST_LISTED:
				names.listed.append(UnlikeName(row.sheet, row.number, cells.name(written)[:MOST_CHARACTERS]))
	return names


def reasons(file: "ReadFile") -> Iterator[str]:
	"""A sentence where more names are unlike than the feed allows."""
	names, feed = file.account.names, file.feed
	if not feed.held_names or names.unlike < max(feed.held_names_rows, 1):
		return
	share = 100 * names.unlike / names.compared
	if share > feed.held_names:
		yield _(
			"{0} of {1} names ({2} %) are not those of the register for the same ID number; the feed allows {3} %. Perhaps names and numbers were sorted apart."
		).format(names.unlike, names.compared, f"{share:.0f}", feed.held_names)


def _is_same(written: Cell, registered: str) -> bool:
	return is_same(cells.name(written), registered)
