import frappe
from frappe.model.document import Document


class RiskFinding(Document):
	pass


def on_doctype_update() -> None:
	"""A screening looks for a rule's findings, and an alert for those of its household."""
	frappe.db.add_index("Risk Finding", ["rule", "status"])
	frappe.db.add_index("Risk Finding", ["household", "status"])
