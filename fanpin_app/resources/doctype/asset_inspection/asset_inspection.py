import frappe
from frappe.model.document import Document

from fanpin_app.resources import inspections


class AssetInspection(Document):
	def validate(self) -> None:
		inspections.validate(self)

	def before_insert(self) -> None:
		self.inspector = frappe.session.user
