import frappe
from frappe import _
from frappe.model.document import Document


class MonitoringStandard(Document):
	def validate(self) -> None:
		same = {
			"region": self.region or ("is", "not set"),
			"effective_from": self.effective_from,
			"name": ("!=", self.name),
		}
		if other := frappe.db.exists("Monitoring Standard", same):
			frappe.throw(
				_("{0} already gives the line for this region from this date: change it there.").format(other)
			)
