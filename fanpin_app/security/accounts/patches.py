"""Functions of Frappe that are replaced at run time because no hook runs early enough.

- `HTTPRequest.set_request_ip` (box, 15.55.1, 15.105.0, 16) trusts the client's `X-Forwarded-For` before any
  hook runs; lockouts and restrictions by address depend on it in the same request. See client_address.py.
- Functions that distinguish missing documents from unreadable ones (all versions). See responses/withheld.py.
"""

import frappe
import frappe.auth

from fanpin_app.security.accounts import client_address
from fanpin_app.security.responses import withheld


def install() -> None:
	"""Replace the functions once per process. Hook before every request and job, and after every request.

	A failed login ends before the hooks before a request run, and may be the first request of its process.
	"""
	if frappe.auth.HTTPRequest.set_request_ip is not client_address.set_request_ip:
		frappe.auth.HTTPRequest.set_request_ip = client_address.set_request_ip
		# In the first request of a process, Frappe's function has already set the address.
		if getattr(frappe.local, "request", None):
			client_address.set_request_ip()
	withheld.install()
