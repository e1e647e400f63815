import frappe
from frappe.model.document import Document

from fanpin_app.early_warning.data_defects import tasks
from fanpin_app.early_warning.screening import explanation


class DataDefect(Document):
	@frappe.whitelist(methods=["POST"])
	def accept(self, reason: str) -> None:
		"""Close the defect because the data is correct. Raises `frappe.PermissionError` outside the user's regions."""
		self.reload()
		self.check_permission("write")
		tasks.accept(self, reason)

	@frappe.whitelist(methods=["GET", "POST"])
	def get_evidence(self) -> list[dict]:
		"""The evidence of the defect: rows of what, value, threshold and origin; all plain text."""
		self.reload()
		self.check_permission("read")
		return explanation.household_evidence_rows(self.household, self.evidence)


def on_doctype_update() -> None:
	"""Screenings search by rule; officers by region, due date and responsible officer."""
	frappe.db.add_index("Data Defect", ["rule", "status"])
	frappe.db.add_index("Data Defect", ["region", "status", "due_on"])
	frappe.db.add_index("Data Defect", ["status", "due_on"])
	frappe.db.add_index("Data Defect", ["responsible", "status"])
