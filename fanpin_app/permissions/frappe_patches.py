"""Functions of Frappe that are replaced at run time because there is no hook.

Each docstring names versions and reason.
"""

from typing import Any

import frappe
import frappe.cache_manager
import frappe.permissions
from frappe import _
from frappe.core.doctype.server_script.server_script_utils import get_server_script_map
from frappe.model import delete_doc
from frappe.model.base_document import BaseDocument
from frappe.model.document import Document

from fanpin_app.database.compat import DatabaseQuery
from fanpin_app.permissions import links, tags
from fanpin_app.permissions.client_links import links_out_of_reach, spell_doctypes_as_stored
from fanpin_app.permissions.linked_documents import all_of, hooked_conditions, may_read

EVERY_DOCTYPE = "*"
_clear_doctype_cache = frappe.cache_manager.clear_doctype_cache
_delete_from_table = delete_doc.delete_from_table
_raise_link_exists_exception = delete_doc.raise_link_exists_exception
_has_child_permission = frappe.permissions.has_child_permission
_get_invalid_links = BaseDocument.get_invalid_links
_has_controller_permissions = frappe.permissions.has_controller_permissions


def install() -> None:
	"""Hook before every request and job: install the replacements once per process."""
	frappe.permissions.has_child_permission = has_child_permission
	BaseDocument.get_invalid_links = get_invalid_links
	frappe.cache_manager.clear_doctype_cache = clear_doctype_cache
	delete_doc.delete_from_table = delete_from_table
	delete_doc.raise_link_exists_exception = raise_link_exists_exception
	tags.install()
	if not _supports_wildcard(_has_controller_permissions):
		frappe.permissions.has_controller_permissions = has_controller_permissions
	if DatabaseQuery:
		DatabaseQuery.get_permission_query_conditions = get_permission_query_conditions


def clear_doctype_cache(doctype: str | None = None) -> None:
	"""Also detect links again. Customize Form deletes Property Setters without their events, and then calls this."""
	_clear_doctype_cache(doctype)
	if doctype:
		links.forget()


def delete_from_table(doctype: str, *args, **options) -> None:
	"""Also detect links again if a DocType is deleted, of which no version runs an event."""
	_delete_from_table(doctype, *args, **options)
	if doctype == "DocType":
		links.forget()


def raise_link_exists_exception(
	doc: Document, reference_doctype: str, reference_name: str, *position
) -> None:
	"""Refuse a deletion without naming a document that the user may not read. All versions name whatever document
	links to the one to be deleted. Raises frappe.LinkExistsError."""
	if may_read(reference_doctype, reference_name):
		_raise_link_exists_exception(doc, reference_doctype, reference_name, *position)
	frappe.throw(
		_("{0} {1} cannot be deleted or cancelled: documents that you may not read refer to it.").format(
			_(doc.doctype), doc.name
		),
		frappe.LinkExistsError,
	)


def has_controller_permissions(doc: Document, ptype: str, user: str | None = None) -> bool | None:
	"""Early Frappe 15 ignores the hook `has_permission` for all DocTypes (`*`); later versions call it."""
	user = user or frappe.session.user
	for method in frappe.get_hooks("has_permission").get(EVERY_DOCTYPE, []):
		if frappe.call(frappe.get_attr(method), doc=doc, ptype=ptype, user=user) is False:
			return False
	return _has_controller_permissions(doc, ptype, user)


def get_permission_query_conditions(query: DatabaseQuery) -> str:
	"""Each condition in parentheses. All versions of 15 join them without, so that an "or" in one of them, such as
	those of Frappe for events, files, charts and cards, lets documents pass that another one excludes. Early 15
	also ignores the hook for all DocTypes (`*`)."""
	conditions = [
		*hooked_conditions(query.doctype, query.user),
		*hooked_conditions(query.doctype, query.user, EVERY_DOCTYPE),
	]
	if script := get_server_script_map().get("permission_query", {}).get(query.doctype):
		conditions.append(frappe.get_doc("Server Script", script).get_permission_query_conditions(query.user))
	return all_of(conditions)


def has_child_permission(
	child_doctype: str,
	ptype: str = "read",
	child_doc: Any = None,
	user: str | None = None,
	raise_exception: bool = True,
	*args,
	**options,
) -> bool:
	"""Check the parent document of a row.

	All versions only check the parent's DocType if a row is given by name, and later 15 also for rows that
	were loaded without their parent.
	"""
	if isinstance(child_doc, str | int) and frappe.db.exists(child_doctype, child_doc):
		child_doc = frappe.get_doc(child_doctype, child_doc)
	arguments = (ptype, child_doc, user, raise_exception)
	if not _has_child_permission(child_doctype, *arguments, *args, **options):
		return False
	if (
		not isinstance(child_doc, BaseDocument)
		or getattr(child_doc, "parent_doc", None)
		or not child_doc.parent
	):
		return True
	return frappe.permissions.has_permission(
		child_doc.parenttype, ptype, child_doc.parent, user=user, raise_exception=raise_exception
	)


def get_invalid_links(doc: Document, *args, **options) -> tuple[list, list]:
	"""Treat links to unreadable documents as invalid. All versions accept any existing document and fetch its
	fields.

	A document event would come too late: Frappe refuses missing documents before it checks permissions, so a
	client could distinguish them.
	"""
	spell_doctypes_as_stored(doc)
	out_of_reach = links_out_of_reach(doc)
	invalid, cancelled = _get_invalid_links(doc, *args, **options)
	known = {fieldname for fieldname, _name, _message in invalid}
	return [*invalid, *(link for link in out_of_reach if link[0] not in known)], cancelled


def _supports_wildcard(function) -> bool:
	return EVERY_DOCTYPE in function.__code__.co_consts
