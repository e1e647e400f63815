import frappe
from frappe.model.document import Document


class IndicatorRecord(Document):
	pass


def on_doctype_update() -> None:
	"""Screening reads an indicator by region or household; loading looks up subjects' earlier facts and a batch's rows.
	Lists begin with the latest day of any region: MariaDB filters on the region inside an ascending index."""
	frappe.db.add_index("Indicator Record", ["indicator", "region", "record_date"])
	frappe.db.add_index("Indicator Record", ["household", "indicator", "record_date"])
	frappe.db.add_index("Indicator Record", ["subject", "record_date", "feed", "batch"])
	frappe.db.add_index("Indicator Record", ["record_date desc", "region"], "latest_day_region_index")
	frappe.db.add_index("Indicator Record", ["batch"])
