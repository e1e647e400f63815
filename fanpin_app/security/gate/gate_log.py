"""Frappe's Access Log of what System Managers ask for beyond the lists of open endpoints."""

import frappe
from frappe.core.doctype.access_log.access_log import make_access_log

from fanpin_app.security.gate import open_endpoints

AN_HOUR = 3600
# What Access Log keeps of a name.
NAME_LENGTH = 140


def log_unlisted(endpoint: str) -> None:
	"""Note that the user asked for an endpoint that no list holds: once an hour, by its name, without what was sent."""
	if open_endpoints.is_shipped(endpoint):
		return
	key = frappe.cache.make_key(f"unlisted_endpoint:{frappe.session.user}:{endpoint}")
	if frappe.cache.set(key, 1, ex=AN_HOUR, nx=True):
		make_access_log(
			doctype="Permitted Endpoint", document=endpoint[:NAME_LENGTH], method=frappe.request.method
		)
