"""Files of documents that have ended are frozen: they cannot be added, changed or removed.

Hooks decide when (`extension_points.frozen_when` and `file_guards`): a field and the values that end a document, and
functions for other rules, such as the step of a check.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.extension_points import file_guards, frozen_when
from fanpin_app.security.roles import is_system_manager

if TYPE_CHECKING:
	from frappe.core.doctype.file.file import File


def freeze_reason(document: Document, file: File | None = None, user: str | None = None) -> str | None:
	"""A sentence why `user` may not add, change or remove this file of the document; None if they may."""
	for field, values in frozen_when(document.doctype).items():
		if document.get(field) in values:
			return _("{0} {1} is at its end ({2}), so its files stay as they are.").format(
				_(document.doctype), document.name, _(document.get(field))
			)
	for guard in file_guards(document.doctype):
		if reason := guard(document, file, user or frappe.session.user):
			return reason
	return None


def check_change(file: File) -> None:
	"""Refuse to add, change or remove a file of a document with frozen files, even with `ignore_permissions`.

	A System Manager may, and a comment records it. Raises `frappe.PermissionError`.
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
		if reason := freeze_reason(document, file):
			refuse_or_comment(document, file.file_name, reason)


def refuse_or_comment(document: Document, file_name: str, reason: str) -> None:
	"""Raise `frappe.PermissionError` with the reason; for a System Manager, record the change as a comment
	instead."""
	if not is_system_manager():
		frappe.throw(reason, frappe.PermissionError)
	document.add_comment(
		"Info", _("changed files although they are kept: {0}").format(frappe.utils.escape_html(file_name))
	)


@contextmanager
def changed_by_app() -> Iterator[None]:
	"""Within the context, the app itself may change files of documents that have ended, as retention does."""
	before, frappe.flags.app_changes_files = frappe.flags.app_changes_files, True
	try:
		yield
	finally:
		frappe.flags.app_changes_files = before
