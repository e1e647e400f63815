"""Records which endpoints are called, to create and maintain the lists of open endpoints.

Off unless the web server runs with RECORD_ENDPOINTS=FILE (dev/box/inside/wsgi.py). Then everything is open,
and each endpoint and function that is called but not open to its user is a line of the file: roles, tab,
name.
"""

import frappe

from fanpin_app.security.gate import open_endpoints, request_gate
from fanpin_app.security.gate.requested_endpoint import requested_endpoint


def install(file: str) -> None:
	def note(name: str) -> None:
		roles = sorted({*frappe.get_roles()} - {"All"})
		with open(file, "a") as noted:
			noted.write(f"{','.join(roles)}\t{name}\n")

	def record_request() -> None:
		if (endpoint := requested_endpoint(frappe.request, frappe.form_dict)) is not None:
			roles = frappe.get_roles()
			note(f"{'open' if open_endpoints.is_open(endpoint, roles) else 'CLOSED'}\t{endpoint}")

	def record_function(endpoint: str) -> None:
		note(f"FUNCTION\t{endpoint}")

	request_gate.check_request = record_request
	request_gate.refuse = record_function
