"""Fields of other apps' DocTypes, above all Frappe's, that not every reader of the document may see.

Frappe stores keys, addresses and login times in ordinary fields, and returns all columns of a user to
everyone who may select users. The limits here apply to everyone but System Managers. Private values of this
app's DocTypes are in `privacy.masks.MASKS` and are visible to nobody.
"""

import frappe

from fanpin_app.security.roles import is_system_manager

# Other users need to know who a user is and whether work can be assigned to them.
VISIBLE_FIELDS: dict[str, frozenset[str]] = {
	"User": frozenset(
		(
			*("name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"),
			*("full_name", "first_name", "middle_name", "last_name", "email"),
			*("user_image", "enabled", "language", "user_type"),
		)
	),
}
# Rows of a user's tables: roles, social logins, hidden modules. Other users may only count them.
ROWS_OF_USERS = ("Has Role", "User Social Login", "Block Module", "User Email", "User Role Profile")
# Hidden in the user's own profile too: whoever has one of these can act as the user.
SECRET_FIELDS: dict[str, frozenset[str]] = {
	"User": frozenset(
		(
			*("reset_password_key", "last_reset_password_key_generated_on", "api_key", "api_secret"),
			*("last_known_versions", "login_after", "login_before", "restrict_ip"),
		)
	),
}
# Other fields with a key, an address, or content that another user wrote or read.
HIDDEN_FIELDS: dict[str, frozenset[str]] = {
	"Access Log": frozenset(("page", "filters", "columns")),
	"Activity Log": frozenset(("ip_address", "content", "remote")),
	"Deleted Document": frozenset(("data",)),
	"Document Share Key": frozenset(("key",)),
	"Email Queue": frozenset(("message", "message_id", "unsubscribe_param", "unsubscribe_params", "error")),
	"Error Log": frozenset(("error", "trace_id")),
	"Integration Request": frozenset(("data", "output", "error", "request_headers")),
	"OAuth Authorization Code": frozenset(("authorization_code", "code_challenge", "nonce")),
	"OAuth Bearer Token": frozenset(("access_token", "refresh_token", "name")),
	"OAuth Client": frozenset(("client_secret",)),
	"User Invitation": frozenset(("key",)),
	"Version": frozenset(("data",)),
	"Webhook": frozenset(("webhook_secret", "webhook_headers")),
	"Webhook Request Log": frozenset(("headers", "data", "response", "error")),
}


def hidden_fields(doctype: str) -> frozenset[str]:
	"""The fields of `doctype` that the current user may not list, filter or sort by, whatever their
	permission level.

	Empty for Administrator and System Managers.
	"""
	if is_system_manager():
		return frozenset()
	fields = frappe.get_meta(doctype).fields
	unlisted = {
		field.fieldname for field in fields if field.fieldtype == "Password" or doctype in ROWS_OF_USERS
	}
	return frozenset(unlisted) | _invisible_fields(doctype)


def hidden_in_document(doctype: str, name: str | None) -> frozenset[str]:
	"""The fields that the current user may not read in this document; in their own profile only the keys.

	Passwords are not included: Frappe sends stars for them and would treat a missing one as deleted. Neither
	are rows, which are read with their document.
	"""
	if is_system_manager():
		return frozenset()
	if doctype in SECRET_FIELDS and name == frappe.session.user:
		return SECRET_FIELDS[doctype]
	return _invisible_fields(doctype)


def _invisible_fields(doctype: str) -> frozenset[str]:
	if doctype not in VISIBLE_FIELDS:
		return HIDDEN_FIELDS.get(doctype, frozenset())
	meta = frappe.get_meta(doctype)
	fields = (*meta.get_valid_columns(), *(field.fieldname for field in meta.fields))
	return frozenset(fields) - VISIBLE_FIELDS[doctype]
