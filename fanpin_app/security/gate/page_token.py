"""A request that writes with a session cookie must have the token that the pages of the session contain.

Frappe (box, 15.55.1 and 15.105.0) checks the token only if the session has one, and makes it when the desk is
opened. Until then, a form of another page of the same site could write with the session.
"""

import frappe
from frappe import _
from frappe.auth import UNSAFE_HTTP_METHODS

from fanpin_app.security.gate.programs import is_sent_by_program
from fanpin_app.security.roles import NOT_LOGGED_IN


def check_token() -> None:
	"""After authentication, give each session a token at once, so that Frappe checks it.

	Raises CSRFTokenError for a writing request of a session that has none. Programs need no token.
	"""
	if frappe.session.user in NOT_LOGGED_IN or is_sent_by_program() or frappe.session.data.csrf_token:
		return
	# The request that logs in starts the session. Later ones resume it.
	if frappe.local.login_manager.resume and _writes() and not frappe.conf.ignore_csrf:
		frappe.flags.disable_traceback = True
		frappe.throw(
			_("This page is out of date. Open it again, and repeat what you did."), frappe.CSRFTokenError
		)
	frappe.sessions.get_csrf_token()


def _writes() -> bool:
	return frappe.request.method in UNSAFE_HTTP_METHODS
