"""Logs and settings of one user, which Frappe also shows to other users."""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.database.compat import NO_OBJECTION
from fanpin_app.security.documents.child_rows import is_written_by_client
from fanpin_app.security.documents.shared_views import VIEWS, may_see_view
from fanpin_app.security.roles import is_system_manager

USER_FIELDS = {
	"Dashboard Settings": "name",
	"Document Follow": "user",
	"Energy Point Log": "user",
	"Notification Log": "for_user",
	"Notification Settings": "name",
	"Prepared Report": "owner",
	"User": "name",
}


def condition(user: str | None, doctype: str) -> str:
	"""The SQL condition for lists: documents of the user; empty for System Managers."""
	user = user or frappe.session.user
	if is_system_manager(user):
		return ""
	return f"`tab{doctype}`.`{USER_FIELDS[doctype]}` = {frappe.db.escape(user)}"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool | None:
	"""False for documents of another user, by USER_FIELDS or `shared_views`; other hooks may still refuse."""
	user = user or frappe.session.user
	is_own = may_see_view(doc, ptype, user) if doc.doctype in VIEWS else _belongs_to(doc, user)
	return NO_OBJECTION if is_own else False


def _belongs_to(doc: Document, user: str) -> bool:
	column = USER_FIELDS[doc.doctype]
	stored = frappe.db.get_value(doc.doctype, doc.name, column) if doc.name else None
	return is_system_manager(user) or (stored or doc.get(column) or user) == user


def check_name_of_new(doc: Document, method: str | None = None) -> None:
	"""Hook `before_insert` of DocTypes that are named by their user: refuse a client's document of another user.

	Raises `frappe.PermissionError`, whether that user exists and has one or not. The right to create is checked
	without the name that a client sends (`responses/withheld.py`).
	"""
	names = {str(name) for name in (doc.name, doc.get("__newname")) if name}
	if is_written_by_client(doc) and not is_system_manager() and names - {frappe.session.user}:
		frappe.throw(_("You may only make this for yourself."), frappe.PermissionError)
