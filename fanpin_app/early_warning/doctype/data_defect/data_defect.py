import frappe
from frappe.model.document import Document

from fanpin_app.early_warning.data_defects import tasks
from fanpin_app.early_warning.screening import explanation


class DataDefect(Document):
	@frappe.whitelist(methods=["POST"])
	def accept(self, reason: str) -> None:
		"""Close the defect because the data is right as it is. Raises `frappe.PermissionError` where it is not the user's."""
		self.reload()
		self.check_permission("write")
		tasks.accept(self, reason)

	@frappe.whitelist(methods=["GET", "POST"])
	def get_evidence(self) -> list[dict]:
		"""The rows that prove the defect: what, value, threshold, origin; all plain text."""
		self.reload()
		self.check_permission("read")
		return explanation.rows_of_household(self.household, self.evidence)


def on_doctype_update() -> None:
	"""A screening looks for the defects of a rule, officers for those of their villages that are due next."""
	frappe.db.add_index("Data Defect", ["rule", "status"])
	frappe.db.add_index("Data Defect", ["region", "status", "due_on"])
	frappe.db.add_index("Data Defect", ["status", "due_on"])
	frappe.db.add_index("Data Defect", ["responsible", "status"])
