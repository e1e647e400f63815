"""What the rows of a register's file say of one household: where they contradict each other, none of them is taken.

Telephone numbers are those of members in many files, and contradict nothing: the head's is the household's.
"""

from collections.abc import Iterator

from fanpin_app.discovery.plausibility.repeated_keys import contradicts
from fanpin_app.discovery.refusals.errors import RowRefused
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.permissions.scope import prefix_of
from fanpin_app.registry.operations.change import HEAD

OF_MEMBERS = "phone"
REGION = "region"


class HouseholdCells:
	"""Remembers what the rows read until now said of each household."""

	def __init__(self, field_of_cells: str, headers: dict[str, str]):
		self._cells, self._headers = field_of_cells, headers
		# Few combinations stand for very many households: each is kept once.
		self._combinations: dict[tuple, dict] = {}
		self._said: dict[str, dict] = {}

	def take_out_contradictory(self, accepted: dict[str, list[Row]]) -> Iterator[tuple[Row, RowRefused]]:
		"""Take the rows of households of which they differ out of `accepted` (household → rows), each with the reason."""
		for number in list(accepted):
			rows = accepted[number]
			said = dict(self._said.get(number, ()))
			field = self._contradicted(said, rows)
			if field is None:
				self._said[number] = self._combinations.setdefault(tuple(sorted(said.items())), said)
				continue
			for row in rows:
				yield row, contradicts(row, rows, self._headers.get(f"household.{field}"))
			del accepted[number]

	def _contradicted(self, said: dict, rows: list[Row]) -> str | None:
		"""The first field of which a row differs from what was said, which is added to."""
		for row in rows:
			for field, value in row.values[self._cells].items():
				if field != OF_MEMBERS and not _agree(field, said.setdefault(field, value), value):
					return field
		return None


def head_last(rows: list[Row]) -> list[Row]:
	"""The rows of a household, of which the last has the last word: the head's."""
	return sorted(rows, key=lambda row: row.values["relation"] == HEAD)


def _agree(field: str, one: object, other: object) -> bool:
	if one == other:
		return True
	# A grid is part of its village.
	return field == REGION and (one.startswith(prefix_of(other)) or other.startswith(prefix_of(one)))


def regions_told(accepted: dict[str, list[Row]], regions: dict[str, str], field_of_cells: str) -> set[str]:
	"""Where the households (number → rows) are registered, and where the rows say that they live."""
	told = {regions.get(number) for number in accepted}
	told |= {row.values[field_of_cells].get(REGION) for rows in accepted.values() for row in rows}
	return told - {None}
