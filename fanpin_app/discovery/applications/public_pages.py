"""What the public pages share: Chinese whatever the browser asks for, nothing kept by caches, refusals in words."""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import strip_html
from werkzeug.wrappers import Response

LANGUAGE = "zh"
REFUSED, TOO_MANY_REQUESTS = 422, 429


def prepare(context, title: Callable[[], str]) -> None:
	"""`title` is asked for once the language is set."""
	frappe.local.lang = LANGUAGE
	frappe.local.flags.kept_by_no_cache = True
	context.title = title()
	context.contact = frappe.get_cached_doc("Service Window").contact
	context.csrf_token = frappe.session.data.csrf_token if frappe.session.user != "Guest" else None


def forbid_caching(response: Response | None = None, request=None) -> None:
	"""Hook, after a request: neither browser nor proxy keeps a page with a form or a receipt."""
	if response and frappe.local.flags.kept_by_no_cache:
		response.headers["Cache-Control"] = "no-store"


def refuse(context, refusal: Exception) -> None:
	"""Say what is to be corrected, and leave nothing of the attempt."""
	frappe.db.rollback()
	frappe.clear_messages()
	context.error = strip_html(str(refusal))
	context.http_status_code = REFUSED


def refuse_for_now(context) -> None:
	frappe.db.rollback()
	context.error = _(
		"Too many requests came from here. Please try again in an hour, or go to a service window."
	)
	context.http_status_code = TOO_MANY_REQUESTS
