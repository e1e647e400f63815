"""Answering an alert on an asset: there is no check; the fault is fixed, and what was done is recorded."""

import frappe
from frappe import _

from fanpin_app.early_warning.alerts import lifecycle
from fanpin_app.early_warning.response.levels import Levels


def close_handled(alert: str, done: str) -> None:
	"""End an open alert on an asset, recording what was done. It stays closed until a rule finds something new.

	Raises `frappe.PermissionError` outside of the user's regions and for users who may not close alerts of its level, and
	`frappe.ValidationError` for an alert on a household, a closed alert, and an empty text.
	"""
	doc = frappe.get_doc("Risk Alert", alert)
	doc.check_permission("write")
	if not doc.asset:
		frappe.throw(_("This alert is about a household: it is answered by a check."))
	if doc.status in lifecycle.CLOSED:
		frappe.throw(_("This alert is closed already."))
	if not done.strip():
		frappe.throw(_("Say what was done: it is kept with the alert."))
	if not lifecycle.may_close(doc):
		tier = Levels().closing_tier(doc.level or "")
		frappe.throw(_("This alert is closed by the {0} or above.").format(_(tier)), frappe.PermissionError)
	doc.update({"status": lifecycle.ENDED, "resolution": done.strip()})
	lifecycle.save_by_system(doc)
