"""Which requests are those of programs: authenticated by the key or token in their Authorization header.

A link cannot send such a header with a valid key, so these requests need no page token and may use GET. The header
alone says nothing: behind some proxies, browsers add one to every request, and where a session cookie
authenticates, Frappe (box, 15.55.1 and 15.105.0) ignores a header that it does not know.
"""

import frappe

from fanpin_app.security.roles import NOT_LOGGED_IN

KEY_SCHEMES = ("basic", "bearer", "token")
# In the environment of the request.
AUTHORIZATION_SOURCE = "HTTP_FRAPPE_AUTHORIZATION_SOURCE"


def accept_keys_of_users_only() -> None:
	"""Before the request is authenticated, forget the DocType in which the client wants its key to be looked up.

	Frappe looks it up in any DocType and takes the user from its field `user`, which may be anybody's, and answers
	guests with an error of the database where a DocType has no keys.
	"""
	frappe.request.environ.pop(AUTHORIZATION_SOURCE, None)


def is_sent_by_program() -> bool:
	"""Whether the Authorization header authenticated this request, and not a session cookie.

	A session has a random `sid`; for a key or token, `frappe.set_user` sets it to the user.
	"""
	scheme = (frappe.get_request_header("Authorization") or "").partition(" ")[0]
	session = frappe.session
	return scheme.lower() in KEY_SCHEMES and session.user not in NOT_LOGGED_IN and session.sid == session.user
