"""Household income as the national sheet adds it up."""

from collections.abc import Mapping

ITEMS = ("wage_income", "business_income", "property_income", "transfer_income", "business_expense")


def net_income(items: Mapping) -> float:
	"""Net income in yuan a year: wage + business + property + transfer − business expense; an empty item is 0."""
	earned = sum(items.get(item) or 0 for item in ITEMS[:-1])
	return round(earned - (items.get("business_expense") or 0), 2)
