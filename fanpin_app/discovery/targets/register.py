"""Rows of the household register (one a member, household cells on one of them) become Households with members.

Households are inserted or updated by their number, members by their ID number. Who is not named stays as he is.
"""

from collections.abc import Iterator
from itertools import chain, groupby

import frappe

from fanpin_app import bulk
from fanpin_app.discovery.feeds import Table
from fanpin_app.discovery.refusal import UNKNOWN_REGION, RowRefused
from fanpin_app.discovery.rows import Row, data_rows, read
from fanpin_app.discovery.rowstream import SeenFacts, chunks
from fanpin_app.discovery.targets import Outcome
from fanpin_app.privacy import mask_id_number, mask_phone
from fanpin_app.registry import derive, identity

HOUSEHOLDS_AT_ONCE = 1000
HOUSEHOLD_DEFAULTS = {
	"region": None,
	"group_name": None,
	"phone": None,
	"household_kind": "General",
	"monitored_kind": None,
	"subsistence_allowance": 0,
	"extreme_poverty_support": 0,
	"drinking_water": None,
	"status": "Active",
}
HOUSEHOLD_FIELDS = ("name", "household_no", *HOUSEHOLD_DEFAULTS, "phone_masked", "monitored")
MEMBER_FIELDS = (
	"member_name",
	"relation",
	"id_number",
	"ethnicity",
	"education",
	"school_status",
	"health",
	"labour_capacity",
	"employment_status",
	"months_worked",
	"medical_insurance",
	"status",
)
MEMBER_COLUMNS = (
	"name",
	"parent",
	"parenttype",
	"parentfield",
	"idx",
	*MEMBER_FIELDS,
	"id_number_masked",
	"health_recorded",
	"birth_date",
	"sex",
)
MEMBER_DEFAULTS = {"months_worked": 0, "status": "Living"}


def load(table: Table, batch) -> Iterator[Outcome]:
	regions = set(frappe.get_all("Administrative Region", pluck="name"))
	seen = SeenFacts()
	for households in chunks(_households(table), HOUSEHOLDS_AT_ONCE):
		outcomes, accepted = [], {}
		for number, rows in households:
			for row in rows:
				try:
					row.values = _read(row, table, regions)
					seen.refuse_repeated(tuple(row.values.values()))
					accepted.setdefault(number, []).append(row)
					outcomes.append(Outcome(row))
				except RowRefused as refused:
					outcomes.append(Outcome(row, refused))
		_write(accepted)
		yield from outcomes


def _households(table: Table) -> Iterator[tuple[str, list[Row]]]:
	key = table.feed.match_key

	def number_of(row: Row) -> str:
		try:
			return read(row, key, table)
		except RowRefused:
			return ""

	for number, rows in groupby(data_rows(table), number_of):
		yield number, list(rows)


def _read(row: Row, table: Table, regions: set[str]) -> dict:
	columns = [table.feed.match_key, *table.feed.with_role("Field")]
	values = {column.fieldname: read(row, column, table) for column in columns}
	if values["household.region"] not in regions:
		raise RowRefused(UNKNOWN_REGION)
	return values


def _write(accepted: dict[str, list[Row]]) -> None:
	if not accepted:
		return
	people = _registered({row.values["id_number"] for row in chain.from_iterable(accepted.values())})
	bulk.upsert("Household", HOUSEHOLD_FIELDS, _household_values(accepted))
	bulk.upsert("Household Member", MEMBER_COLUMNS, _member_values(accepted, people))
	left = {parent for _, parent in people.values()} - accepted.keys()
	derive.households([*accepted, *left])


def _household_values(accepted: dict[str, list[Row]]) -> Iterator[list]:
	stored = {
		household.name: household
		for household in frappe.get_all(
			"Household",
			filters={"name": ("in", list(accepted))},
			fields=["name", "monitored", *HOUSEHOLD_DEFAULTS],
		)
	}
	for number, rows in accepted.items():
		before = stored.get(number, {})
		values = {field: before.get(field, default) for field, default in HOUSEHOLD_DEFAULTS.items()}
		for row in rows:
			told = {field: row.values.get(f"household.{field}") for field in HOUSEHOLD_DEFAULTS}
			values.update({field: value for field, value in told.items() if value is not None})
		monitored = int(bool(values["monitored_kind"] or before.get("monitored")))
		yield [number, number, *values.values(), mask_phone(values["phone"]), monitored]


def _member_values(accepted: dict[str, list[Row]], people: dict[str, tuple[str, str]]) -> Iterator[list]:
	for number, rows in accepted.items():
		for position, row in enumerate(rows, start=1):
			id_number = row.values["id_number"]
			name = people[id_number][0] if id_number in people else frappe.generate_hash(length=10)
			facts = [_or_default(row.values.get(field), field) for field in MEMBER_FIELDS]
			yield [
				name,
				number,
				"Household",
				"members",
				position,
				*facts,
				mask_id_number(id_number),
				int(bool(row.values.get("health"))),
				identity.birth_date(id_number),
				identity.sex(id_number),
			]


def _or_default(value: object, field: str) -> object:
	return MEMBER_DEFAULTS.get(field) if value is None else value


def _registered(numbers: set[str]) -> dict[str, tuple[str, str]]:
	"""The member rows that carry the ID numbers already: number → (row, household)."""
	found = frappe.get_all(
		"Household Member",
		filters={"id_number": ("in", list(numbers)), "parenttype": "Household"},
		fields=["id_number", "name", "parent"],
	)
	return {row.id_number: (row.name, row.parent) for row in found}
