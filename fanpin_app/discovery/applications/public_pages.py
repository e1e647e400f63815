"""Shared by the public pages: always in Chinese, refusals shown as sentences."""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import strip_html

LANGUAGE = "zh"
REFUSED, TOO_MANY_REQUESTS = 422, 429


def prepare(context, title: Callable[[], str]) -> None:
	"""`title` is called once the language is set."""
	frappe.local.lang = LANGUAGE
	context.title = title()
	context.contact = frappe.get_cached_doc("Service Window").contact
	context.csrf_token = frappe.session.data.csrf_token if frappe.session.user != "Guest" else None


def refuse(context, refusal: Exception) -> None:
	"""Show what has to be corrected, and roll back the attempt."""
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
