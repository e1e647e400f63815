from frappe.model.document import Document


class AssetLedgerEntry(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asset: DF.Link
		asset_kind: DF.Data | None
		asset_name: DF.Data | None
		batch: DF.Link
		name: DF.Int | None
		original_value: DF.Currency
		region: DF.Link
		reported_idle_days: DF.Int
		reported_last_inspection: DF.Date | None
		reported_rent_overdue_days: DF.Int
		row_no: DF.Int
	# end: auto-generated types
