"""Roles and users that are no particular person, and System Managers, who are not limited by this app."""

import frappe

SYSTEM_MANAGER = "System Manager"
# Frappe assigns these to users automatically.
AUTOMATIC_ROLES = frozenset(("All", "Guest", "Desk User"))
# `frappe.session.user` of a request without a login.
NOT_LOGGED_IN = (None, "", "Guest")


def is_system_manager(user: str | None = None) -> bool:
	"""Whether `user` (default: the current user) is Administrator or a System Manager."""
	user = user or frappe.session.user
	return user == "Administrator" or SYSTEM_MANAGER in frappe.get_roles(user)
