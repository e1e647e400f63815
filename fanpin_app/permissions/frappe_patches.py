"""What of Frappe's is replaced for the scope at run time, for want of a hook. Each says for which versions and why."""

import frappe
import frappe.permissions
from frappe.model.base_document import BaseDocument
from frappe.model.document import Document

from fanpin_app.database.compat import DatabaseQuery
from fanpin_app.permissions.client_links import links_out_of_reach

EVERY_DOCTYPE = "*"
_has_child_permission = frappe.permissions.has_child_permission
_get_invalid_links = BaseDocument.get_invalid_links
_has_controller_permissions = frappe.permissions.has_controller_permissions
_get_permission_query_conditions = getattr(DatabaseQuery, "get_permission_query_conditions", None)


def install() -> None:
	"""Before every request and job: put the replacements in place, where this process has not yet."""
	frappe.permissions.has_child_permission = has_child_permission
	BaseDocument.get_invalid_links = get_invalid_links
	if not _asks_of_every_doctype(_has_controller_permissions):
		frappe.permissions.has_controller_permissions = has_controller_permissions
	if _get_permission_query_conditions and not _asks_of_every_doctype(_get_permission_query_conditions):
		DatabaseQuery.get_permission_query_conditions = get_permission_query_conditions


def has_controller_permissions(doc: Document, ptype: str, user: str | None = None) -> bool | None:
	"""Early 15 asks the hook `has_permission` of a document's own DocType only; later ones ask that of all (`*`) too."""
	user = user or frappe.session.user
	for method in frappe.get_hooks("has_permission").get(EVERY_DOCTYPE, []):
		if frappe.call(frappe.get_attr(method), doc=doc, ptype=ptype, user=user) is False:
			return False
	return _has_controller_permissions(doc, ptype, user)


def get_permission_query_conditions(query: DatabaseQuery) -> str:
	"""The same for the hook `permission_query_conditions`, of lists."""
	conditions = [_get_permission_query_conditions(query)]
	for method in frappe.get_hooks("permission_query_conditions", {}).get(EVERY_DOCTYPE, []):
		conditions.append(frappe.call(frappe.get_attr(method), query.user, doctype=query.doctype))
	return " and ".join(filter(None, conditions))


def has_child_permission(
	child_doctype: str,
	ptype: str = "read",
	child_doc=None,
	user: str | None = None,
	raise_exception: bool = True,
	*args,
	**options,
) -> bool:
	"""All versions ask for the parent's DocType alone where a row is named, and later 15 for every row that was
	loaded without its parent. Here they ask for the parent.
	"""
	if isinstance(child_doc, str | int) and frappe.db.exists(child_doctype, child_doc):
		child_doc = frappe.get_doc(child_doctype, child_doc)
	asked = (ptype, child_doc, user, raise_exception)
	if not _has_child_permission(child_doctype, *asked, *args, **options):
		return False
	lacks_parent = isinstance(child_doc, BaseDocument) and not getattr(child_doc, "parent_doc", None)
	if not (lacks_parent and child_doc.parent):
		return True
	return frappe.permissions.has_permission(
		child_doc.parenttype, ptype, child_doc.parent, user=user, raise_exception=raise_exception
	)


def get_invalid_links(doc: BaseDocument, *args, **options) -> tuple[list, list]:
	"""All versions take a link to any document that exists, and fetch its fields. Here it is one that may be read.

	By a document event it would be told from a link to nothing, which Frappe refuses before it asks for rights.
	"""
	out_of_reach = links_out_of_reach(doc)
	invalid, cancelled = _get_invalid_links(doc, *args, **options)
	known = {fieldname for fieldname, _name, _message in invalid}
	return [*invalid, *(link for link in out_of_reach if link[0] not in known)], cancelled


def _asks_of_every_doctype(function) -> bool:
	return EVERY_DOCTYPE in function.__code__.co_consts
