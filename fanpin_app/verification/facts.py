"""What is known about the household on the day a check starts, kept as it was."""

import frappe
from frappe.model.document import Document

from fanpin_app.registry.standard import income_line
from fanpin_app.verification import alerts, kinds

FIELDS = ("people", "income_year", "income_per_head", "household_kind", "region")


def write_down(check: Document) -> None:
	"""Fill the check's facts: people, income per head in yuan a year (or unknown), the line, the suggested kind."""
	household = frappe.db.get_value("Household", check.household, FIELDS, as_dict=True)
	line = income_line(household.region, check.started_on)
	check.people = household.people
	check.income_known = int(bool(household.income_year))
	check.income_per_head = household.income_per_head if check.income_known else 0
	check.income_line = line
	check.suggested_kind = ""
	if check.purpose == "Inclusion":
		check.suggested_kind = kinds.suggest(
			household.household_kind,
			household.income_per_head if check.income_known else None,
			line,
			alerts.material_risks(check.household),
		)
