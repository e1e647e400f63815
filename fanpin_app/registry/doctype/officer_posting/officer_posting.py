import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from fanpin_app.permissions import postings, scope
from fanpin_app.registry.officers import handover
from fanpin_app.registry.officers.posting import check_account, grant_duty_role, release_duty_role


class OfficerPosting(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		agency: DF.Link | None
		duty: DF.Literal[
			"Village Cadre",
			"Grid Member",
			"First Secretary",
			"Work Team Member",
			"Town Officer",
			"District Officer",
			"City Officer",
			"Window Clerk",
			"Agency Data Officer",
			"Monitoring Administrator",
			"Helper",
		]
		from_date: DF.Date
		gave_role: DF.Check
		officer_name: DF.Data | None
		phone: DF.Data | None
		region: DF.Link
		to_date: DF.Date | None
		user: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		if self.to_date and getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(_("The posting ends before it begins: check From Date and To Date."))
		self.check_agency()
		if self.has_value_changed("user"):
			check_account(self.user)

	def check_agency(self) -> None:
		if self.duty != scope.AGENCY_DUTY:
			self.agency = None
		elif not self.agency:
			frappe.throw(_("Choose the Sector Agency whose data this officer answers for."))

	def on_update(self) -> None:
		postings.clear_postings()
		grant_duty_role(self)

	def after_delete(self) -> None:
		postings.clear_postings()
		release_duty_role(self)

	@frappe.whitelist(methods=["POST"])
	def hand_over(self, successor: str, day: str, reason: str) -> str:
		"""Give the posting and its open work to `successor` from `day` on; returns the Posting Handover's name."""
		self.reload()
		self.check_permission("write")
		return handover.hand_over(self, successor, day, reason).name
