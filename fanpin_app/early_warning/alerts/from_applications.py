"""Alerts from accepted service applications: each risk of an application becomes an alert of the household."""

from frappe.model.document import Document

from fanpin_app.early_warning.alerts import lifecycle

BY_APPLICATION = "Application"
ACCEPTED = "Accepted"


def raise_alerts(application: Document, method: str | None = None) -> None:
	"""Hook, after an application is saved: once it is accepted, raise its alerts, or add the request to open alerts."""
	if application.status != ACCEPTED:
		return
	for row in application.risks:
		if not row.alert:
			alert = lifecycle.raise_alert(
				application.household, row.risk, row.level, BY_APPLICATION, application.request
			)
			row.db_set("alert", alert.name, update_modified=False)
