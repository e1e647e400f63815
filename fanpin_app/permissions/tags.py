"""Tags, which officers name as they like, after a household or its debts: each is read by whoever reads a document that has it.

Frappe keeps one list of them for all, whose entries everybody reads, describes and renames, on foreign documents too. Here
officers put tags on documents and take them off (`frappe.desk.doctype.tag.tag`); a System Manager does the rest.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.database.compat import NO_OBJECTION
from fanpin_app.permissions.administration import READING, say_why
from fanpin_app.permissions.scope import tag_link
from fanpin_app.security.roles import is_system_manager


def condition(user: str | None = None) -> str:
	"""The condition on a list of tags: those that the user made, or that are on a document which the user reads."""
	user = user or frappe.session.user
	if not (of_readable := tag_link(user)):
		return ""
	tagged = f"select `tabTag Link`.`tag` from `tabTag Link` where {of_readable}"
	return f"(`tabTag`.`owner` = {frappe.db.escape(user)} or `tabTag`.`name` in ({tagged}))"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool | None:
	"""Of a Tag or a Tag Link: False where the user may not read it, or would write it without being System Manager."""
	user = user or frappe.session.user
	is_stored = doc.name and frappe.db.exists(doc.doctype, doc.name)
	if is_stored and not _is_read(doc, user):
		return False
	if (ptype or "read") in READING or is_system_manager(user) or (doc.doctype == "Tag" and not is_stored):
		return NO_OBJECTION
	say_why(_("Tags are renamed, described and deleted by a System Manager, for all have them."))
	return False


def _is_read(doc: Document, user: str) -> bool:
	of_readable = condition(user) if doc.doctype == "Tag" else tag_link(user)
	statement = f"select 1 from `tab{doc.doctype}` where `name` = %s and {of_readable or '1=1'}"
	return bool(frappe.db.sql(statement, doc.name))
