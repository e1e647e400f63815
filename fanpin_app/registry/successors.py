"""The numbers of households that were merged into others lead to the household that stands today."""

from collections.abc import Iterable

import frappe

NAMES_AT_ONCE = 1000


def successors(numbers: Iterable[str]) -> dict[str, str]:
	"""Of the numbers given, those of merged households, with the household that holds their members now."""
	found = _merged(numbers)
	while onward := _merged(set(found.values())):
		found = {number: onward.get(into, into) for number, into in found.items()}
	return found


def _merged(numbers: Iterable[str]) -> dict[str, str]:
	household = frappe.qb.DocType("Household")
	names = list(numbers)
	found: dict[str, str] = {}
	for start in range(0, len(names), NAMES_AT_ONCE):
		rows = (
			frappe.qb.from_(household)
			.select(household.name, household.merged_into)
			.where(household.name.isin(names[start : start + NAMES_AT_ONCE]))
			.where(household.merged_into.isnotnull() & (household.merged_into != ""))
			.run()
		)
		found |= dict(rows)
	return found
