"""What clients may call of resources: each function calls one that checks the rights and does the work."""

import frappe

from fanpin_app.resources.handling import close_handled


@frappe.whitelist(methods=["POST"])
def close_handled_alert(alert: str, done: str) -> None:
	"""End an open Risk Alert on an asset; `done` says what was done."""
	close_handled(alert, done)
