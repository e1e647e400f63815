import frappe
from frappe import _
from frappe.utils import now

from fanpin_app.discovery.applications.decisions import APPLICATION
from fanpin_app.registry.personal_data.append_only_log import AppendOnlyLog


class ApplicationReading(AppendOnlyLog):
	def before_insert(self) -> None:
		self.update(
			frappe.db.get_value(APPLICATION, self.application, ("applicant_name", "region"), as_dict=True)
		)
		self.user = frappe.session.user
		self.officer_name = frappe.db.get_value("User", self.user, "full_name")
		self.read_on = now()
		self.request_address = getattr(frappe.local, "request_ip", None)

	def validate(self) -> None:
		super().validate()
		if self.purpose == "Other" and not (self.remarks or "").strip():
			frappe.throw(_("Say in words what you need it for."))
