"""Bulk exports: private values are removed, and the export is logged with who, what, how and when."""

from typing import Any

import frappe
from frappe.model.meta import Meta
from werkzeug.wrappers import Request, Response

from fanpin_app.permissions.doctype_apps import is_ours
from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.privacy.fields import unreadable_fields
from fanpin_app.security.gate.functions_by_name import functions_of
from fanpin_app.security.gate.requested_endpoint import requested_endpoint
from fanpin_app.security.queries.function_guards import signature_of

# The longest page of the desk's lists; a request for more, or for all rows, counts as an export.
MAX_PAGE_LENGTH = 500
LIST_ENDPOINTS = (
	"frappe.client.get_list",
	"frappe.desk.reportview.get",
	"frappe.desk.reportview.get_list",
)
# Functions of Frappe that read a report by its name.
REPORTS = "frappe.desk.query_report."
RESOURCE_PATHS = ("/api/resource/", "/api/v1/resource/", "/api/v2/document/")
LIMIT_ARGUMENTS = ("limit_page_length", "limit", "page_length")
COLUMN_ARGUMENTS = {
	"frappe.core.doctype.data_export.exporter.export_data": "select_columns",
	"frappe.core.doctype.data_import.data_import.download_template": "export_fields",
}


def without_private_columns(method: str, arguments: dict) -> dict:
	"""The arguments of Frappe's exporter `method`, with the columns reduced to those that may leave the server.

	Frappe's exporters read any column of a document's child tables, whatever its permission level.
	"""
	if not (argument := COLUMN_ARGUMENTS.get(method)) or not (doctype := _exported_doctype(arguments)):
		return arguments
	tables = {field.fieldname: field.options for field in frappe.get_meta(doctype).get_table_fields()}
	chosen = frappe.parse_json(arguments.get(argument)) or _all_columns([doctype, *tables.values()])
	readable = {
		key: [name for name in names if name not in unreadable_fields(tables.get(key, key), doctype)]
		for key, names in chosen.items()
	}
	return arguments | {argument: frappe.as_json(readable)}


def _all_columns(doctypes: list[str]) -> dict[str, list[str]]:
	return {doctype: _columns(frappe.get_meta(doctype)) for doctype in doctypes}


def _columns(meta: Meta) -> list[str]:
	return [field.fieldname for field in meta.fields]


def _exported_doctype(arguments: dict) -> str | None:
	doctype = arguments.get("doctype")
	if isinstance(doctype, str) and doctype.startswith("["):
		doctype = frappe.parse_json(doctype)
	return doctype[0] if isinstance(doctype, list) else doctype


def log_export(method: str, arguments: dict) -> None:
	"""Log that the current user exported a list, a report or documents with Frappe's `method`."""
	arguments = arguments_of(method, arguments)
	_insert_log(
		exported=arguments.get("report_name") or _exported_doctype(arguments),
		method=method,
		filters=arguments.get("filters") or arguments.get("export_filters"),
		file_type=arguments.get("file_format_type") or arguments.get("file_type"),
	)


def arguments_of(method: str, arguments: dict) -> dict:
	"""Those of a request's arguments that the method reads: others would name something else in the log."""
	for function in filter(None, functions_of(method)):
		parameters = signature_of(function).parameters.values()
		if parameters and not any(each.kind is each.VAR_KEYWORD for each in parameters):
			return {each.name: arguments[each.name] for each in parameters if each.name in arguments}
	# Functions without parameters read the request.
	unread = "doctype" if method.startswith(REPORTS) else "report_name"
	return {key: value for key, value in arguments.items() if key != unread}


def log_bulk_read(response: Response, request: Request) -> None:
	"""After every request: log as an export a response with more rows than any page of the desk, from any function, and a
	list that was requested without such a limit."""
	if response.status_code != 200:
		return
	method = requested_endpoint(request, frappe.local.form_dict) or request.path
	is_unlimited = _is_unlimited_list(request, method)
	# Most answers are short whatever they contain.
	if not is_unlimited and _row_count(frappe.local.response, contains_documents=True) <= MAX_PAGE_LENGTH:
		return
	arguments = arguments_of(method, frappe.local.form_dict)
	doctype = _doctype_in_path(request.path) or _exported_doctype(arguments)
	if not is_unlimited and _row_count(frappe.local.response, bool(doctype)) <= MAX_PAGE_LENGTH:
		return
	if (
		arguments.get("report_name")
		or not doctype
		or doctype in scoped_doctypes()
		or _is_own_child_table(doctype)
	):
		exported = arguments.get("report_name") or doctype or method
		_insert_log(exported=exported, method=method, filters=arguments.get("filters"), file_type="JSON")
		frappe.db.commit()


def _is_unlimited_list(request: Request, method: str) -> bool:
	"""Whether a list was requested that is longer than a page or unlimited."""
	is_list = bool(_doctype_in_path(request.path)) or method in LIST_ENDPOINTS
	return is_list and _exceeds_page(frappe.local.form_dict)


def _doctype_in_path(path: str) -> str | None:
	for resources in RESOURCE_PATHS:
		if path.startswith(resources) and "/" not in (doctype := path.removeprefix(resources).strip("/")):
			return doctype
	return None


def _row_count(answer: Any, contains_documents: bool, depth: int = 3) -> int:
	"""Length of the longest table in a response; for documents, of the longest list or mapping of any kind."""
	if isinstance(answer, dict):
		nested = (
			(_row_count(value, contains_documents, depth - 1) for value in answer.values())
			if depth > 1
			else ()
		)
		return max(len(answer) if contains_documents else 0, *nested, 0)
	if not isinstance(answer, list | tuple):
		return 0
	return (
		len(answer)
		if contains_documents or all(isinstance(row, dict | list | tuple) for row in answer)
		else 0
	)


def _exceeds_page(arguments: dict) -> bool:
	limits = [
		frappe.utils.cint(arguments.get(key)) for key in LIMIT_ARGUMENTS if arguments.get(key) is not None
	]
	return any(limit == 0 or limit > MAX_PAGE_LENGTH for limit in limits)


def _is_own_child_table(doctype: str) -> bool:
	module = frappe.db.get_value("DocType", {"name": doctype, "istable": 1}, "module")
	return is_ours(module)


def _insert_log(**values: Any) -> None:
	if isinstance(values["filters"], dict | list):
		values["filters"] = frappe.as_json(values["filters"])
	frappe.get_doc(doctype="Export Log", **values).insert(ignore_permissions=True)
