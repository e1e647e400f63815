"""Which fields of the own User document a user may change: picture, language and desk settings, but not the
identity.

Frappe lets each user write the whole document. But logs, comments and visits show the name, the mail address
receives links for new passwords, and somebody at an unattended session could set a new password or key that
outlasts it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.model.meta import Meta
from frappe.utils import cstr

from fanpin_app.security.documents.child_rows import is_written_by_client
from fanpin_app.security.roles import is_system_manager

if TYPE_CHECKING:
	from frappe.core.doctype.docfield.docfield import DocField
	from frappe.core.doctype.user.user import User

EDITABLE_FIELDS = frozenset(
	(
		*("user_image", "banner_image", "language", "time_zone", "desk_theme", "mute_sounds"),
		*("gender", "birth_date", "location", "interest", "bio", "email_signature"),
		*("document_follow_notify", "document_follow_frequency", "thread_notify", "send_me_a_copy"),
		*("allowed_in_mentions", "follow_created_documents", "follow_commented_documents"),
		*("follow_liked_documents", "follow_shared_documents", "follow_assigned_documents"),
		*("onboarding_status", "home_settings", "default_workspace", "search_bar", "notifications"),
		*("list_sidebar", "bulk_actions", "view_switcher", "form_sidebar", "timeline", "dashboard"),
	)
)
# A change of these raises an error; if it were ignored, the user would believe that it was saved.
REFUSED_FIELDS = ("email", "first_name", "middle_name", "last_name", "username", "phone", "mobile_no")


def restore_protected_fields(doc: Document, stored: Document) -> None:
	"""Restore the stored values of all fields but EDITABLE_FIELDS. Only called if the user is not a System
	Manager.

	Raises `frappe.ValidationError` for changes of REFUSED_FIELDS and for a new password.
	"""
	if cstr(doc.get("new_password")).strip("*"):
		frappe.throw(_("Change your password on the page /update-password, which asks for the old one."))
	for fieldname in REFUSED_FIELDS:
		if doc.get(fieldname) and cstr(doc.get(fieldname)) != cstr(stored.get(fieldname)):
			frappe.throw(
				_("{0}: a System Manager changes this, for it says whose account it is.").format(
					_(doc.meta.get_label(fieldname))
				)
			)
	for field in _protected_fields(doc.meta):
		if field.fieldtype in table_fields:
			doc.set(field.fieldname, [row.get_valid_dict() for row in stored.get(field.fieldname) or []])
		else:
			doc.set(field.fieldname, stored.get(field.fieldname))


def set_onload_fields(doc: Document, method: str | None = None) -> None:
	"""Hook `onload` of User: pass the names of protected fields to the form."""
	if not is_system_manager():
		doc.set_onload("protected_fields", [field.fieldname for field in _protected_fields(doc.meta)])


def _protected_fields(meta: Meta) -> list[DocField]:
	without_value = set(no_value_fields) - set(table_fields)
	return [
		field
		for field in meta.fields
		if field.fieldname not in EDITABLE_FIELDS and field.fieldtype not in without_value
	]


def refuse_renaming(doc: User, method: str, old: str, new: str, merge: bool = False) -> None:
	"""Hook `before_rename` of User: raise PermissionError unless the user is a System Manager."""
	if is_written_by_client(doc) and not is_system_manager():
		frappe.throw(_("A System Manager renames accounts."), frappe.PermissionError)
