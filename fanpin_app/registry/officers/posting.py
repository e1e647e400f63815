"""Effects of a posting on the user's account: roles and follows. permissions/postings.py resolves its regions."""

import frappe
from frappe.utils import today

from fanpin_app.permissions import scope
from fanpin_app.permissions.postings import ROLE_OF_DUTY

# Hides the workspaces of Frappe itself.
MODULE_PROFILE = "Monitoring Officer"


def grant_duty_role(user: str, duty: str) -> None:
	"""Give the user the role of the duty. A role by itself shows nothing without a posting in force."""
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
	"""Daily: remove the roles of ended duties, so that the desk no longer offers their actions."""
	for user in frappe.get_all(
		"Officer Posting", filters={"to_date": ("<", today())}, pluck="user", distinct=True
	):
		withdraw_ended_roles(user)


def withdraw_ended_roles(user: str) -> None:
	"""Remove the roles of the user's ended postings, unless a current or future posting needs them."""
	postings = frappe.get_all("Officer Posting", filters={"user": user}, fields=["duty", "to_date"])
	needed = {ROLE_OF_DUTY[row.duty] for row in postings if not _has_ended(row)}
	ended = {ROLE_OF_DUTY[row.duty] for row in postings if _has_ended(row)} - needed
	if ended & set(frappe.get_roles(user)):
		doc = frappe.get_doc("User", user)
		doc.flags.ignore_permissions = True
		doc.remove_roles(*ended)
	remove_follows(user)


def remove_follows(user: str) -> None:
	"""Stop following documents that the user may no longer read, so that no mails about them are sent."""
	for follow in frappe.get_all(
		"Document Follow",
		filters={"user": user, "ref_doctype": ("in", scope.scoped_doctypes())},
		fields=["name", "ref_doctype", "ref_docname"],
	):
		if not frappe.has_permission(follow.ref_doctype, "read", follow.ref_docname, user=user):
			frappe.delete_doc("Document Follow", follow.name, ignore_permissions=True)


def _has_ended(posting: frappe._dict) -> bool:
	return bool(posting.to_date) and str(posting.to_date) < today()
