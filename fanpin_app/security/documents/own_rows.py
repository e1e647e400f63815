"""Frappe's logs and settings of one user, and what it notes of documents: rows that Frappe shows to others as well."""

from collections.abc import Callable

import frappe
from frappe.model.document import Document

from fanpin_app.database.compat import NO_OBJECTION
from fanpin_app.permissions.scope import companions_condition
from fanpin_app.security.documents.shared_views import VIEWS, may_see_view
from fanpin_app.security.roles import is_system_manager


def _of(doctype: str, column: str) -> Callable[..., str]:
	def condition(user: str | None = None) -> str:
		user = user or frappe.session.user
		return "" if is_system_manager(user) else f"`tab{doctype}`.`{column}` = {frappe.db.escape(user)}"

	return condition


dashboard_settings = _of("Dashboard Settings", "name")
energy_point_log = _of("Energy Point Log", "user")
prepared_report = _of("Prepared Report", "owner")
workflow_action = companions_condition("Workflow Action", "reference_doctype", "reference_name")

USER_OF = {
	"Dashboard Settings": "name",
	"Document Follow": "user",
	"Energy Point Log": "user",
	"Notification Log": "for_user",
	"Notification Settings": "name",
	"Prepared Report": "owner",
	"User": "name",
}


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool | None:
	"""False for what is another user's, by USER_OF or as a view (`shared_views`); other hooks may still refuse."""
	user = user or frappe.session.user
	is_own = may_see_view(doc, ptype, user) if doc.doctype in VIEWS else _is_of(doc, user)
	return NO_OBJECTION if is_own else False


def _is_of(doc: Document, user: str) -> bool:
	column = USER_OF[doc.doctype]
	stored = frappe.db.get_value(doc.doctype, doc.name, column) if doc.name else None
	return is_system_manager(user) or (stored or doc.get(column) or user) == user
