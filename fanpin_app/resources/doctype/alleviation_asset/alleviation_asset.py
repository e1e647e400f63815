import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr


class AlleviationAsset(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.resources.doctype.asset_unit.asset_unit import AssetUnit

		acquired_on: DF.Date | None
		asset_kind: DF.Literal["", "Operating", "Public Welfare", "Held by Households"]
		asset_name: DF.Data
		asset_no: DF.Data
		batch: DF.Link | None
		kept_by: DF.Data | None
		original_value: DF.Currency
		region: DF.Link
		reported_idle_days: DF.Int
		reported_last_inspection: DF.Date | None
		reported_rent_overdue_days: DF.Int
		status: DF.Literal["In Use", "Disposed Of"]
		units: DF.Table[AssetUnit]
	# end: auto-generated types

	def validate(self) -> None:
		# Frappe removes spaces from the name, and would name the other asset, which may be of another town.
		self.asset_no = cstr(self.asset_no).strip()
		if self.is_new() and frappe.db.exists("Alleviation Asset", {"asset_no": self.asset_no}):
			frappe.throw(_("The asset number {0} cannot be used. Choose another one.").format(self.asset_no))
		names = [unit.unit_name for unit in self.units]
		if duplicate := next((name for name in names if names.count(name) > 1), None):
			frappe.throw(_("The unit {0} is named twice.").format(duplicate))
		for unit in self.units:
			if unit.status == "Idle" and not unit.idle_since:
				frappe.throw(_("Row {0}: say since when the unit is idle.").format(unit.idx))
