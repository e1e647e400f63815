"""What a posting means for the platform: its user has the role of the duty. How far it reaches is permissions/postings.py's."""

import frappe
from frappe.utils import today

from fanpin_app.permissions import scope
from fanpin_app.permissions.postings import ROLE_OF_DUTY

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


def withdraw_roles_of_ended_postings() -> None:
	"""Every day: who left a duty loses its role, or the desk would go on offering what it may do."""
	for user in frappe.get_all(
		"Officer Posting", filters={"to_date": ("<", today())}, pluck="user", distinct=True
	):
		withdraw_ended_roles(user)


def withdraw_ended_roles(user: str) -> None:
	"""Take away the roles of `user`'s ended postings that no posting in force or to come needs."""
	postings = frappe.get_all("Officer Posting", filters={"user": user}, fields=["duty", "to_date"])
	needed = {ROLE_OF_DUTY[row.duty] for row in postings if not _has_ended(row)}
	ended = {ROLE_OF_DUTY[row.duty] for row in postings if _has_ended(row)} - needed
	if ended & set(frappe.get_roles(user)):
		doc = frappe.get_doc("User", user)
		doc.flags.ignore_permissions = True
		doc.remove_roles(*ended)
	end_following(user)


def end_following(user: str) -> None:
	"""Who may not read a document any more gets no mails about its changes."""
	for follow in frappe.get_all(
		"Document Follow",
		filters={"user": user, "ref_doctype": ("in", scope.scoped_doctypes())},
		fields=["name", "ref_doctype", "ref_docname"],
	):
		if not frappe.has_permission(follow.ref_doctype, "read", follow.ref_docname, user=user):
			frappe.delete_doc("Document Follow", follow.name, ignore_permissions=True)


def _has_ended(posting: frappe._dict) -> bool:
	return bool(posting.to_date) and str(posting.to_date) < today()
