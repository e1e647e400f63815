"""What the Risk Alert list shows and does for the selected alerts."""

import frappe
from frappe import _

from fanpin_app.early_warning.response import deadlines
from fanpin_app.security.queries.reader_guards import as_names

MAX_ALERTS = 500  # the largest page of a list


def get_time_left(alerts: str | list[str]) -> dict[str, dict]:
	"""The time left for the alerts, as returned by `deadlines.time_left_by_alert`."""
	return deadlines.time_left_by_alert(_alert_names(alerts))


def acknowledge(alerts: str | list[str]) -> dict:
	"""Acknowledge the selected alerts. Returns the number `acknowledged`, and the `refused` ones, each with a reason.

	Alerts outside the user's regions, or with a response already, are refused; the others are acknowledged.
	"""
	refused = []
	names = _alert_names(alerts)
	for name in names:
		frappe.db.savepoint("alert")
		try:
			frappe.get_doc("Risk Alert", name).acknowledge()
		except (frappe.PermissionError, frappe.ValidationError) as error:
			frappe.db.rollback(save_point="alert")
			not_permitted = isinstance(error, frappe.PermissionError)
			reason = _("It is not yours to answer.") if not_permitted else str(error)
			refused.append({"alert": name, "reason": reason})
	frappe.clear_messages()
	return {"acknowledged": len(names) - len(refused), "refused": refused}


def _alert_names(alerts: str | list[str]) -> list[str]:
	names = as_names(alerts)
	if len(names) > MAX_ALERTS:
		frappe.throw(_("Choose at most {0} alerts.").format(MAX_ALERTS))
	return names
