import frappe
from frappe.model.document import Document


class IndicatorRecord(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		batch: DF.Link
		feed: DF.Link
		household: DF.Link | None
		indicator: DF.Link
		member: DF.Data | None
		name: DF.Int | None
		record_date: DF.Date
		region: DF.Link
		row_kind: DF.Literal["", "Supplement", "Reversal"]
		row_no: DF.Int
		state_key: DF.Data | None
		subject: DF.Data
		superseded: DF.Check
		text_value: DF.Data | None
		value: DF.Float
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Screening reads an indicator by region or household; loading looks up subjects' earlier facts and a batch's rows.
	Lists begin with the latest day of any region: MariaDB filters on the region inside an ascending index."""
	frappe.db.add_index("Indicator Record", ["indicator", "region", "record_date"])
	frappe.db.add_index("Indicator Record", ["household", "indicator", "record_date"])
	frappe.db.add_index("Indicator Record", ["subject", "record_date", "feed", "batch"])
	frappe.db.add_index("Indicator Record", ["record_date desc", "region"], "latest_day_region_index")
	frappe.db.add_index("Indicator Record", ["batch"])
