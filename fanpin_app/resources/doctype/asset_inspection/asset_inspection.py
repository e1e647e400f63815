import frappe
from frappe.model.document import Document

from fanpin_app.resources import inspections


class AssetInspection(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asset: DF.Link
		asset_name: DF.Data | None
		found: DF.SmallText | None
		inspected_on: DF.Date
		inspector: DF.Link | None
		outcome: DF.Literal["In Order", "Needs Attention"]
		photo: DF.AttachImage | None
		region: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		inspections.validate(self)

	def before_insert(self) -> None:
		self.inspector = frappe.session.user
