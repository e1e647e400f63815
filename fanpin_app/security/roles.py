"""Who administers the system and is therefore kept from nothing."""

import frappe

SYSTEM_MANAGER = "System Manager"


def is_system_manager(user: str | None = None) -> bool:
	"""Whether `user`, by default the logged-in one, is Administrator or a System Manager."""
	user = user or frappe.session.user
	return user == "Administrator" or SYSTEM_MANAGER in frappe.get_roles(user)
