"""Start a check from an alert."""

import frappe
from frappe import _


def start_check(alert: str) -> str:
	"""Start the check for inclusion of the alert's household; returns the name of the Risk Check.

	Raises `frappe.PermissionError` outside of the user's regions, and `frappe.ValidationError` if the household is
	already monitored or being checked.
	"""
	doc = frappe.get_doc("Risk Alert", alert)
	doc.check_permission("write")
	if not doc.household:
		frappe.throw(_("This alert is about no household: there is nobody to check."))
	check = frappe.get_doc(
		doctype="Risk Check", purpose="Inclusion", household=doc.household, alert=doc.name
	).insert()
	return check.name
