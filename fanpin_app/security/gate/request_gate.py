"""The gate for every web request: endpoints that are not on a list are refused.

`check_request` runs after the session, API key or OAuth token has set the user and before Frappe dispatches the
request (`every_request`). `check_function` does the same for the function that is finally called, so that no
alias, dispatcher or overridden name bypasses the lists (`gate.patches`). If the gate itself fails, the request
fails.
"""

from collections.abc import Callable, Sequence

import frappe
from frappe import _
from frappe.utils import escape_html

from fanpin_app.security.gate import get_requests, open_endpoints
from fanpin_app.security.gate.functions_by_name import functions_of
from fanpin_app.security.gate.gate_log import log_unlisted
from fanpin_app.security.gate.renamed_endpoints import current_name
from fanpin_app.security.gate.requested_endpoint import requested_endpoint
from fanpin_app.security.roles import SYSTEM_MANAGER


def check_request() -> None:
	"""Refuse a request for an endpoint that is not open to any of the user's roles.

	Raises PermissionError.
	"""
	endpoint = requested_endpoint(frappe.request, frappe.form_dict)
	if endpoint is None:
		return
	endpoint = current_name(endpoint)
	roles = frappe.get_roles()
	if SYSTEM_MANAGER in roles:
		log_unlisted(endpoint)
	elif not open_endpoints.is_open(endpoint, roles):
		refuse(endpoint)


def check_function(function: Callable) -> None:
	"""Refuse to call a whitelisted function in a web request unless one of its names is open to the user's
	roles.

	Outside of requests, and for Server Scripts, which only System Managers write, everything is open.
	"""
	if not getattr(frappe.local, "request", None) or frappe.flags.in_safe_exec:
		return
	get_requests.refuse_writing(function)
	roles = frappe.get_roles()
	if SYSTEM_MANAGER in roles:
		return
	if not _is_any_of(open_endpoints.open_to(roles), function):
		refuse(f"{function.__module__}.{function.__qualname__}")


def refuse(endpoint: str) -> None:
	frappe.flags.disable_traceback = True
	name = escape_html(endpoint)
	if frappe.session.user == "Guest":
		frappe.throw(
			_("“{0}” is not open without logging in. Log in and try again.").format(name),
			frappe.PermissionError,
		)
	frappe.throw(
		_(
			"“{0}” is not open to your roles. If your work needs it, ask a monitoring administrator to open it under Permitted Endpoint."
		).format(name),
		frappe.PermissionError,
	)


# Cache: function → its names in lists.
_known_names: dict[Callable, set[str]] = {}


def _is_any_of(opened: Sequence[frozenset[str]], function: Callable) -> bool:
	known = _known_names.get(function, frozenset())
	return any(known & endpoints for endpoints in opened) or _find_name(function, opened)


def _find_name(function: Callable, opened: Sequence[frozenset[str]]) -> bool:
	for endpoint in frozenset().union(*opened):
		if any(found is function for found in functions_of(endpoint)):
			_known_names.setdefault(function, set()).add(endpoint)
			return True
	return False
