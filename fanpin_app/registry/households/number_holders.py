"""Which member a file means by an ID number that several members have.

A village officer writes any number on a member of an own household, and files find people by their number in whole
districts. A number therefore stays with the living member of an active household who has had it for the longest time.
The server records since when (`id_number_since`): it is empty for everybody else, and set again when a number is
changed or its member lives in an active household again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import frappe
from frappe.utils import now

from fanpin_app.database import bulk
from fanpin_app.registry.households import id_numbers

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household

CHUNK = 5000
# Numbers and people travel as one JSON text: reading them row by row would take longer than the query.
HOLDERS = """
	set statement group_concat_max_len = 1073741824 for
	select json_arrayagg(json_array(
		member.id_number, member.name, household.name, household.region, member.member_name,
		2 * (household.status != 'Active') + (member.status != 'Living')
	))
	from json_table(%(numbers)s, '$[*]' columns (id_number varchar(32) path '$')) asked
	straight_join `tabHousehold Member` member on member.id_number = asked.id_number
	straight_join `tabHousehold` household on household.name = member.parent
"""
IS_CURRENT = (
	"(household.status = 'Active' and member.status = 'Living' and coalesce(member.id_number, '') != '')"
)
UPDATE = f"""
	update `tabHousehold Member` member
	join `tabHousehold` household on household.name = member.parent
	set member.id_number_since = if({IS_CURRENT}, %(now)s, null)
	where member.parenttype = 'Household' and member.parent in %(households)s
		and {IS_CURRENT} = (member.id_number_since is null)
"""


class Holder(NamedTuple):
	"""A member who has an ID number. `doubt` is 0 for a living member of an active household."""

	row: str
	household: str
	region: str
	name: str
	doubt: int


def holders(numbers: Collection[str]) -> dict[str, list[Holder]]:
	"""The members with these ID numbers; of each number, its holder is the first."""
	found: dict[str, list[Holder]] = {}
	if not numbers:
		return found
	text = frappe.db.sql(HOLDERS, {"numbers": json.dumps(sorted(numbers))})[0][0]
	for number, *holder in json.loads(text or "[]"):
		found.setdefault(number, []).append(Holder._make(holder))
	_sort([several for several in found.values() if len(several) > 1])
	return found


def _sort(shared: list[list[Holder]]) -> None:
	"""Only few numbers have several members: the time is read for these alone."""
	rows = [holder.row for several in shared for holder in several]
	times = dict(bulk.read("Household Member", ("name", "id_number_since"), rows).values())
	for several in shared:
		several.sort(key=lambda holder: (holder.doubt, times[holder.row] or datetime.max, holder.row))


def others(several: list[Holder], chosen: Holder, regions: tuple[str, ...]) -> Iterator[Holder]:
	"""The living members of active households in the regions (prefixes) who have the number, too."""
	for holder in several:
		if holder is not chosen and not holder.doubt and holder.region.startswith(regions):
			yield holder


def keep_since(household: Household) -> None:
	"""Before a save: whoever keeps the number keeps its time, and another number has none yet. What a client sends as
	the time has no effect."""
	before = household.get_doc_before_save()
	stored = {row.name: row for row in before.members} if before else {}
	for row in household.members:
		known = stored.get(row.name)
		is_same = known and row.id_number == id_numbers.normalize(known.id_number or "")
		row.id_number_since = known.id_number_since if known and is_same else None


def update(households: Iterable[str]) -> None:
	"""Record the present time for living members of these households whose number has none, if the household is
	active; clear it for all others."""
	for chunk in bulk.chunks(households, CHUNK):
		frappe.db.sql(UPDATE, {"households": chunk, "now": now()})
