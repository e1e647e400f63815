"""What an accepted application means for early warning: each of its risks is an alert of the household at once."""

from frappe.model.document import Document

from fanpin_app.early_warning.alerts import lifecycle

BY_APPLICATION = "Application"
ACCEPTED = "Accepted"


def raise_alerts(application: Document, method: str | None = None) -> None:
	"""Hook, after an application is saved: raise its alerts when it was accepted, or add its words to the open ones."""
	if application.status != ACCEPTED:
		return
	for row in application.risks:
		if not row.alert:
			alert = lifecycle.raise_alert(
				application.household, row.risk, row.level, BY_APPLICATION, application.request
			)
			row.db_set("alert", alert.name, update_modified=False)
