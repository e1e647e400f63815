"""A household's Registry Changes, for its form."""

import frappe
from frappe import _
from frappe.utils import formatdate


def get_changes(household: str) -> list[dict]:
	"""The household's Registry Changes, latest first, as display texts: name, day, kind, reason, officer.

	Changes that are now outside of the user's regions are left out. Raises `frappe.PermissionError` if the household is.
	"""
	frappe.get_doc("Household", household).check_permission("read")
	changes = frappe.get_all(
		"Changed Household", filters={"household": household}, pluck="parent", distinct=True
	)
	return [
		{
			"name": change.name,
			"day": formatdate(change.effective_on),
			"kind": _(change.kind),
			"reason": change.reason,
			"officer": change.officer_name,
		}
		for change in frappe.get_list(
			"Registry Change",
			filters={"name": ("in", changes)},
			fields=["name", "kind", "effective_on", "reason", "officer_name"],
			order_by="effective_on desc, creation desc",
			limit_page_length=0,
		)
	]
