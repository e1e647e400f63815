"""A log of the register's that only grows: its rows are neither changed nor deleted, by anybody."""

import frappe
from frappe import _
from frappe.model.document import Document


class GrowingLog(Document):
	def validate(self) -> None:
		if not self.is_new():
			self._refuse()

	def on_trash(self) -> None:
		self._refuse()

	def why_it_stays(self) -> str:
		return _("What was read stays in the log: it is neither changed nor deleted.")

	def _refuse(self) -> None:
		frappe.throw(self.why_it_stays(), frappe.PermissionError)
