"""Replacements in Frappe at run time for the request gate.

All dispatchers of Frappe 15 (`execute_cmd`, `run_doc_method`, `map_docs`, `get_all_nodes`, `search_link`'s
query, version 2 of the REST API, ...) finally check whether the function is in `frappe.whitelisted`: a list
on 15, a set on 16. No hook runs there, so the collection is replaced by one that also calls the gate.
"""

import frappe

from fanpin_app.database.one_thread import one_thread_at_a_time
from fanpin_app.security.gate.request_gate import check_function


class _GuardedCollection:
	def __contains__(self, function) -> bool:
		# The collection that this is mixed into.
		if not super().__contains__(function):  # pyright: ignore[reportAttributeAccessIssue]
			return False
		check_function(function)
		return True


class _GuardedList(_GuardedCollection, list):
	pass


class _GuardedSet(_GuardedCollection, set):
	pass


@one_thread_at_a_time
def install() -> None:
	"""Hook before every request: make this process call the gate for each function that a client calls."""
	if not isinstance(frappe.whitelisted, _GuardedCollection):
		guarded = _GuardedSet if isinstance(frappe.whitelisted, set) else _GuardedList
		frappe.whitelisted = guarded(frappe.whitelisted)
