import frappe
from frappe import _
from frappe.model.document import Document

MINIMUM_YEARS = 1


class DataRetention(Document):
	def validate(self) -> None:
		for field in ("closed_after_years", "left_after_years"):
			if (self.get(field) or 0) < MINIMUM_YEARS:
				frappe.throw(
					_("{0}: keep personal data for {1} year at least.").format(
						_(self.meta.get_label(field)), MINIMUM_YEARS
					)
				)
