from frappe.model.document import Document

from fanpin_app.resources import leases


class AssetLease(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.resources.doctype.asset_rent.asset_rent import AssetRent

		asset: DF.Link
		asset_name: DF.Data | None
		from_date: DF.Date
		lessee: DF.Data
		region: DF.Link | None
		rents: DF.Table[AssetRent]
		to_date: DF.Date
		unit_name: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		leases.validate(self)
