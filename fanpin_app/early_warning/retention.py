"""Which households the warnings still need as they are (hook `retention_holds`)."""

from datetime import date

import frappe
from pypika.queries import QueryBuilder

from fanpin_app.early_warning.alerts.lifecycle import STILL_OPEN


def held(closed_before: date) -> QueryBuilder:
	"""Households with a warning that has not ended."""
	alert = frappe.qb.DocType("Risk Alert")
	return (
		frappe.qb.from_(alert)
		.select(alert.household)
		.where(alert.household.notnull())
		.where(alert.status.isin(STILL_OPEN))
	)
