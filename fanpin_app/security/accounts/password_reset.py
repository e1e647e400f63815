"""Password reset and login links. The answer never reveals whether the account exists.

A background job sends the mail, so that neither text nor time of the answer depends on the account. In
`security/api.py` the functions replace Frappe's (`override_whitelisted_methods`), which answer "not found" or
"disabled".
"""

import inspect

import frappe
import frappe.www.login
from frappe import _


def links_an_hour() -> int:
	return frappe.get_system_settings("password_reset_limit") or 3


def reset_password(user: str) -> None:
	"""Send a link for a new password, if the account exists and may log in."""
	frappe.enqueue("fanpin_app.security.accounts.password_reset.send_reset_link", user=user)
	_answer()


def send_login_link(email: str) -> None:
	"""Send a login link, if the site allows such links and the account exists."""
	if frappe.get_system_settings("login_with_email_link"):
		frappe.enqueue("fanpin_app.security.accounts.password_reset.send_link_to_log_in", email=email)
	_answer()


def send_reset_link(user: str) -> None:
	if not _may_log_in(user):
		return
	doc = frappe.get_doc("User", user)
	doc.validate_reset_password()
	# Later Frappe 15 renamed it because the old name could be called over HTTP.
	send = doc._reset_password if hasattr(doc, "_reset_password") else doc.reset_password
	send(send_email=True)


def send_link_to_log_in(email: str) -> None:
	if _may_log_in(email):
		# Unwrapped because Frappe's rate limit needs a network address, which a job does not have.
		inspect.unwrap(frappe.www.login.send_login_link)(email)


def _may_log_in(user: str) -> bool:
	return user != "Administrator" and bool(frappe.db.exists("User", {"name": user, "enabled": 1}))


def _answer() -> None:
	frappe.msgprint(
		_("If there is such an account, a link was sent to its mailbox."), title=_("Password Email Sent")
	)
