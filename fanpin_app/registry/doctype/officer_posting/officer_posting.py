import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.registry.posting import equip


class OfficerPosting(Document):
	def validate(self) -> None:
		if self.to_date and self.to_date < self.from_date:
			frappe.throw(_("The posting ends before it begins: check From Date and To Date."))

	def on_update(self) -> None:
		equip(self.user, self.duty)
