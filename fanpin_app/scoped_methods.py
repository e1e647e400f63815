"""Methods of Frappe's that would tell of documents outside the reader's scope. Here they ask for it.

Each stands in for Frappe's of the same name (hook `override_whitelisted_methods`).
"""

from typing import Any

import frappe
from frappe import _
from frappe.desk import reportview, search


@frappe.whitelist()
def get_count(doctype: str, filters: str | list | dict | None = None, **options: Any) -> int:
	"""How many documents the reader may see; Frappe's counts all rows, with any filter, for whoever is logged in."""
	frappe.local.form_dict = frappe._dict(doctype=doctype, filters=filters or "[]")
	return reportview.get_count()


@frappe.whitelist()
def search_link(**asked: Any) -> Any:
	"""Frappe's search of link fields; it takes a client's word that scope does not matter."""
	return frappe.call(search.search_link, **_within_scope(asked))


@frappe.whitelist()
def search_widget(**asked: Any) -> Any:
	"""The same, for the search dialog."""
	return frappe.call(search.search_widget, **_within_scope(asked))


@frappe.whitelist()
def get_link_title(doctype: str, docname: str) -> str | None:
	"""The title of a linked document, its name where the reader may not see it; Frappe's tells it to anyone."""
	if doctype in _scoped_doctypes() and not _is_readable(doctype, docname):
		return docname
	return search.get_link_title(doctype, docname)


@frappe.whitelist()
def get_chart(**asked: Any) -> Any:
	"""A dashboard chart; Frappe counts all documents that there are in heat maps, so ours have none."""
	chart = frappe.parse_json(asked.get("chart")) or frappe.get_doc(
		"Dashboard Chart", asked.get("chart_name")
	)
	if chart.get("type") == "Heatmap" and chart.get("document_type") in _scoped_doctypes():
		frappe.throw(_("A heat map would count documents outside your regions."), frappe.PermissionError)
	return frappe.call(frappe.get_attr("frappe.desk.doctype.dashboard_chart.dashboard_chart.get"), **asked)


def _within_scope(asked: dict) -> dict:
	if asked.get("doctype") in _scoped_doctypes():
		return asked | {"ignore_user_permissions": 0}
	return asked


def _scoped_doctypes() -> set[str]:
	return set(frappe.get_hooks("has_permission", app_name="fanpin_app"))


def _is_readable(doctype: str, name: str) -> bool:
	return bool(frappe.get_list(doctype, filters={"name": name}, limit=1))
