import frappe
from frappe.model.document import Document

from fanpin_app.registry.personal_data import authorization


class DataAuthorization(Document):
	def validate(self) -> None:
		self.region = frappe.db.get_value("Household", self.household, "region")
		authorization.validate(self)
		self.status = authorization.current_status(self)
