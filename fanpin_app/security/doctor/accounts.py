"""Accounts that an administrator should look at."""

import frappe
from frappe import _

from fanpin_app.permissions import postings
from fanpin_app.security.roles import SYSTEM_MANAGER


def roles_without_posting() -> list[str]:
	duties = sorted(set(postings.ROLE_OF_DUTY.values()))
	return [
		f"{user}: {', '.join(sorted(_(role) for role in roles))}"
		for user, roles in _roles_of_users(duties).items()
		if not postings.postings_in_force(user)
	]


def traces_of_disabled_users() -> list[str]:
	found = []
	for user in frappe.get_all("User", filters={"enabled": 0}, fields=["name", "api_key"], order_by="name"):
		traces = {
			_("API key"): bool(user.api_key),
			_("session"): _has_rows("Sessions", user.name),
			_("bearer token"): bool(frappe.db.exists("OAuth Bearer Token", {"user": user.name})),
		}
		if kept := [what for what, there in traces.items() if there]:
			found.append(f"{user.name}: {', '.join(kept)}")
	return found


def system_managers() -> list[str]:
	return sorted(_roles_of_users([SYSTEM_MANAGER]))


def _roles_of_users(roles: list[str]) -> dict[str, set[str]]:
	"""The enabled users with any of the roles, and which of them each has."""
	user, row = frappe.qb.DocType("User"), frappe.qb.DocType("Has Role")
	rows = (
		frappe.qb.from_(row)
		.join(user)
		.on(user.name == row.parent)
		.select(user.name, row.role)
		.where((row.parenttype == "User") & row.role.isin(roles))
		.where((user.enabled == 1) & (user.name != "Administrator"))
		.orderby(user.name)
		.run()
	)
	found: dict[str, set[str]] = {}
	for name, role in rows:
		found.setdefault(name, set()).add(role)
	return found


def _has_rows(table: str, user: str) -> bool:
	rows = frappe.qb.DocType(table)
	return bool(frappe.qb.from_(rows).select(rows.user).where(rows.user == user).limit(1).run())
