"""Families for tests of changes in a household's registration, with helpers to read them."""

import frappe
from frappe.utils import today

from fanpin_app.registry.operations import split
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_id_number, member

REASON = "分家立户"


def family(region: str = VILLAGE, **fields):
	"""A couple with a son and his wife."""
	return make_household(
		region,
		members=[
			member(member_name="林老"),
			member(member_name="陈老", relation="Spouse", id_number=make_id_number(sex="Female")),
			member(member_name="林子", relation="Son"),
			member(member_name="黄媳", relation="Daughter-in-law", id_number=make_id_number(sex="Female")),
		],
		**fields,
	)


def row(household, name: str) -> str:
	"""The row name of the member called `name`."""
	return next(row.name for row in household.members if row.member_name == name)


def people(household: str) -> dict[str, str]:
	"""Living members with their relation to the head."""
	rows = frappe.get_all(
		"Household Member",
		filters={"parent": household, "status": "Living"},
		fields=["member_name", "relation"],
	)
	return {row.member_name: row.relation for row in rows}


def change(name: str):
	return frappe.get_doc("Registry Change", name)


def split_off(household, *names: str, head: str | None = None, on: str | None = None, **fields):
	"""The Registry Change in which the named members leave; the first of them is the head."""
	rows = [row(household, name) for name in names]
	return change(
		split.split(household.name, rows, row(household, head or names[0]), on or today(), REASON, **fields)
	)


def value(doctype: str, name: str, field: str):
	return frappe.db.get_value(doctype, name, field)
