"""Permissions on tags. Officers may name them after a household or its debts, so a tag is visible with the
documents it is on.

Frappe has one list of tags that everyone may read, describe and rename, even on documents that they may not
read. Here officers add and remove tags (`frappe.desk.doctype.tag.tag`); only a System Manager does the rest.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.database.compat import NO_OBJECTION
from fanpin_app.permissions.administration import READING, explain_refusal
from fanpin_app.permissions.scope import companions_condition
from fanpin_app.security.roles import is_system_manager


def condition(user: str | None = None) -> str:
	"""The SQL condition for a list of tags: the user's own, and those on documents that the user may read."""
	user = user or frappe.session.user
	if not (of_readable := companions_condition(user, "Tag Link")):
		return ""
	tagged = f"select `tabTag Link`.`tag` from `tabTag Link` where {of_readable}"
	return f"(`tabTag`.`owner` = {frappe.db.escape(user)} or `tabTag`.`name` in ({tagged}))"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool | None:
	"""For Tag and Tag Link: False if the user may not read it, or would change it and is not a System
	Manager."""
	user = user or frappe.session.user
	is_new = ptype == "create"
	# Whether a new tag's word is taken is no part of the answer.
	if not is_new and doc.name and frappe.db.exists(doc.doctype, doc.name) and not _is_readable(doc, user):
		return False
	if (ptype or "read") in READING or is_system_manager(user):
		return NO_OBJECTION
	explain_refusal(
		_("A tag is made by adding it to a document. System Managers rename, describe and delete tags.")
	)
	return False


def _is_readable(doc: Document, user: str) -> bool:
	of_readable = condition(user) if doc.doctype == "Tag" else companions_condition(user, "Tag Link")
	statement = f"select 1 from `tab{doc.doctype}` where `name` = %s and {of_readable or '1=1'}"
	return bool(frappe.db.sql(statement, doc.name))
