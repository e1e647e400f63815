"""The numbers of households that were merged into others lead to the household that stands today."""

from collections.abc import Iterable

from fanpin_app.database import bulk


def successors(numbers: Iterable[str]) -> dict[str, str]:
	"""Of the numbers given, those of merged households, with the household that holds their members now."""
	found = _merged(numbers)
	while onward := _merged(set(found.values())):
		found = {number: onward.get(into, into) for number, into in found.items()}
	return found


def _merged(numbers: Iterable[str]) -> dict[str, str]:
	rows = bulk.read("Household", ("name", "merged_into"), list(numbers)).values()
	return {number: into for number, into in rows if into}
