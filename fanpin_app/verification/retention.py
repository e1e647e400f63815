"""What is cleared of checks when the retention period is over, and whose documents are still needed."""

from datetime import date

import frappe
from pypika.queries import QueryBuilder

from fanpin_app.registry.personal_data.retention import RetentionPolicy
from fanpin_app.verification import stages

POLICIES = (RetentionPolicy("Risk Check", ends="decided_on"),)


def households_under_check(closed_before: date) -> QueryBuilder:
	"""Households with a running check."""
	check = frappe.qb.DocType("Risk Check")
	return (
		frappe.qb.from_(check)
		.select(check.household)
		.where(check.household.notnull())
		.where(check.stage.notin(stages.FINAL))
	)
