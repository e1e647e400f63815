"""Households whose income is known to be below the income line on a screening date."""

from collections.abc import Iterable

import frappe

from fanpin_app.database import bulk
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.fields import latest_net_income


def households_below_income_line(households: Iterable[str], context: RuleContext) -> set[str]:
	"""Those of the households whose net income per living member (latest statement up to the year of the screening
	date) is known and below the income line of their region. Both in yuan a year."""
	lines = {region: line for line, regions in context.income_lines.items() for region in regions}
	below = set()
	for chunk in bulk.chunks(households):
		household = frappe.qb.DocType("Household").as_("household")
		known = (
			frappe.qb.from_(household)
			.select(household.name, household.region, household.people, latest_net_income(household, context))
			.where(household.name.isin(chunk))
			.where(household.people > 0)
			.run()
		)
		below |= {
			name
			for name, region, people, net_income in known
			if net_income is not None and region in lines and net_income < lines[region] * people
		}
	return below
