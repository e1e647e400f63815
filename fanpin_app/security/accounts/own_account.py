"""What a user changes of the own account: picture, language, habits of the desk; what says who it is stays as it is.

Frappe gives each user the whole User document to write. The name is what logs, comments and visits are signed with; to the
address go links for new passwords; a new password or key outlives the session that somebody left open.
"""

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.model.meta import Meta
from frappe.utils import cstr

from fanpin_app.security.documents.child_rows import is_written_by_client
from fanpin_app.security.roles import is_system_manager

OWN = frozenset(
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
# A change of these is refused aloud: whoever typed it would take it for done.
SAID = ("email", "first_name", "middle_name", "last_name", "username", "phone", "mobile_no")


def keep_as_stored(doc: Document, stored: Document) -> None:
	"""Put back what a client who is no System Manager sent of a User beyond OWN. Raises `frappe.ValidationError` for SAID
	and for a password."""
	if cstr(doc.get("new_password")).strip("*"):
		frappe.throw(_("Change your password on the page /update-password, which asks for the old one."))
	for fieldname in SAID:
		if doc.get(fieldname) and cstr(doc.get(fieldname)) != cstr(stored.get(fieldname)):
			frappe.throw(
				_("{0}: a System Manager changes this, for it says whose account it is.").format(
					_(doc.meta.get_label(fieldname))
				)
			)
	for field in _kept(doc.meta):
		if field.fieldtype in table_fields:
			doc.set(field.fieldname, [row.get_valid_dict() for row in stored.get(field.fieldname) or []])
		else:
			doc.set(field.fieldname, stored.get(field.fieldname))


def tell_form(doc: Document, method: str | None = None) -> None:
	"""Say to the form which fields stay as they are stored. For the event `onload` of User."""
	if not is_system_manager():
		doc.set_onload("kept_as_stored", [field.fieldname for field in _kept(doc.meta)])


def _kept(meta: Meta) -> list[Document]:
	without_value = set(no_value_fields) - set(table_fields)
	return [
		field for field in meta.fields if field.fieldname not in OWN and field.fieldtype not in without_value
	]


def refuse_new_name(doc: Document, method: str, old: str, new: str, merge: bool = False) -> None:
	"""Raise PermissionError where somebody who is no System Manager renames an account. For `before_rename` of User."""
	if is_written_by_client(doc) and not is_system_manager():
		frappe.throw(_("A System Manager renames accounts."), frappe.PermissionError)
