"""What is known about the household on the day a check starts, stored on the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe

from fanpin_app.registry.income.income_line import income_line
from fanpin_app.registry.income.statements import income_per_head
from fanpin_app.verification import alerts
from fanpin_app.verification.facts import kinds

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

FIELDS = ("people", "household_kind", "region")


def record_facts(check: RiskCheck) -> None:
	"""Set the check's facts: people, income per head in yuan a year (or unknown), the line, the suggested kind."""
	household = frappe.db.get_value("Household", check.household, FIELDS, as_dict=True)
	line = income_line(household.region, check.started_on)
	check.people = household.people
	income = income_per_head(check.household, check.started_on)
	check.income_known = int(income is not None)
	check.income_per_head = income or 0
	check.income_line = line
	check.suggested_kind = ""
	if check.purpose == "Inclusion":
		check.suggested_kind = kinds.suggest(
			household.household_kind,
			income,
			line,
			_is_sudden_hardship(check.household),
		)


def _is_sudden_hardship(household: str) -> bool:
	"""Whether a risk with an alert above the lowest level suggests a sudden hardship (Risk Type)."""
	suggesting = frappe.get_all("Risk Type", filters={"suggests_sudden_hardship": 1}, pluck="name")
	return not alerts.material_risks(household).isdisjoint(suggesting)
