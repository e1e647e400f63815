"""Households whose documents the assistance still needs (hook `retention_holds`)."""

from datetime import date

import frappe
from pypika.queries import QueryBuilder


def households_with_recent_case(closed_before: date) -> QueryBuilder:
	"""Households with an open case, or with one that was closed after the day."""
	case = frappe.qb.DocType("Monitoring Case")
	return (
		frappe.qb.from_(case)
		.select(case.household)
		.where(case.household.notnull())
		.where(case.closed_on.isnull() | (case.closed_on > closed_before))
	)
