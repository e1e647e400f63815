"""How an alert on an asset is answered: no household is checked, the fault is put right, and what was done is kept."""

import frappe
from frappe import _

from fanpin_app.early_warning.alerts import lifecycle
from fanpin_app.early_warning.response.levels import Levels


@frappe.whitelist(methods=["POST"])
def close_handled(alert: str, done: str) -> None:
	"""End an open alert on an asset with what was done. It stays quiet until a rule finds something new.

	Raises `frappe.PermissionError` outside the user's regions and for who does not close alerts of its level, and
	`frappe.ValidationError` for an alert on a household, one that is closed, and where nothing is told.
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
		tier = Levels().closing_tier(doc.level)
		frappe.throw(_("This alert is closed by the {0} or above.").format(_(tier)), frappe.PermissionError)
	doc.update({"status": lifecycle.ENDED, "what_was_done": done.strip()})
	lifecycle.save_by_system(doc)
