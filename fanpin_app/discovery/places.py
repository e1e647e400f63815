"""Where facts and visits lie: in the village where their household lives now, wherever it lived when the agency told them."""

import frappe

LEFT_BEHIND = ("Indicator Record", "Household Visit")
BRING_HOME = """
	update `tab{doctype}` record
	join `tabHousehold` household on household.name = record.household
	set record.region = household.region
	where household.region like %(below)s and record.region != household.region
"""


def bring_records_home(prefix: str) -> None:
	"""Give the Indicator Records and visits of the households below a region's prefix their household's village.

	Screening reads records by region; a household that has moved takes its records along.
	"""
	for doctype in LEFT_BEHIND:
		frappe.db.sql(BRING_HOME.format(doctype=doctype), {"below": f"{prefix}%"})
