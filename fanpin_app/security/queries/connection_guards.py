"""Guard of Frappe's function that counts the documents linked to one, for the connections of its form."""

from typing import Any

import frappe
from frappe.desk.notifications import get_filters_for

from fanpin_app.security.queries.function_guards import Call, guards
from fanpin_app.security.queries.reader_guards import as_names, is_column, require_readable

# Frappe counts no further; the form then shows "99+".
MAX_COUNT = 100


@guards("frappe.desk.notifications.get_open_count")
def get_open_count(call: Call) -> dict:
	"""Number of documents per DocType that link to the given one and that the user may list.

	Frappe counts all that exist, of any DocType that a client names. DocTypes that the user may not list, that
	do not exist or that have no such link are left out.
	"""
	doctype, name = call["doctype"], call["name"]
	require_readable(doctype, name)
	connections = frappe.get_meta(doctype).get_dashboard_data()
	internal = {
		**connections.get("internal_links", {}),
		**connections.get("internal_and_external_links", {}),
	}
	links = {item: _link_filters(item, name, connections) for item in _items(call["items"], connections)}
	answer = call.proceed(items=[item for item, filters in links.items() if filters or item in internal])
	for row in _counted_rows(answer["count"]):
		linked = row.get("doctype") or row["name"]
		row["count"] = _count(linked, links[linked])
		if row.get("open_count"):
			row["open_count"] = _count(linked, links[linked] | get_filters_for(linked))
	return answer


def _items(sent: Any, connections: dict) -> list[str]:
	"""The DocTypes that the client names, or those of the form, which the user may list."""
	if sent is None:
		sent = [item for group in connections["transactions"] for item in group.get("items")]
	return [
		item
		for item in as_names(sent)
		if isinstance(item, str)
		and frappe.db.exists("DocType", {"name": item, "istable": 0, "issingle": 0, "is_virtual": 0})
		and frappe.has_permission(item)
	]


def _link_filters(doctype: str, name: str, connections: dict) -> dict[str, str]:
	"""The filters by which Frappe counts; empty if documents of `doctype` have no such column."""
	fieldname = connections.get("non_standard_fieldnames", {}).get(doctype, connections.get("fieldname"))
	if not fieldname or not is_column(doctype, fieldname):
		return {}
	about, type_field = connections.get("dynamic_links", {}).get(fieldname) or (None, None)
	if not type_field or not about or not is_column(doctype, type_field):
		return {fieldname: name}
	return {fieldname: name, type_field: about}


def _counted_rows(counted: list | dict) -> list[dict]:
	"""The rows that Frappe counted: later versions return them beside links of the document itself."""
	return counted["external_links_found"] if isinstance(counted, dict) else counted


def _count(doctype: str, filters: dict) -> int:
	if not filters:
		return 0
	return len(frappe.get_list(doctype, filters=filters, pluck="name", distinct=True, limit=MAX_COUNT))
