"""The income line in force for a place and a day, so that an old decision can be worked out again as it was."""

from datetime import date
from decimal import Decimal

import frappe

from fanpin_app.scope import prefix_of


def income_line(region: str, as_of: date | str) -> Decimal | None:
	"""The line in yuan a year per head: of the nearest region above `region` that has one in force on `as_of`.

	A standard without a region holds everywhere. None where no standard is in force.
	"""
	standards = frappe.get_all(
		"Monitoring Standard",
		filters={"effective_from": ("<=", as_of)},
		fields=["region", "effective_from", "income_line"],
	)
	holding = [row for row in standards if not row.region or region.startswith(prefix_of(row.region))]
	if not holding:
		return None
	nearest = max(holding, key=lambda row: (len(prefix_of(row.region or "")), row.effective_from))
	return Decimal(str(nearest.income_line))
