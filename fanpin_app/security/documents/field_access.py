"""Fields of DocTypes of other apps, Frappe's own above all, that are not for everyone who may read the document.

Frappe keeps keys, addresses and log-in times in ordinary fields, and gives whoever may pick a user from a list every
column of it. Whoever is no System Manager gets what is named here; private values of our own DocTypes are in
`privacy.masks.MASKS` and for nobody.
"""

import frappe

from fanpin_app.security.roles import is_system_manager

# Of a user others need to know who it is and whether work can be given to them.
SHOWN: dict[str, frozenset[str]] = {
	"User": frozenset(
		(
			*("name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"),
			*("full_name", "first_name", "middle_name", "last_name", "email"),
			*("user_image", "enabled", "language", "user_type"),
		)
	),
}
# Rows of a user's tables: roles, logins elsewhere, hidden modules. Only their number is anybody's business.
ROWS_OF_USERS = ("Has Role", "User Social Login", "Block Module", "User Email", "User Role Profile")
# What is kept from the user's own profile too: who holds one of these acts in the user's name.
KEYS: dict[str, frozenset[str]] = {
	"User": frozenset(
		(
			*("reset_password_key", "last_reset_password_key_generated_on", "api_key", "api_secret"),
			*("last_known_versions", "login_after", "login_before", "restrict_ip"),
		)
	),
}
# Other fields that hold a key, somebody's address, or what somebody else wrote or read.
HIDDEN: dict[str, frozenset[str]] = {
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
	"""The fields of `doctype` that the logged-in user may not list, filter or sort by, whatever their level.

	Empty for Administrator and System Managers.
	"""
	if is_system_manager():
		return frozenset()
	fields = frappe.get_meta(doctype).fields
	unlisted = {
		field.fieldname for field in fields if field.fieldtype == "Password" or doctype in ROWS_OF_USERS
	}
	return frozenset(unlisted) | _not_shown(doctype)


def hidden_in_document(doctype: str, name: str | None) -> frozenset[str]:
	"""The fields that the logged-in user may not read in this document: of their own profile only the keys.

	Passwords stay: Frappe sends stars for them, and takes one that does not come back for one that is deleted. So do
	rows, which are read with their document.
	"""
	if is_system_manager():
		return frozenset()
	if doctype in KEYS and name == frappe.session.user:
		return KEYS[doctype]
	return _not_shown(doctype)


def _not_shown(doctype: str) -> frozenset[str]:
	if doctype not in SHOWN:
		return HIDDEN.get(doctype, frozenset())
	meta = frappe.get_meta(doctype)
	fields = (*meta.get_valid_columns(), *(field.fieldname for field in meta.fields))
	return frozenset(fields) - SHOWN[doctype]
