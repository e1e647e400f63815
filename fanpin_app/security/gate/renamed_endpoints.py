"""Methods that clients may still call by an earlier name, for one release and with a warning.

The hook `renamed_endpoints` maps earlier names to current ones, and `override_whitelisted_methods` makes
Frappe call these.
"""

import frappe
from werkzeug.wrappers import Response

AN_HOUR = 3600


def current_name(endpoint: str) -> str:
	"""The current name of an endpoint. Calls by an earlier name are logged once an hour for each user."""
	if not (names := frappe.get_hooks("renamed_endpoints").get(endpoint)):
		return endpoint
	frappe.flags.renamed_endpoint = names[-1]
	key = frappe.cache.make_key(f"renamed_endpoint:{frappe.session.user}:{endpoint}")
	if frappe.cache.set(key, 1, ex=AN_HOUR, nx=True):
		frappe.logger("fanpin_app").warning(
			f"{frappe.session.user} called {endpoint}, which is {names[-1]} now and will not be there in the next release"
		)
	return names[-1]


def add_warning(response: Response) -> None:
	"""Add headers with the current name if the client used an earlier one."""
	if name := frappe.flags.renamed_endpoint:
		response.headers["Deprecation"] = "true"
		response.headers["Link"] = f'</api/method/{name}>; rel="successor-version"'
