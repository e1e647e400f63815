from fanpin_app.discovery.applications import decisions
from fanpin_app.privacy.fields import PrivateDocument


class ServiceApplication(PrivateDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.discovery.doctype.application_risk.application_risk import ApplicationRisk

		address: DF.Data | None
		answer: DF.SmallText | None
		answer_due: DF.Date | None
		answered_by: DF.Link | None
		answered_on: DF.Date | None
		applicant_name: DF.Data
		head_name: DF.Data | None
		household: DF.Link | None
		id_number: DF.Data | None
		id_number_masked: DF.Data | None
		phone: DF.Data | None
		phone_masked: DF.Data | None
		received_on: DF.Date | None
		region: DF.Link
		request: DF.SmallText
		risks: DF.Table[ApplicationRisk]
		source: DF.Literal["Window", "Hotline 12345", "Web"]
		status: DF.Literal["Received", "Accepted", "Answered"]
		submission: DF.Data | None
	# end: auto-generated types

	def autoname(self) -> None:
		self.name = decisions.new_receipt_number()

	def validate(self) -> None:
		decisions.complete(self)
		decisions.check(self)
