"""The income line in force for a region and a day, so that past decisions can be recalculated."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import frappe
from pypika import Case
from pypika.terms import NullValue, Term

from fanpin_app.permissions.scope import prefix_of


def income_line(region: str, as_of: date | str) -> Decimal | None:
	"""The line in yuan a year per head: from the nearest region at or above `region` with one in force on `as_of`.

	A standard without a region applies everywhere. None where no standard is in force.
	"""
	return income_lines([region], as_of)[region]


def income_lines(regions: Iterable[str], as_of: date | str) -> dict[str, Decimal | None]:
	"""The same for many regions."""
	nearest_first = _standards(as_of)
	return {
		region: next((line for prefix, line in nearest_first if region.startswith(prefix)), None)
		for region in regions
	}


def income_line_term(region: Term, as_of: date | str) -> Term:
	"""The same as a term of a query, by the column with a region; NULL where no standard is in force."""
	standards = _standards(as_of)
	line = Case()
	for prefix, amount in standards:
		line = line.when(region.like(f"{prefix}%"), amount)
	return line if standards else NullValue()


def _standards(as_of: date | str) -> list[tuple[str, Decimal]]:
	"""Prefix and line of the standards in force on `as_of`, those of the smallest regions first and of each the latest."""
	standards = frappe.get_all(
		"Monitoring Standard",
		filters={"effective_from": ("<=", as_of)},
		fields=["region", "effective_from", "income_line"],
	)
	nearest_first = sorted(
		(
			(prefix_of(row.region or ""), row.effective_from, Decimal(str(row.income_line)))
			for row in standards
		),
		key=lambda standard: (len(standard[0]), standard[1]),
		reverse=True,
	)
	return [(prefix, line) for prefix, _, line in nearest_first]
