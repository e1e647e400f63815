"""Which households the verification still needs as they are (hook `retention_holds`)."""

from datetime import date

import frappe
from pypika.queries import QueryBuilder

from fanpin_app.verification import stages


def held(closed_before: date) -> QueryBuilder:
	"""Households that are being checked."""
	check = frappe.qb.DocType("Risk Check")
	return (
		frappe.qb.from_(check)
		.select(check.household)
		.where(check.household.notnull())
		.where(check.stage.notin(stages.FINAL))
	)
