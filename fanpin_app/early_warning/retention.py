"""What is cleared of alerts and data defects when the retention period is over, and whose documents are still needed."""

from datetime import date

import frappe
from pypika.queries import QueryBuilder

from fanpin_app.early_warning.alerts.lifecycle import STILL_OPEN
from fanpin_app.registry.personal_data.retention import RetentionPolicy

POLICIES = (
	RetentionPolicy("Risk Alert", ends="ended_on", keep=("rules", "open_key")),
	RetentionPolicy("Data Defect", ends="resolved_on", keep=("open_key", "issue")),
)


def households_with_open_alerts(closed_before: date) -> QueryBuilder:
	"""Households with an open alert, whatever `closed_before` is."""
	alert = frappe.qb.DocType("Risk Alert")
	return (
		frappe.qb.from_(alert)
		.select(alert.household)
		.where(alert.household.notnull())
		.where(alert.status.isin(STILL_OPEN))
	)
