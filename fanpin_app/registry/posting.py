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


# Hides the platform's own workspaces, which are no officer's business.
MODULE_PROFILE = "Monitoring Officer"


def equip(user: str, duty: str) -> None:
	"""Whoever is posted can do what the duty needs; a role alone shows nothing without a posting in force."""
	if user == "Administrator":
		return
	doc = frappe.get_doc("User", user)
	roles, profile = {row.role for row in doc.roles}, doc.module_profile
	doc.append_roles(ROLE_OF_DUTY[duty])
	if "System Manager" not in roles and frappe.db.exists("Module Profile", MODULE_PROFILE):
		doc.module_profile = profile or MODULE_PROFILE
	if ROLE_OF_DUTY[duty] not in roles or doc.module_profile != profile:
		doc.flags.ignore_permissions = True
		doc.save()
