"""What the list of Risk Alerts asks of the server."""

import frappe
from frappe import _

from fanpin_app.early_warning.response import deadlines

MOST_ROWS = 500  # as many as a page of a list can hold


@frappe.whitelist(methods=["GET", "POST"])
def get_time_left(alerts: str | list[str]) -> dict[str, dict]:
	"""The time that is left for the named alerts, as `deadlines.left_of` tells it."""
	return deadlines.left_of(_named(alerts))


@frappe.whitelist(methods=["POST"])
def acknowledge(alerts: str | list[str]) -> dict:
	"""Take up the alerts that are ticked. Returns how many were `acknowledged`, and those `refused`, each with the reason.

	One that is outside the user's regions or answered already is refused; the others are taken up all the same.
	"""
	refused = []
	named = _named(alerts)
	for name in named:
		frappe.db.savepoint("alert")
		try:
			frappe.get_doc("Risk Alert", name).acknowledge()
		except (frappe.PermissionError, frappe.ValidationError) as error:
			frappe.db.rollback(save_point="alert")
			is_theirs = isinstance(error, frappe.PermissionError)
			reason = _("It is not yours to answer.") if is_theirs else str(error)
			refused.append({"alert": name, "reason": reason})
	frappe.clear_messages()
	return {"acknowledged": len(named) - len(refused), "refused": refused}


def _named(alerts: str | list[str]) -> list[str]:
	names = frappe.parse_json(alerts) if isinstance(alerts, str) else alerts
	if len(names) > MOST_ROWS:
		frappe.throw(_("Choose at most {0} alerts.").format(MOST_ROWS))
	return names
