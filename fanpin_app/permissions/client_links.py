"""Clients may only link to documents that they may read.

Frappe accepts any existing name and fetches fields of the linked document into the saved one: entering the
name of a household elsewhere returned the name of its head. A link to an unreadable document is now refused
with Frappe's message for one that does not exist. Links that are already stored stay: a household may have
been merged into one elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.permissions.linked_documents import may_read
from fanpin_app.permissions.links import COMPANIONS, links
from fanpin_app.permissions.scope import differs_between_readers
from fanpin_app.security.documents.child_rows import is_written_by_client

if TYPE_CHECKING:
	from frappe.core.doctype.docfield.docfield import DocField


def links_out_of_reach(doc: Document) -> list[tuple[str, str, str]]:
	"""Return (fieldname, name, message) for each link that a client newly sets to a document that it may not
	read.

	The result has the format of `BaseDocument.get_invalid_links`.
	"""
	root = getattr(doc, "parent_doc", None) or doc
	if frappe.session.user == "Administrator" or not is_written_by_client(root):
		return []
	stored = _as_stored(doc, root)
	return [
		(field.fieldname, doc.get(field.fieldname), _message(doc, field))
		for field, about in _links_to_limited(doc)
		if not _is_unchanged(doc, stored, field) and not _may_link_to(about, doc.get(field.fieldname))
	]


def spell_doctypes_as_stored(doc: Document) -> None:
	"""Give the DocTypes of dynamic links their stored spelling, as Frappe does when it checks the links. Rules about
	DocTypes compare their names exactly."""
	for field in doc.meta.get("fields", {"fieldtype": "Dynamic Link"}):
		if (about := doc.get(field.options)) and (
			stored := frappe.db.get_value("DocType", about, "name", cache=True)
		):
			doc.set(field.options, stored)


def check_amended(doc: Document, method: str | None = None) -> None:
	"""Hook `before_insert` of all DocTypes: refuse to amend a document that the client may not read.

	Frappe copies its files and compares it with the new document, even for DocTypes without a field
	`amended_from`.
	"""
	amended = doc.get("amended_from")
	if not amended or frappe.session.user == "Administrator" or not is_written_by_client(doc):
		return
	if not may_read(doc.doctype, amended):
		frappe.throw(_("Could not find {0}").format(amended), frappe.LinkValidationError)


def check_renaming(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
	"""Hook `before_rename`: refuse to rename documents that cannot be renamed.

	Frappe would first report whether the new name exists.
	"""
	if is_written_by_client(doc) and not doc.meta.allow_rename:
		frappe.throw(_("{0} not allowed to be renamed").format(_(doc.doctype)))


def check_merge(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
	"""Hook `before_rename`: refuse to merge into a document that the user may not write."""
	if merge and not doc.flags.ignore_permissions:
		frappe.get_doc(doc.doctype, new).check_permission("write")


def _as_stored(doc: Document, root: Document) -> Document | None:
	stored = root.get_doc_before_save()
	if not stored or doc is root:
		return stored
	rows = stored.get(doc.parentfield) or []
	return next((row for row in rows if row.name == doc.name), None)


def _links_to_limited(doc: Document) -> Iterator[tuple[DocField, str]]:
	"""Yield (field, linked DocType) for each filled link to a DocType with limited documents."""
	for field in doc.meta.get("fields", {"fieldtype": ("in", ("Link", "Dynamic Link"))}):
		about = field.options if field.fieldtype == "Link" else doc.get(field.options)
		if doc.get(field.fieldname) and _is_limited(about):
			yield field, about


def _is_limited(doctype: str | None) -> bool:
	# Officers name colleagues, in tasks for example, whose accounts they may not read.
	if not doctype or doctype == "User":
		return False
	is_linked = doctype in links().scoped or doctype in links().by_doctype or doctype in COMPANIONS
	return is_linked or differs_between_readers(doctype)


def _is_unchanged(doc: Document, stored: Document | None, field: DocField) -> bool:
	columns = [field.fieldname, *([field.options] if field.fieldtype == "Dynamic Link" else [])]
	return stored is not None and all(doc.get(column) == stored.get(column) for column in columns)


def _may_link_to(doctype: str, name: str) -> bool:
	return may_read(doctype, name) or (
		bool(frappe.db.exists(doctype, name)) and frappe.has_permission(doctype, "select", name)
	)


def _message(doc: Document, field: DocField) -> str:
	"""Frappe's text for a link to a document that does not exist."""
	named = f"{_(field.label, context=field.parent)}: {doc.get(field.fieldname)}"
	return f"{_('Row')} #{doc.idx}: {named}" if doc.get("parentfield") else named
