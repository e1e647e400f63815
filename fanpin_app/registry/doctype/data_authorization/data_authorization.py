import frappe
from frappe.model.document import Document

from fanpin_app.registry.personal_data import authorization


class DataAuthorization(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.registry.doctype.authorized_agency.authorized_agency import AuthorizedAgency

		agencies: DF.TableMultiSelect[AuthorizedAgency]
		head_name: DF.Data | None
		household: DF.Link
		purpose: DF.SmallText
		region: DF.Link | None
		reminded_on: DF.Date | None
		signed_by: DF.Data
		signed_on: DF.Date
		signed_sheet: DF.Attach | None
		status: DF.Literal["Valid", "Expired", "Withdrawn"]
		valid_until: DF.Date
		withdrawn_on: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		self.region = frappe.db.get_value("Household", self.household, "region")
		authorization.validate(self)
		self.status = authorization.current_status(self)
