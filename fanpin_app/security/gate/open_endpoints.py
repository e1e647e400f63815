"""Which endpoints are open to which role: the lists of the app (`endpoints/*.json`) and Permitted Endpoints.

Each list is for one role: "Guest" for everybody, logged in or not, "Desk" for every role with access to the
desk.
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
SUBPAGES = "/*"
# Roles that Frappe gives to every user or every guest.
_AUTOMATIC_ROLES = ("All", "Guest")


@functools.cache
def shipped() -> dict[str, dict[str, list[str]]]:
	"""The lists of the app: role → feature → endpoints that the feature uses."""
	lists = (json.loads(path.read_text("utf-8")) for path in sorted(LISTS.glob("*.json")))
	return {shipped_list["role"]: shipped_list["features"] for shipped_list in lists}


@functools.cache
def shipped_endpoints() -> dict[str, frozenset[str]]:
	return {
		role: frozenset(endpoint for endpoints in features.values() for endpoint in endpoints)
		for role, features in shipped().items()
	}


def is_open(endpoint: str, roles: Iterable[str]) -> bool:
	"""Whether a user with these roles may call the endpoint."""
	return (
		any(names & endpoints for endpoints in open_to(roles))
		if (names := _matching_names(endpoint))
		else False
	)


def is_listed(endpoint: str) -> bool:
	"""Whether the app or an administrator opened the endpoint for any role."""
	opened = [*shipped_endpoints().values(), *_SITE_CACHE.get()["permitted"].values()]
	return any(_matching_names(endpoint) & endpoints for endpoints in opened)


def open_to(roles: Iterable[str]) -> list[frozenset[str]]:
	"""The sets of endpoints that are open to a user with these roles."""
	of_site = _SITE_CACHE.get()
	groups = {EVERYBODY, *roles}
	if not groups.isdisjoint(of_site["desk_roles"]):
		groups.add(DESK)
	shipped_lists, permitted = shipped_endpoints(), of_site["permitted"]
	return [lists[group] for lists in (shipped_lists, permitted) for group in groups if group in lists]


def forget_permitted(doc=None, method: str | None = None) -> None:
	"""Clear the cache because a Permitted Endpoint or a role's desk access has changed; also a document
	event."""
	_SITE_CACHE.forget()


def _matching_names(endpoint: str) -> frozenset[str]:
	"""The entries that may open the endpoint: its name and, for a page, "/above/*" of each page above it."""
	if not endpoint.startswith("/"):
		return frozenset((endpoint,)) if endpoint else frozenset()
	parts = endpoint.split("/")
	above = ("/".join(parts[:depth]) + SUBPAGES for depth in range(2, len(parts) + 1))
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


_SITE_CACHE = SharedCache("permitted_endpoints", _read_site)
