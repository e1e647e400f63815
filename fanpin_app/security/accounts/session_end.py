"""What the desk needs to know to end a session that nobody is at (public/js/session_end.js)."""

import frappe
from frappe.utils import cint


def add_to_boot(bootinfo: frappe._dict) -> None:
	"""Hook on the data that the desk starts with."""
	bootinfo.idle_minutes = cint(frappe.get_cached_doc("Account Security").idle_minutes)
