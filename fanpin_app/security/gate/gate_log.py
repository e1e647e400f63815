"""Logs requests of System Managers for endpoints on no list, in Frappe's Access Log."""

import frappe
from frappe.core.doctype.access_log.access_log import make_access_log

from fanpin_app.security.gate import open_endpoints

AN_HOUR = 3600
# Longest name in an Access Log.
NAME_LENGTH = 140


def log_unlisted(endpoint: str) -> None:
	"""Log a request for an endpoint on no list: once an hour, with its name and without its arguments."""
	if open_endpoints.is_listed(endpoint):
		return
	key = frappe.cache.make_key(f"unlisted_endpoint:{frappe.session.user}:{endpoint}")
	if frappe.cache.set(key, 1, ex=AN_HOUR, nx=True):
		make_access_log(
			doctype="Permitted Endpoint", document=endpoint[:NAME_LENGTH], method=frappe.request.method
		)
