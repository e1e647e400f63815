"""Alerts from accepted service applications: each risk of an application becomes an alert of the household."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fanpin_app.early_warning.alerts import lifecycle

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.service_application.service_application import ServiceApplication

BY_APPLICATION = "Application"
ACCEPTED = "Accepted"


def raise_alerts(application: ServiceApplication, method: str | None = None) -> None:
	"""Hook, after an application is saved: once it is accepted, raise its alerts, or add the request to open alerts."""
	if application.status != ACCEPTED:
		return
	for row in application.risks:
		if not row.alert:
			alert = lifecycle.raise_alert(
				application.household, row.risk, row.level, BY_APPLICATION, application.request
			)
			row.db_set("alert", alert.name, update_modified=False)
