import frappe
from frappe import _
from frappe.model.document import Document


class AlleviationAsset(Document):
	def validate(self) -> None:
		names = [unit.unit_name for unit in self.units]
		if duplicate := next((name for name in names if names.count(name) > 1), None):
			frappe.throw(_("The unit {0} is named twice.").format(duplicate))
		for unit in self.units:
			if unit.status == "Idle" and not unit.idle_since:
				frappe.throw(_("Row {0}: say since when the unit is idle.").format(unit.idx))
