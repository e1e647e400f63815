"""Where facts and visits lie: in the village where their household lives now, wherever it lived when the agency told them."""

import frappe

LEFT_BEHIND = ("Indicator Record", "Household Visit", "Service Application")
ELSEWHERE = """
	select record.name, household.region
	from `tabHousehold` household
	join `tab{doctype}` record on record.household = household.name
	where household.region like %(below)s and record.region != household.region
"""


def bring_records_home(prefix: str) -> None:
	"""Give the Indicator Records and visits of the households below a region's prefix their household's village.

	Screening reads records by region; a household that has moved takes its records along.
	"""
	for doctype in LEFT_BEHIND:
		# Read first and written by name: an update of the range would lock the records of a whole town.
		elsewhere = frappe.db.sql(ELSEWHERE.format(doctype=doctype), {"below": f"{prefix}%"})
		for region in {region for _, region in elsewhere}:
			names = [name for name, home in elsewhere if home == region]
			frappe.db.set_value(doctype, {"name": ("in", names)}, "region", region, update_modified=False)
