import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now


class RevealLog(Document):
	def before_insert(self) -> None:
		household = frappe.db.get_value("Household", self.household, ("head_name", "region"), as_dict=True)
		self.update(household)
		self.member_name = frappe.db.get_value("Household Member", self.member, "member_name")
		self.user = frappe.session.user
		self.officer_name = frappe.db.get_value("User", self.user, "full_name")
		self.revealed_on = now()
		self.request_address = getattr(frappe.local, "request_ip", None)

	def validate(self) -> None:
		if not self.is_new():
			self._refuse()
		if self.purpose == "Other" and not (self.remarks or "").strip():
			frappe.throw(_("Say in words what you need it for."))

	def on_trash(self) -> None:
		self._refuse()

	def _refuse(self) -> None:
		frappe.throw(
			_("What was read stays in the log: it is neither changed nor deleted."), frappe.PermissionError
		)
