"""What clients may call of security: each function calls one that checks the rights and does the work."""

import frappe
from frappe.rate_limiter import rate_limit

from fanpin_app.printing.frappe_pdf import is_chromium_installed
from fanpin_app.security.accounts.password_reset import links_an_hour
from fanpin_app.security.accounts.password_reset import reset_password as offer_reset
from fanpin_app.security.accounts.password_reset import send_login_link as offer_link
from fanpin_app.security.notices.outside_recipients import unconfirmed

AN_HOUR = 60 * 60


@frappe.whitelist(methods=["GET", "POST"])
def get_unconfirmed_recipients(addresses: str | list) -> list[str]:
	"""Those of the addresses (a list or JSON) that the user must enter under Outside Recipient before saving."""
	return unconfirmed(addresses)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=links_an_hour, seconds=AN_HOUR)
def reset_password(user: str) -> None:
	"""Send a link for a new password, if the account exists and may log in; the answer does not say."""
	offer_reset(user)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=5, seconds=AN_HOUR)
def send_login_link(email: str) -> None:
	"""Send a login link, if the site allows such links and the account exists; the answer does not say."""
	offer_link(email)


@frappe.whitelist(methods=["GET", "POST"])
def is_wkhtmltopdf_valid() -> bool:
	"""Whether PDFs can be made; replaces the function of this name in later Frappe, which asks for wkhtmltopdf."""
	return is_chromium_installed()
