"""Methods of Frappe's that would tell of documents outside the reader's scope. Here they ask for it.

Each stands in for Frappe's of the same name (hook `override_whitelisted_methods`).
"""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.desk import notifications, reportview, search
from frappe.model.utils import is_virtual_doctype

from fanpin_app import exports
from fanpin_app.scope import listing_for, scoped_doctypes


@frappe.whitelist()
def get_count(
	doctype: str,
	filters: str | list | dict | None = None,
	limit: int = 0,
	distinct: str = "false",
	**options: Any,
) -> int:
	"""How many documents the reader may see, at most `limit` where one is given. Frappe's of the client counts all rows,
	with any filter, for whoever is logged in; that of lists knows no limit in earlier versions."""
	frappe.local.form_dict = frappe._dict(doctype=doctype, filters=filters or "[]", distinct=distinct)
	if not limit or is_virtual_doctype(doctype):
		return reportview.get_count()
	asked = reportview.get_form_params()
	asked.update(fields=[f"`tab{doctype}`.`name`"], distinct=distinct == "true", order_by=None, limit=limit)
	return frappe.db.sql(f"select count(*) from ({reportview.execute(**asked, run=0)}) counted")[0][0]


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
	if doctype in scoped_doctypes() and not _is_readable(doctype, docname):
		return docname
	return search.get_link_title(doctype, docname)


@frappe.whitelist()
def get_open_count(doctype: str, name: str, items: str | list | None = None) -> dict:
	"""How many documents link to one that the reader may see; of others 15.105 fails where it means to refuse."""
	frappe.get_doc(doctype, name).check_permission()
	return notifications.get_open_count(doctype, name, items)


@frappe.whitelist()
def global_search(text: str, start: int = 0, limit: int = 20, doctype: str = "") -> list[dict]:
	"""What the reader may see of what the search over all DocTypes finds; Frappe's shows all of it."""
	found = frappe.get_attr("frappe.utils.global_search.search")(text, start, limit, doctype)
	return [
		row for row in found if row.doctype not in scoped_doctypes() or _is_readable(row.doctype, row.name)
	]


@frappe.whitelist()
def get_linked_docs(doctype: str, docname: str) -> dict[str, list[dict]]:
	"""The documents in the reader's scope that link to this one; Frappe's tells all of them."""
	if not frappe.has_permission(doctype, "read", docname):
		return {}
	found = frappe.get_attr("frappe.desk.form.linked_with.get")(doctype, docname)
	return {linked: _readable_rows(linked, rows) for linked, rows in found.items()}


@frappe.whitelist()
def get_tagged_docs(doctype: str, tag: str) -> list[tuple[str]]:
	"""The documents in the reader's scope with this tag."""
	return frappe.get_list(doctype, filters={"_user_tags": ("like", tag)}, limit=0, as_list=True)


@frappe.whitelist()
def get_data_for_custom_field(doctype: str, field: str) -> dict:
	"""A field of all documents in the reader's scope, for a column that a reader adds to a report."""
	return dict(frappe.get_list(doctype, fields=["name", field], limit=0, as_list=True))


@frappe.whitelist()
def get_group_by_count(doctype: str, current_filters: str, field: str) -> list[dict]:
	"""How many documents each assignee has, within the reader's scope; Frappe's scopes all groups but these."""
	if field == "assigned_to" and doctype in scoped_doctypes():
		seen = frappe.get_list(doctype, filters=frappe.parse_json(current_filters), pluck="name", limit=0)
		current_filters = frappe.as_json([[doctype, "name", "in", seen or [""]]])
	return frappe.get_attr("frappe.desk.listview.get_group_by_count")(doctype, current_filters, field)


@frappe.whitelist()
def get_monthly_goal_graph_data(**asked: Any) -> dict:
	"""Frappe's sums of a DocType by month, which know no scope: not of documents of households."""
	if asked.get("goal_doctype") in scoped_doctypes():
		raise frappe.PermissionError
	return frappe.call(frappe.get_attr("frappe.utils.goal.get_monthly_goal_graph_data"), **asked)


def _asking_first(method: str, doctype: str = "doctype", name: str = "name") -> Callable[..., Any]:
	"""Frappe's `method`, after asking whether the document that the two arguments name may be read."""

	@frappe.whitelist()
	def asking_first(**asked: Any) -> Any:
		if asked.get(doctype) in scoped_doctypes():
			for one in _names(asked.get(name)):
				frappe.get_doc(asked[doctype], one).check_permission("read")
		return frappe.call(frappe.get_attr(method), **asked)

	return asking_first


toggle_like = _asking_first("frappe.desk.like.toggle_like")
add_tag = _asking_first("frappe.desk.doctype.tag.tag.add_tag", "dt", "dn")
add_tags = _asking_first("frappe.desk.doctype.tag.tag.add_tags", "dt", "docs")
remove_tag = _asking_first("frappe.desk.doctype.tag.tag.remove_tag", "dt", "dn")
assign = _asking_first("frappe.desk.form.assign_to.add")
assign_multiple = _asking_first("frappe.desk.form.assign_to.add_multiple")
unassign = _asking_first("frappe.desk.form.assign_to.remove")
update_follow = _asking_first("frappe.desk.form.document_follow.update_follow", name="doc_name")
follow_document = _asking_first("frappe.desk.form.document_follow.follow_document", name="doc_name")
get_follow_users = _asking_first("frappe.desk.form.document_follow.get_follow_users", name="doc_name")


def _exporting(method: str) -> Callable[..., Any]:
	"""Frappe's `method`, holding what the reader may export; Frappe's exports all that is read where anything may be."""

	@frappe.whitelist()
	def exporting(**asked: Any) -> Any:
		with listing_for("export"):
			told = frappe.call(frappe.get_attr(method), **exports.without_private_columns(method, asked))
		exports.log_export(method, asked)
		return told

	return exporting


export_list = _exporting("frappe.desk.reportview.export_query")
export_report = _exporting("frappe.desk.query_report.export_query")
export_data = _exporting("frappe.core.doctype.data_export.exporter.export_data")
download_template = _exporting("frappe.core.doctype.data_import.data_import.download_template")


def _names(told: Any) -> list[str]:
	if isinstance(told, str) and told.startswith("["):
		told = frappe.parse_json(told)
	return told if isinstance(told, list) else [told]


def _readable_rows(doctype: str, rows: list[dict]) -> list[dict]:
	if doctype not in scoped_doctypes():
		return rows
	if not frappe.has_permission(doctype):
		return []
	names = [row.name for row in rows]
	seen = set(frappe.get_list(doctype, filters={"name": ("in", names)}, pluck="name", limit=0))
	return [row for row in rows if row.name in seen]


@frappe.whitelist()
def get_chart(**asked: Any) -> Any:
	"""A dashboard chart; Frappe counts all documents that there are in heat maps, so ours have none."""
	chart = frappe.parse_json(asked.get("chart")) or frappe.get_doc(
		"Dashboard Chart", asked.get("chart_name")
	)
	if chart.get("type") == "Heatmap" and chart.get("document_type") in scoped_doctypes():
		frappe.throw(_("A heat map would count documents outside your regions."), frappe.PermissionError)
	return frappe.call(frappe.get_attr("frappe.desk.doctype.dashboard_chart.dashboard_chart.get"), **asked)


def _within_scope(asked: dict) -> dict:
	if asked.get("doctype") in scoped_doctypes():
		return asked | {"ignore_user_permissions": 0}
	return asked


def _is_readable(doctype: str, name: str) -> bool:
	return frappe.has_permission(doctype) and bool(frappe.get_list(doctype, filters={"name": name}, limit=1))
