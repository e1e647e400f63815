"""The cases of households that the register brought along as monitored."""

from datetime import date

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, today

from fanpin_app.assistance.cases import open_case


def follow_batch(batch: Document, method: str | None = None) -> None:
	"""A loaded file of households may name monitored ones: they have a case from the day of the batch."""
	if batch.status != "Loaded" or not batch.has_value_changed("status"):
		return
	if frappe.db.get_value("Data Feed", batch.feed, "target") == "Household":
		open_imported_cases(getdate(batch.creation))


def open_imported_cases(opened_on: date | str | None = None) -> int:
	"""Open a case for each household that the register marks with a monitored kind and that has none open.

	`opened_on` is the day of inclusion, today by default. Returns how many were opened; run again, none.
	"""
	household = frappe.qb.DocType("Household")
	case = frappe.qb.DocType("Monitoring Case")
	waiting = (
		frappe.qb.from_(household)
		.left_join(case)
		.on((case.household == household.name) & (case.status == "Open"))
		.select(household.name, household.monitored_kind)
		.where(household.monitored_kind != "")
		.where(household.status == "Active")
		.where(case.name.isnull())
		.run(as_dict=True)
	)
	for row in waiting:
		open_case(row.name, kind=row.monitored_kind, opened_on=opened_on or today(), source="Imported")
	return len(waiting)
