"""Inspections of assets: when, by whom, in what order."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

NEEDS_ATTENTION = "Needs Attention"


def check(inspection: Document) -> None:
	"""Raises `frappe.ValidationError` for a day that has not come, and for a fault that is not told."""
	if getdate(inspection.inspected_on) > getdate(today()):
		frappe.throw(_("An inspection is recorded when it has been made: the day lies ahead."))
	if inspection.outcome == NEEDS_ATTENTION and not (inspection.found or "").strip():
		frappe.throw(_("Say what was found that needs attention."))
