"""Permissions on tags. Officers may name them after a household or its debts, so a tag is visible with the
documents it is on, and only with these.

Frappe has one list of tags that everyone may read, describe and rename, even on documents that they may not
read. Here officers add and remove tags (`frappe.desk.doctype.tag.tag`); only a System Manager does the rest.

What an officer sees of a tag must not depend on whether others use it: so a tag has no author and no time, and one
spelling where the database takes several for the same.
"""

import frappe
from frappe import _
from frappe.desk.doctype.tag.tag import DocTags
from frappe.model.document import Document

from fanpin_app.database.collation import spelling
from fanpin_app.database.compat import NO_OBJECTION
from fanpin_app.permissions.administration import READING, explain_refusal
from fanpin_app.permissions.scope import companions_condition, differs_between_readers
from fanpin_app.security.roles import is_system_manager

AUTHOR, TIME = "Administrator", "2000-01-01 00:00:00"
# The database takes all characters beyond these for the same.
LAST_CHARACTER = "\uffff"

_add, _remove = DocTags.add, DocTags.remove


def install() -> None:
	"""Replace Frappe's methods, once for each process: there is no hook before a tag is compared with the stored ones."""
	DocTags.add, DocTags.remove = add, remove


def add(tags: DocTags, name: str, tag: str) -> None:
	"""Add the tag to the document. Raises ValidationError for a character that tags cannot have."""
	for character in tag:
		if character > LAST_CHARACTER:
			frappe.throw(_("A tag cannot contain “{0}”.").format(character))
	_add(tags, name, spelling(tag))


def remove(tags: DocTags, name: str, tag: str) -> None:
	_remove(tags, name, spelling(tag))


def forget_author(tag: Document, method: str | None = None) -> None:
	"""Hook before a Tag is inserted."""
	tag.update({"owner": AUTHOR, "modified_by": AUTHOR, "creation": TIME, "modified": TIME})


def refuse_comment(comment: Document, method: str | None = None) -> None:
	"""Hook before a Comment is inserted, which likes and tasks are too: readers of the tag would learn who else uses it.

	Raises PermissionError.
	"""
	if comment.get("reference_doctype") == "Tag" and not is_system_manager():
		frappe.throw(_only_added(), frappe.PermissionError)


def condition(user: str | None = None) -> str:
	"""The SQL condition for a list of tags: those on documents that the user may read."""
	if not (of_readable := link_condition(user)):
		return ""
	return f"`tabTag`.`name` in (select `tabTag Link`.`tag` from `tabTag Link` where {of_readable})"


def link_condition(user: str | None = None, doctype: str | None = None) -> str:
	"""The SQL condition for a list of Tag Links: those of documents that the user may read, whatever they are."""
	user = user or frappe.session.user
	occurring = frappe.get_all("Tag Link", distinct=True, pluck="document_type", order_by=None)
	return companions_condition(user, "Tag Link", {about for about in occurring if _is_limited(about, user)})


def _is_limited(about: str | None, user: str) -> bool:
	"""Whether the user may not read all documents of the DocType."""
	if not about or not frappe.db.exists("DocType", about):
		return False
	return differs_between_readers(about) or not frappe.has_permission(about, "read", user=user)


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
	explain_refusal(_only_added())
	return False


def _is_readable(doc: Document, user: str) -> bool:
	of_readable = condition(user) if doc.doctype == "Tag" else link_condition(user)
	statement = f"select 1 from `tab{doc.doctype}` where `name` = %s and {of_readable or '1=1'}"
	return bool(frappe.db.sql(statement, doc.name))


def _only_added() -> str:
	return _("A tag is made by adding it to a document. System Managers rename, describe and delete tags.")
