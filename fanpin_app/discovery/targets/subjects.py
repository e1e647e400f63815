"""The people, households or villages that rows of monthly files are about."""

from datetime import date, timedelta
from typing import NamedTuple

import frappe

from fanpin_app.registry.households import id_numbers, number_holders
from fanpin_app.registry.regions.changes import codes_of_today

DAYS_BEFORE_BIRTH = 365


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


def people(numbers: set[str], allowed: tuple[str, ...]) -> tuple[dict[str, Subject], set[str]]:
	"""The holders of these ID numbers, and the numbers that another living member in the allowed regions has.

	A number whose holder is outside of these regions has no subject, even if somebody inside has it, too.
	"""
	found: dict[str, Subject] = {}
	shared = set()
	for number, holders in number_holders.holders(numbers).items():
		row, household, region, name, _doubt = holders[0]
		if region.startswith(allowed):
			found[number] = Subject(row, household, row, region, name)
		if len(holders) > 1 and any(number_holders.others(holders, holders[0], allowed)):
			shared.add(number)
	return found, shared


def is_before_birth(day: date, id_number: str) -> bool:
	"""Whether a bill's day precedes the person's life. Bills from before birth are booked on the child's number within a
	year before it."""
	born = id_numbers.birth_date(id_number) if len(id_number) == id_numbers.ID_LENGTH else None
	return born is not None and day < born and day < born - timedelta(days=DAYS_BEFORE_BIRTH)
