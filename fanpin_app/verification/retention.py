"""Households whose documents the verification still needs (hook `retention_holds`)."""

from datetime import date

import frappe
from pypika.queries import QueryBuilder

from fanpin_app.verification import stages


def households_under_check(closed_before: date) -> QueryBuilder:
	"""Households with a running check."""
	check = frappe.qb.DocType("Risk Check")
	return (
		frappe.qb.from_(check)
		.select(check.household)
		.where(check.household.notnull())
		.where(check.stage.notin(stages.FINAL))
	)
