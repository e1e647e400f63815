"""Find the current household for the number of a merged one."""

from collections.abc import Iterable

from fanpin_app.database import bulk


def successors(numbers: Iterable[str]) -> dict[str, str]:
	"""The merged households among the numbers, each with the household that has its members now."""
	found = _direct_successors(numbers)
	while further := _direct_successors(set(found.values())):
		found = {number: further.get(into, into) for number, into in found.items()}
	return found


def _direct_successors(numbers: Iterable[str]) -> dict[str, str]:
	rows = bulk.read("Household", ("name", "merged_into"), list(numbers)).values()
	return {number: into for number, into in rows if into}
