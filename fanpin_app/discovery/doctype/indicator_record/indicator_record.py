import frappe
from frappe.model.document import Document


class IndicatorRecord(Document):
	pass


def on_doctype_update() -> None:
	"""Screening reads an indicator by region or by household; loading finds who was told of before, and a batch's rows.
	Lists begin with the latest day, of whatever region: MariaDB looks at the region in the index where it goes forward."""
	frappe.db.add_index("Indicator Record", ["indicator", "region", "record_date"])
	frappe.db.add_index("Indicator Record", ["household", "indicator", "record_date"])
	frappe.db.add_index("Indicator Record", ["subject", "record_date", "feed", "batch"])
	frappe.db.add_index("Indicator Record", ["record_date desc", "region"], "latest_day_region_index")
	frappe.db.add_index("Indicator Record", ["batch"])
