import frappe
from frappe import _
from frappe.model.document import Document

LAST_DAY = 31


class ScreeningPlan(Document):
	def validate(self) -> None:
		if not 1 <= self.day_of_month <= LAST_DAY:
			frappe.throw(_("Choose a day of the month from 1 to 31."))
