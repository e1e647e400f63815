import frappe

from fanpin_app.privacy.fields import PrivateDocument


class HouseholdMember(PrivateDocument):
	pass


def on_doctype_update() -> None:
	"""Screening asks all members of a region's households for these, and then need not read their rows."""
	frappe.db.add_index(
		"Household Member",
		["parent", "parenttype", "status", "medical_insurance", "labour_capacity", "birth_date"],
		"asked_by_rules",
	)
