"""Household income, calculated as on the national form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import frappe
from frappe.utils import getdate

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.income_statement.income_statement import IncomeStatement

ITEMS = ("wage_income", "business_income", "property_income", "transfer_income", "business_expense")


def net_income(items: Mapping | IncomeStatement) -> float:
	"""Net income in yuan a year: wage + business + property + transfer − business expense; an empty item is 0."""
	earned = sum(items.get(item) or 0 for item in ITEMS[:-1])
	return round(earned - (items.get("business_expense") or 0), 2)


def income_per_head(household: str, as_of: date | str) -> Decimal | None:
	"""Yuan a year per living member, from the latest statement up to the year of `as_of`; None where unknown."""
	statements = frappe.get_all(
		"Income Statement",
		filters={"household": household, "year": ("<=", getdate(as_of).year)},
		fields=["net_income"],
		order_by="year desc",
		limit=1,
	)
	people = frappe.db.get_value("Household", household, "people")
	if not statements or not people:
		return None
	return Decimal(str(statements[0].net_income)) / people
