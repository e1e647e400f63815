"""The people, households or villages that rows of monthly files are about."""

import json
from datetime import date, timedelta
from operator import itemgetter
from typing import NamedTuple

import frappe

from fanpin_app.registry.households import id_numbers
from fanpin_app.registry.regions.changes import codes_of_today

DAYS_BEFORE_BIRTH = 365
# Numbers and people travel as one JSON text: reading them row by row would take longer than the query.
PEOPLE = """
	set statement group_concat_max_len = 1073741824 for
	select json_arrayagg(json_array(
		member.id_number, member.name, household.name, household.region, member.member_name,
		2 * (household.status != 'Active') + (member.status != 'Living')
	))
	from json_table(%(numbers)s, '$[*]' columns (id_number varchar(32) path '$')) asked
	straight_join `tabHousehold Member` member on member.id_number = asked.id_number
	straight_join `tabHousehold` household on household.name = member.parent
"""


class Subject(NamedTuple):
	"""What a row is about: a member of a household, or a region."""

	key: str
	household: str | None
	member: str | None
	region: str
	name: str | None = None
	# Regions only.
	level: str | None = None


def villages(codes: set[str], allowed: tuple[str, ...]) -> dict[str, Subject]:
	levels: dict[str, str] = dict(
		frappe.get_all(
			"Administrative Region",
			filters={"name": ("in", list(codes))},
			fields=["name", "level"],
			as_list=True,
		)
	)
	known = [code for code in levels if code.startswith(allowed)]
	today = codes_of_today(known)
	return {
		code: Subject(today.get(code, code), None, None, today.get(code, code), level=levels[code])
		for code in known
	}


def people(numbers: set[str], allowed: tuple[str, ...]) -> dict[str, Subject]:
	"""The members with these ID numbers; of a person registered twice, the living one in an active household."""
	found_rows = frappe.db.sql(PEOPLE, {"numbers": json.dumps(sorted(numbers))})[0][0]
	found: dict[str, Subject] = {}
	for number, row, parent, region, name, _doubt in sorted(
		json.loads(found_rows or "[]"), key=itemgetter(5, 1)
	):
		if region.startswith(allowed):
			found.setdefault(number, Subject(row, parent, row, region, name))
	return found


def is_before_birth(day: date, id_number: str) -> bool:
	"""Whether a bill's day precedes the person's life. Bills from before birth are booked on the child's number within a
	year before it."""
	born = id_numbers.birth_date(id_number) if len(id_number) == id_numbers.ID_LENGTH else None
	return born is not None and day < born and day < born - timedelta(days=DAYS_BEFORE_BIRTH)
