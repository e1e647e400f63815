"""What is taken out of the system in bulk: without private values, and logged with who, what, how and when."""

from typing import Any

import frappe
from frappe.model.meta import Meta
from werkzeug.wrappers import Request, Response

from fanpin_app.permissions.doctype_apps import is_ours
from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.privacy.fields import unreadable
from fanpin_app.security.gate.requested_endpoint import requested_endpoint

# A page of the desk's longest list; whoever asks for more, or for all, takes data along.
LONGEST_PAGE = 500
LISTS = (
	"frappe.client.get_list",
	"frappe.desk.reportview.get",
	"frappe.desk.reportview.get_list",
)
RESOURCES = ("/api/resource/", "/api/v1/resource/", "/api/v2/document/")
LIMITS = ("limit_page_length", "limit", "page_length")
COLUMNS = {
	"frappe.core.doctype.data_export.exporter.export_data": "select_columns",
	"frappe.core.doctype.data_import.data_import.download_template": "export_fields",
}


def without_private_columns(method: str, asked: dict) -> dict:
	"""The arguments of Frappe's exporter `method`, its columns narrowed to what may leave the server.

	Frappe's exporters ask the rows of a document's tables for any column, whatever its permission level.
	"""
	if not (argument := COLUMNS.get(method)) or not (doctype := _doctype_of(asked)):
		return asked
	tables = {field.fieldname: field.options for field in frappe.get_meta(doctype).get_table_fields()}
	chosen = frappe.parse_json(asked.get(argument)) or _all_columns([doctype, *tables.values()])
	readable = {
		key: [name for name in names if name not in unreadable(tables.get(key, key), doctype)]
		for key, names in chosen.items()
	}
	return asked | {argument: frappe.as_json(readable)}


def _all_columns(doctypes: list[str]) -> dict[str, list[str]]:
	return {doctype: _columns(frappe.get_meta(doctype)) for doctype in doctypes}


def _columns(meta: Meta) -> list[str]:
	return [field.fieldname for field in meta.fields]


def _doctype_of(asked: dict) -> str | None:
	doctype = asked.get("doctype")
	if isinstance(doctype, str) and doctype.startswith("["):
		doctype = frappe.parse_json(doctype)
	return doctype[0] if isinstance(doctype, list) else doctype


def log_export(method: str, asked: dict) -> None:
	"""Note that whoever is logged in exported a list, a report or documents with Frappe's `method`."""
	_log(
		what=asked.get("report_name") or _doctype_of(asked),
		way=method,
		filters=asked.get("filters") or asked.get("export_filters"),
		file_type=asked.get("file_format_type") or asked.get("file_type"),
	)


def log_bulk_reading(response: Response | None = None, request: Request | None = None) -> None:
	"""After every request: an answer of more rows than any page of the desk has is an export too, whatever function gave
	it, and so is a list that was asked for without such an end."""
	if response is None or request is None or response.status_code != 200:
		return
	asked = frappe.local.form_dict
	doctype = _doctype_of(asked) or _resource(request.path)
	if not _is_endless(request, asked) and _rows_in(frappe.local.response, bool(doctype)) <= LONGEST_PAGE:
		return
	if asked.get("report_name") or not doctype or doctype in scoped_doctypes() or _is_row_of_ours(doctype):
		way = requested_endpoint(request, asked) or request.path
		what = asked.get("report_name") or doctype or way
		_log(what=what, way=way, filters=asked.get("filters"), file_type="JSON")
		frappe.db.commit()


def _is_endless(request: Request, asked: dict) -> bool:
	"""Whether a list was asked for that is longer than a page, or has no end."""
	if not _is_long(asked):
		return False
	return bool(_resource(request.path)) or requested_endpoint(request, asked) in LISTS


def _resource(path: str) -> str | None:
	for resources in RESOURCES:
		if path.startswith(resources) and "/" not in (doctype := path.removeprefix(resources).strip("/")):
			return doctype
	return None


def _rows_in(answer: Any, is_of_documents: bool, depth: int = 3) -> int:
	"""The length of the longest table in an answer; where it is of documents, of the longest list or mapping of any kind."""
	if isinstance(answer, dict):
		nested = (_rows_in(each, is_of_documents, depth - 1) for each in answer.values()) if depth > 1 else ()
		return max(len(answer) if is_of_documents else 0, *nested, 0)
	if not isinstance(answer, list | tuple):
		return 0
	return (
		len(answer) if is_of_documents or all(isinstance(row, dict | list | tuple) for row in answer) else 0
	)


def _is_long(asked: dict) -> bool:
	limits = [frappe.utils.cint(asked.get(key)) for key in LIMITS if asked.get(key) is not None]
	return any(limit == 0 or limit > LONGEST_PAGE for limit in limits)


def _is_row_of_ours(doctype: str) -> bool:
	module = frappe.db.get_value("DocType", {"name": doctype, "istable": 1}, "module")
	return is_ours(module)


def _log(**what: Any) -> None:
	if isinstance(what["filters"], dict | list):
		what["filters"] = frappe.as_json(what["filters"])
	frappe.get_doc(doctype="Export Log", **what).insert(ignore_permissions=True)
