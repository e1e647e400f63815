"""What is cleared of cases and measures when the retention period is over, and whose documents are still needed."""

from datetime import date

import frappe
from pypika.queries import QueryBuilder

from fanpin_app.registry.personal_data.retention import RetentionPolicy

POLICIES = (
	RetentionPolicy("Monitoring Case", ends="closed_on"),
	RetentionPolicy("Assistance Measure", ends="creation"),
)


def households_with_recent_case(closed_before: date) -> QueryBuilder:
	"""Households with an open case, or with one that was closed after the day."""
	case = frappe.qb.DocType("Monitoring Case")
	return (
		frappe.qb.from_(case)
		.select(case.household)
		.where(case.household.notnull())
		.where(case.closed_on.isnull() | (case.closed_on > closed_before))
	)
