"""Which endpoints are open to whom: the lists that the app ships (`endpoints/*.json`) and what administrators open.

A list is open to a role; "Guest" to everybody, logged in or not, and "Desk" to every role with access to the desk.
"""

import functools
import json
from collections.abc import Iterable
from pathlib import Path

import frappe

from fanpin_app.database.shared_cache import SharedCache

EVERYBODY = "Guest"
DESK = "Desk"
LISTS = Path(__file__).parent / "endpoints"
BELOW = "/*"
# Frappe's own, which every user or every user of the desk has.
_AUTOMATIC_ROLES = ("All", "Guest")


@functools.cache
def shipped() -> dict[str, dict[str, list[str]]]:
	"""The app's own lists: for each role its features, and the endpoints that each of them uses."""
	lists = (json.loads(path.read_text("utf-8")) for path in sorted(LISTS.glob("*.json")))
	return {shipped_list["role"]: shipped_list["features"] for shipped_list in lists}


@functools.cache
def shipped_endpoints() -> dict[str, frozenset[str]]:
	return {
		role: frozenset(endpoint for endpoints in features.values() for endpoint in endpoints)
		for role, features in shipped().items()
	}


def is_open(endpoint: str, roles: Iterable[str]) -> bool:
	"""Whether a user with these roles may ask for the endpoint."""
	return any(names & endpoints for endpoints in open_to(roles)) if (names := _names(endpoint)) else False


def is_shipped(endpoint: str) -> bool:
	"""Whether any of the app's own lists or any administrator opened it, for whomever."""
	opened = [*shipped_endpoints().values(), *_OF_SITE.get()["permitted"].values()]
	return any(_names(endpoint) & endpoints for endpoints in opened)


def open_to(roles: Iterable[str]) -> list[frozenset[str]]:
	"""The sets of endpoints that are open to a user with these roles."""
	of_site = _OF_SITE.get()
	groups = {EVERYBODY, *roles}
	if not groups.isdisjoint(of_site["desk_roles"]):
		groups.add(DESK)
	shipped_lists, permitted = shipped_endpoints(), of_site["permitted"]
	return [lists[group] for lists in (shipped_lists, permitted) for group in groups if group in lists]


def forget_permitted(doc=None, method: str | None = None) -> None:
	"""What an administrator opened, or a role's access to the desk, has changed; called by document events too."""
	_OF_SITE.forget()


def _names(endpoint: str) -> frozenset[str]:
	"""The names by which a list may hold the endpoint: its own, and for a page those of all below one above it."""
	if not endpoint.startswith("/"):
		return frozenset((endpoint,)) if endpoint else frozenset()
	parts = endpoint.split("/")
	above = ("/".join(parts[:depth]) + BELOW for depth in range(2, len(parts) + 1))
	return frozenset((endpoint, *above))


def _read_site() -> dict:
	rows = frappe.get_all("Permitted Endpoint", filters={"enabled": 1}, fields=["endpoint", "role"])
	permitted: dict[str, set[str]] = {}
	for row in rows:
		permitted.setdefault(row.role, set()).add(row.endpoint)
	desk_roles = frappe.get_all("Role", filters={"desk_access": 1, "disabled": 0}, pluck="name")
	return {
		"permitted": {role: frozenset(endpoints) for role, endpoints in permitted.items()},
		"desk_roles": frozenset(desk_roles).difference(_AUTOMATIC_ROLES),
	}


_OF_SITE = SharedCache("permitted_endpoints", _read_site)
