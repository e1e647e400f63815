"""Roles and users that stand for nobody in particular, and who administers the system and is kept from nothing."""

import frappe

SYSTEM_MANAGER = "System Manager"
# Frappe gives these to users by itself.
AUTOMATIC_ROLES = frozenset(("All", "Guest", "Desk User"))
# Who asks where nobody has logged in.
NOBODY = (None, "", "Guest")


def is_system_manager(user: str | None = None) -> bool:
	"""Whether `user`, by default the logged-in one, is Administrator or a System Manager."""
	user = user or frappe.session.user
	return user == "Administrator" or SYSTEM_MANAGER in frappe.get_roles(user)
