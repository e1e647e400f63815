"""What a posting means for the platform: the role of its duty. Which regions it opens is scope.py's."""

import frappe

ROLE_OF_DUTY = {
	"Village Cadre": "Village Officer",
	"Grid Member": "Village Officer",
	"First Secretary": "Village Officer",
	"Work Team Member": "Village Officer",
	"Town Officer": "Town Officer",
	"District Officer": "District Officer",
	"City Officer": "City Officer",
}


def give_role_of_duty(user: str, duty: str) -> None:
	"""Whoever is posted can do what the duty needs; a role alone shows nothing without a posting in force."""
	role = ROLE_OF_DUTY[duty]
	if user == "Administrator" or role in frappe.get_roles(user):
		return
	doc = frappe.get_doc("User", user)
	doc.flags.ignore_permissions = True
	doc.add_roles(role)
