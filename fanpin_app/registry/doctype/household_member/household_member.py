import frappe

from fanpin_app.privacy.fields import PrivateDocument


class HouseholdMember(PrivateDocument):
	pass


def on_doctype_update() -> None:
	"""Covering index for the fields that screening reads from all members in a region: no row is read."""
	frappe.db.add_index(
		"Household Member",
		["parent", "parenttype", "status", "medical_insurance", "labour_capacity", "birth_date"],
		"asked_by_rules",
	)
