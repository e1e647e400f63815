import frappe
from frappe import _
from frappe.utils import now

from fanpin_app.registry.personal_data.append_only_log import AppendOnlyLog


class RevealLog(AppendOnlyLog):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		head_name: DF.Data | None
		household: DF.Link
		member: DF.Data | None
		member_name: DF.Data | None
		officer_name: DF.Data | None
		purpose: DF.Literal[
			"Verify a Person",
			"Contact the Household",
			"Apply for Help",
			"Compare with Agencies' Data",
			"The Person Asks",
			"Other",
		]
		region: DF.Link | None
		remarks: DF.SmallText | None
		request_address: DF.Data | None
		revealed_on: DF.Datetime | None
		user: DF.Link | None
		value_type: DF.Literal["ID Number", "Phone", "Health", "Everything Held"]
	# end: auto-generated types

	def before_insert(self) -> None:
		household = frappe.db.get_value("Household", self.household, ("head_name", "region"), as_dict=True)
		self.update(household)
		self.member_name = frappe.db.get_value("Household Member", self.member, "member_name")
		self.user = frappe.session.user
		self.officer_name = frappe.db.get_value("User", self.user, "full_name")
		self.revealed_on = now()
		self.request_address = getattr(frappe.local, "request_ip", None)

	def validate(self) -> None:
		super().validate()
		if self.purpose == "Other" and not (self.remarks or "").strip():
			frappe.throw(_("Say in words what you need it for."))
