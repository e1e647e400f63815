"""Households that must not be anonymised yet because of their alerts (hook `retention_holds`)."""

from datetime import date

import frappe
from pypika.queries import QueryBuilder

from fanpin_app.early_warning.alerts.lifecycle import STILL_OPEN


def households_with_open_alerts(closed_before: date) -> QueryBuilder:
	"""Households with an open alert, whatever `closed_before` is."""
	alert = frappe.qb.DocType("Risk Alert")
	return (
		frappe.qb.from_(alert)
		.select(alert.household)
		.where(alert.household.notnull())
		.where(alert.status.isin(STILL_OPEN))
	)
