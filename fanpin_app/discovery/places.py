"""Keeps facts and visits in the region where their household lives now, wherever it lived when they were reported."""

import frappe

RECORD_DOCTYPES = ("Indicator Record", "Household Visit", "Service Application")
RECORDS_IN_OTHER_REGIONS = """
	select record.name, household.region
	from `tabHousehold` household
	join `tab{doctype}` record on record.household = household.name
	where household.region like %(below)s and record.region != household.region
"""


def update_record_regions(prefix: str) -> None:
	"""Set the region of Indicator Records, visits and applications to that of their household, for a region's prefix.

	Screening reads records by region, so a household that has moved must take its records along.
	"""
	for doctype in RECORD_DOCTYPES:
		# Read first and written by name: an update of the range would lock the records of a whole town.
		outdated = frappe.db.sql(RECORDS_IN_OTHER_REGIONS.format(doctype=doctype), {"below": f"{prefix}%"})
		for region in {region for _, region in outdated}:
			names = [name for name, home in outdated if home == region]
			frappe.db.set_value(doctype, {"name": ("in", names)}, "region", region, update_modified=False)
