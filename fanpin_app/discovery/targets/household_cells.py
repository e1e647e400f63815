"""The household cells in a register file: where a household's rows contradict each other, none of them is accepted.

Telephone numbers are those of members in many files and never contradict; the head's number is the household's.
"""

from collections.abc import Iterator
from typing import Any

from fanpin_app.discovery.plausibility.repeated_keys import contradicts
from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.permissions.scope import prefix_of
from fanpin_app.registry.operations.change import HEAD

MEMBER_FIELD = "phone"
REGION = "region"


class HouseholdCells:
	"""Remembers the household cells of the rows read so far."""

	def __init__(self, field_of_cells: str, headers: dict[str, str]):
		self._cells, self._headers = field_of_cells, headers
		# Very many households share a few combinations, so each combination is stored once.
		self._combinations: dict[tuple, dict] = {}
		self._stated: dict[str, dict] = {}

	def take_out_contradictory(self, accepted: dict[str, list[Row]]) -> Iterator[tuple[Row, RowRefusedError]]:
		"""Remove contradicting households from `accepted` (household → rows); yields their rows, each with the reason."""
		for number in list(accepted):
			rows = accepted[number]
			stated = dict(self._stated.get(number, ()))
			field = self._contradicted(stated, rows)
			if field is None:
				self._stated[number] = self._combinations.setdefault(tuple(sorted(stated.items())), stated)
				continue
			for row in rows:
				yield row, contradicts(row, rows, self._headers.get(f"household.{field}"))
			del accepted[number]

	def _contradicted(self, stated: dict, rows: list[Row]) -> str | None:
		"""The first field in which a row differs from `stated`; values that agree are added to it."""
		for row in rows:
			for field, value in row.values[self._cells].items():
				if field != MEMBER_FIELD and not _agree(field, stated.setdefault(field, value), value):
					return field
		return None


def head_last(rows: list[Row]) -> list[Row]:
	"""The rows of a household, the head's last so that its values win."""
	return sorted(rows, key=lambda row: row.values["relation"] == HEAD)


def _agree(field: str, one: Any, other: Any) -> bool:
	if one == other:
		return True
	# A grid belongs to its village.
	return field == REGION and (one.startswith(prefix_of(other)) or other.startswith(prefix_of(one)))


def regions_mentioned(
	accepted: dict[str, list[Row]], regions: dict[str, str], field_of_cells: str
) -> set[str]:
	"""The regions in which the households (number → rows) are registered, and those that the rows state."""
	mentioned = {regions.get(number) for number in accepted}
	mentioned |= {row.values[field_of_cells].get(REGION) for rows in accepted.values() for row in rows}
	return {region for region in mentioned if region is not None}
