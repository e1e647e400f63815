import frappe
from frappe import _
from frappe.utils import now

from fanpin_app.discovery.applications.decisions import APPLICATION
from fanpin_app.registry.personal_data.append_only_log import AppendOnlyLog


class ApplicationReading(AppendOnlyLog):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		applicant_name: DF.Data | None
		application: DF.Link
		officer_name: DF.Data | None
		purpose: DF.Literal[
			"Verify a Person",
			"Contact the Household",
			"Apply for Help",
			"Compare with Agencies' Data",
			"Other",
		]
		read_on: DF.Datetime | None
		region: DF.Link | None
		remarks: DF.SmallText | None
		request_address: DF.Data | None
		user: DF.Link | None
		value_type: DF.Literal["ID Number", "Phone", "Household by ID Number"]
	# end: auto-generated types

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
