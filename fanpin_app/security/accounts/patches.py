"""The functions of Frappe that are replaced at run time, for no hook of Frappe's is asked early enough.

- `HTTPRequest.set_request_ip` (box, 15.55.1, 15.105.0, 16) believes the client's own `X-Forwarded-For`, before any hook
  runs; lock-outs and restrictions by address are decided in the same request. See client_address.py.
- `frappe.utils.pdf.prepare_options` (before 15.100.0) lets wkhtmltopdf fetch whatever address the HTML names, also those
  that only the server reaches (CVE-2026-31878). See files/pdf_requests.py.
- Functions that tell a missing document from one that may not be read (all versions). See responses/withheld.py.
"""

import frappe
import frappe.auth
import frappe.utils.pdf

from fanpin_app.security.accounts import client_address
from fanpin_app.security.files import pdf_requests
from fanpin_app.security.responses import withheld


def install() -> None:
	"""Replace the functions in this process, once; hook before every request and job, and after a request.

	A login that fails ends before the hooks that come before a request, and may be the first one of its process.
	"""
	if frappe.auth.HTTPRequest.set_request_ip is not client_address.set_request_ip:
		frappe.auth.HTTPRequest.set_request_ip = client_address.set_request_ip
		# The first request of a process has its address from Frappe's own function.
		if getattr(frappe.local, "request", None):
			client_address.set_request_ip()
	if frappe.utils.pdf.prepare_options is not pdf_requests.prepare_options:
		frappe.utils.pdf.prepare_options = pdf_requests.prepare_options
	withheld.install()
