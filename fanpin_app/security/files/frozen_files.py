"""Decided documents keep their files: what is attached to a document that has ended stays as it is.

`hooks.py` says when: `files_frozen_when` names the field and the values that mean the end, `document_file_guards`
the functions that know more, such as the step of a check.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.security.roles import is_system_manager


def why_kept(document: Document, file: Document | None = None, user: str | None = None) -> str | None:
	"""Why `user` may not add this file to the document, change or remove it, as a sentence; None where they may."""
	for field, values in frappe.get_hooks("files_frozen_when", {}).get(document.doctype, {}).items():
		if document.get(field) in values:
			return _("{0} {1} is at its end ({2}), so its files stay as they are.").format(
				_(document.doctype), document.name, _(document.get(field))
			)
	for guard in frappe.get_hooks("document_file_guards", {}).get(document.doctype, []):
		if reason := frappe.get_attr(guard)(document, file, user or frappe.session.user):
			return reason
	return None


def check_change(file: Document) -> None:
	"""Refuse a file that is about to be added, changed or removed where its document keeps its files.

	Whatever permissions the caller ignores. A System Manager may, and the document's timeline says so.
	Raises `frappe.PermissionError`.
	"""
	if frappe.flags.app_changes_files:
		return
	stored = file.get_doc_before_save() or file
	for doctype, name in {
		(stored.attached_to_doctype, stored.attached_to_name),
		(file.attached_to_doctype, file.attached_to_name),
	}:
		if not doctype or not name or not frappe.db.exists(doctype, name):
			continue
		document = frappe.get_doc(doctype, name)
		if reason := why_kept(document, file):
			refuse_or_log(document, file.file_name, reason)


def refuse_or_log(document: Document, file_name: str, reason: str) -> None:
	"""Raise `frappe.PermissionError` with the reason, or, for a System Manager, write down what is done in spite of it."""
	if not is_system_manager():
		frappe.throw(reason, frappe.PermissionError)
	document.add_comment(
		"Info", _("changed files although they are kept: {0}").format(frappe.utils.escape_html(file_name))
	)


@contextmanager
def changed_by_app() -> Iterator[None]:
	"""Within it the app itself adds and removes files of documents that have ended, as retention does."""
	before, frappe.flags.app_changes_files = frappe.flags.app_changes_files, True
	try:
		yield
	finally:
		frappe.flags.app_changes_files = before
