"""Boot data for ending idle sessions (public/js/session_end.js)."""

import frappe
from frappe.utils import cint


def add_to_boot(bootinfo: frappe._dict) -> None:
	"""Hook on the boot data: the minutes after which an idle session ends."""
	bootinfo.idle_minutes = cint(frappe.get_cached_doc("Account Security").idle_minutes)
