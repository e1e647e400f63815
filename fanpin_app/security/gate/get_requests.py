"""GET requests with a session cookie only reach functions that read: they need no CSRF token, so a link can
send them.

Frappe accepts GET for nearly every function, and some commit what they write: a link in a comment, mail or
chat, or the URL of a picture, could change data and decide with the account of whoever opens it. Programs
send a key with every request, which a link cannot, so they may use GET for everything.
"""

import functools
import inspect
from collections.abc import Callable

import frappe
from frappe import _
from frappe.auth import CookieManager

from fanpin_app.security.gate.functions_by_name import functions_of
from fanpin_app.security.gate.programs import is_sent_by_program
from fanpin_app.security.gate.requested_endpoint import requested_endpoint

# Functions of Frappe 15.0 to 15.105 that its desk and pages call by GET. They only read.
READ_ONLY_FUNCTIONS = (
	"frappe.auth.get_logged_user",
	"frappe.client.get",
	"frappe.client.get_count",
	"frappe.client.get_js",
	"frappe.client.get_list",
	"frappe.client.get_single_value",
	"frappe.client.get_value",
	"frappe.client.has_permission",
	"frappe.contacts.doctype.contact.contact.download_vcard",
	"frappe.contacts.doctype.contact.contact.download_vcards",
	"frappe.core.doctype.data_import.data_import.download_errored_template",
	"frappe.core.doctype.data_import.data_import.download_import_log",
	"frappe.core.doctype.prepared_report.prepared_report.download_attachment",
	"frappe.desk.calendar.get_events",
	"frappe.desk.doctype.event.event.get_events",
	"frappe.desk.form.load.getdoc",
	"frappe.desk.form.load.getdoctype",
	"frappe.desk.notifications.get_open_count",
	"frappe.desk.query_report.run",
	"frappe.desk.reportview.get_count",
	"frappe.desk.reportview.get_list",
	"frappe.desk.reportview.get_sidebar_stats",
	"frappe.desk.search.search_link",
	"frappe.desk.search.search_widget",
	"frappe.email.doctype.auto_email_report.auto_email_report.download",
	"frappe.handler.download_file",
	"frappe.handler.ping",
	"frappe.handler.web_logout",
	"frappe.ping",
	"frappe.translate.load_all_translations",
	"frappe.utils.file_manager.download_file",
	"frappe.utils.print_format.download_multi_pdf",
	"frappe.utils.print_format.download_pdf",
	"frappe.utils.weasyprint.download_pdf",
	"frappe.website.doctype.website_settings.website_settings.get_auto_account_deletion",
)
# Other systems redirect a browser there for a login or an authorization; each checks a value of its own.
SIGN_ON = ("frappe.integrations.oauth2", "frappe.integrations.oauth2_logins")
ALL_METHODS = {"GET", "POST", "PUT", "DELETE"}
ARGUMENTS_OF_LINK_QUERY = ["doctype", "txt", "searchfield", "start", "page_len", "filters"]
# Frappe's realtime server sends a session as an argument to get the browser's user; it stores no cookies.
REALTIME = (
	"frappe.realtime.can_subscribe_doc",
	"frappe.realtime.can_subscribe_doctype",
	"frappe.realtime.get_user_info",
	"frappe.realtime.has_permission",
)


def refuse_writing(function: Callable) -> None:
	"""Raise PermissionError if a link could send this request and the function may write."""
	if can_be_a_link() and not only_reads(function):
		frappe.flags.disable_traceback = True
		frappe.throw(
			_(
				"This cannot be asked for by a link (GET). Do it in the desk; programs send POST, or their API key."
			),
			frappe.PermissionError,
		)


def can_be_a_link() -> bool:
	"""Whether a browser could send this request by just opening a URL."""
	request = getattr(frappe.local, "request", None)
	return bool(request) and request.method in ("GET", "HEAD") and not is_sent_by_program()


@functools.cache
def only_reads(function: Callable) -> bool:
	"""Whether the function declares GET itself, is in READ_ONLY_FUNCTIONS or SIGN_ON, or is a query of a link
	field."""
	named = set(frappe.allowed_http_methods_for_whitelisted_func.get(function, ()))
	if "GET" in named and named != ALL_METHODS:
		return True
	if function.__module__ in SIGN_ON:
		return True
	if list(inspect.signature(function).parameters)[:6] == ARGUMENTS_OF_LINK_QUERY:
		return True
	return any(
		found is function for name in (*READ_ONLY_FUNCTIONS, *REALTIME) for found in functions_of(name)
	)


def refuse_session_by_address() -> None:
	"""Hook before the request is dispatched: refuse a session in the argument `sid`. Raises PermissionError.

	Frappe accepts it and sets it as the browser's cookie, so that a link could make its reader work in the
	session of the link's author.
	"""
	if not frappe.form_dict.get("sid"):
		return
	frappe.local.cookie_manager = CookieManager()
	by_realtime = requested_endpoint(frappe.request, frappe.form_dict) in REALTIME
	if not (by_realtime and frappe.request.method == "GET"):
		frappe.throw(
			_("A session is not taken from an address. Log in, and open the page again."),
			frappe.PermissionError,
		)
