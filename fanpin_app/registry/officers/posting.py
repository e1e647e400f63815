"""Which accounts may be posted, and effects of a posting on the account: roles and follows. permissions/postings.py
resolves its regions, permissions/administration.py says who gives it."""

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import getdate, today

from fanpin_app.permissions import scope
from fanpin_app.permissions.postings import ROLE_OF_DUTY
from fanpin_app.security.roles import NOT_LOGGED_IN, is_system_manager

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.officer_posting.officer_posting import OfficerPosting

# Hides the workspaces of Frappe itself.
MODULE_PROFILE = "Monitoring Officer"


def may_be_posted(user: str) -> bool:
	"""Whether the account is enabled, and one of a person."""
	return user not in (*NOT_LOGGED_IN, "Administrator") and bool(
		frappe.db.get_value("User", user, "enabled")
	)


def check_account(user: str) -> None:
	"""Raises `frappe.ValidationError` if the account cannot have a posting."""
	if not may_be_posted(user):
		frappe.throw(_("{0} is disabled or an account of the system: choose another officer.").format(user))


def grant_duty_role(posting: "OfficerPosting") -> None:
	"""Give the officer the role of the duty, unless the posting has ended, and record whether the role ends with it.

	It does if the posting gave the role, or if an administrator of the city or a System Manager made the posting. A role
	that was given otherwise stays: else an administrator of one village could take it from any account by a posting that
	ends. A role by itself shows nothing without a posting in force.
	"""
	before = posting.get_doc_before_save()
	is_first = not before or (before.user, before.duty) != (posting.user, posting.duty)
	if before and is_first:
		release_duty_role(before)
	gave_role = bool(posting.gave_role and not is_first) or (is_first and _may_take_roles())
	if not _has_ended(posting) and _add_role(posting.user, ROLE_OF_DUTY[posting.duty]):
		gave_role = True
	if gave_role != bool(posting.gave_role):
		posting.db_set("gave_role", int(gave_role), update_modified=False)


def release_duty_role(posting: "OfficerPosting") -> None:
	"""Withdraw the role of a posting that is deleted, or was changed to another officer or duty, unless another posting
	of the officer needs it: then the role ends with that one."""
	if posting.gave_role:
		role = ROLE_OF_DUTY[posting.duty]
		same_role = [duty for duty, each in ROLE_OF_DUTY.items() if each == role]
		others = {"user": posting.user, "duty": ("in", same_role), "name": ("!=", posting.name)}
		if frappe.db.exists("Officer Posting", others):
			frappe.db.set_value("Officer Posting", others, "gave_role", 1, update_modified=False)
		else:
			_remove_roles(posting.user, {role})
	withdraw_ended_roles(posting.user)


def withdraw_roles_of_ended_postings() -> None:
	"""Daily: remove the roles of ended duties, so that the desk no longer offers their actions."""
	for user in frappe.get_all(
		"Officer Posting", filters={"to_date": ("<", today())}, pluck="user", distinct=True
	):
		withdraw_ended_roles(user)


def withdraw_ended_roles(user: str) -> None:
	"""Remove the roles that end with the user's ended postings, unless a current or future posting needs them."""
	postings = frappe.get_all(
		"Officer Posting", filters={"user": user}, fields=["duty", "to_date", "gave_role"]
	)
	needed = {ROLE_OF_DUTY[row.duty] for row in postings if not _has_ended(row)}
	ended = {ROLE_OF_DUTY[row.duty] for row in postings if row.gave_role and _has_ended(row)}
	_remove_roles(user, ended - needed)
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


def _add_role(user: str, role: str) -> bool:
	"""Give the user the role, and the module profile; returns whether the user had not got the role."""
	has_role = frappe.db.exists("Has Role", {"parenttype": "User", "parent": user, "role": role})
	if has_role and frappe.db.get_value("User", user, "module_profile"):
		return False
	doc = frappe.get_doc("User", user)
	roles, profile = {row.role for row in doc.roles}, doc.module_profile
	doc.append_roles(role)
	if "System Manager" not in roles and frappe.db.exists("Module Profile", MODULE_PROFILE):
		doc.module_profile = profile or MODULE_PROFILE
	if role not in roles or doc.module_profile != profile:
		doc.flags.ignore_permissions = True
		doc.save()
	return role not in roles


def _remove_roles(user: str, roles: set[str]) -> None:
	if roles & set(frappe.get_roles(user)):
		doc = frappe.get_doc("User", user)
		doc.flags.ignore_permissions = True
		doc.remove_roles(*roles)


def _may_take_roles() -> bool:
	return is_system_manager() or scope.administers_everything()


def _has_ended(posting: "OfficerPosting | frappe._dict") -> bool:
	return bool(posting.to_date) and getdate(posting.to_date) < getdate(today())
