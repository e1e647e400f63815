"""A household has one head and one spouse: refuses rows of a register file that would add a second one."""

from collections import defaultdict
from collections.abc import Collection, Iterator

import frappe

from fanpin_app.discovery.refusals.errors import SECOND_OF_RELATION, RowRefusedError
from fanpin_app.discovery.tables.rows import Row

ONE_OF_A_KIND = ("Household Head", "Spouse")
GONE = ("Deceased", "Moved Out")


def take_out_second(
	accepted: dict[str, list[Row]], registered: Collection[str], header: str | None
) -> Iterator[tuple[Row, RowRefusedError]]:
	"""Remove those rows from `accepted` (household → rows), each with the reason. `header`: the column of the relation.

	The present head of a `registered` household stays head unless the file gives that person another relation.
	"""
	claims = {(number, relation): rows for number in accepted for relation, rows in _claims(accepted[number])}
	holders = _holders({number for number, _relation in claims} & set(registered))
	named = {row.values["id_number"] for rows in accepted.values() for row in rows}
	for (number, relation), rows in claims.items():
		holding = holders[number, relation]
		first = sorted(rows, key=lambda row: row.values["id_number"] not in holding)
		for row in first[0 if holding - named else 1 :]:
			accepted[number] = [kept for kept in accepted[number] if kept is not row]
			yield row, RowRefusedError(SECOND_OF_RELATION, header)
	for number in [number for number, rows in accepted.items() if not rows]:
		del accepted[number]


def _claims(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
	"""For each relation that only one member has, the rows of the living people who claim it."""
	for relation in ONE_OF_A_KIND:
		having = [
			row for row in rows if row.values["relation"] == relation and row.values["status"] not in GONE
		]
		if having:
			yield relation, having


def _holders(households: set[str]) -> dict[tuple[str, str], set[str]]:
	"""Household and relation → the ID numbers (or, without one, the rows) of the living members who have it."""
	holders = defaultdict(set)
	if households:
		found = frappe.get_all(
			"Household Member",
			filters={
				"parenttype": "Household",
				"parent": ("in", list(households)),
				"relation": ("in", ONE_OF_A_KIND),
				"status": "Living",
			},
			fields=["parent", "relation", "id_number", "name"],
		)
		for member in found:
			holders[member.parent, member.relation].add(member.id_number or member.name)
	return holders
