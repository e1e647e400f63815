import frappe
from frappe.model.document import Document


class RiskFinding(Document):
	pass


def on_doctype_update() -> None:
	"""Screenings search by rule, alerts by household."""
	frappe.db.add_index("Risk Finding", ["rule", "status"])
	frappe.db.add_index("Risk Finding", ["household", "status"])
