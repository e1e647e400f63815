"""Guards of Frappe's functions that return rows, or reveal whether one exists, after checking the DocType
only.

Each guard checks the requested document, or reads with `frappe.get_list`, which applies the scope. Some
versions of Frappe check part of this themselves. `docs/security.md` names the tests.
"""

from typing import Any

import frappe
from frappe import _
from frappe.desk import reportview
from frappe.model import default_fields, optional_fields
from frappe.model.utils import is_virtual_doctype
from frappe.utils import cint
from frappe.utils.data import sbool

from fanpin_app.security.documents.field_access import hidden_in_document
from fanpin_app.security.queries.function_guards import Call, guards
from fanpin_app.security.roles import is_system_manager

# If more documents are linked to one, the dialog shows the first ones.
MAX_NAMES_IN_CLAUSE = 5000
# Rows of a global search: shown if the client does not say how many, read at a time, and read at most.
RESULTS_SHOWN, ROWS_SEARCHED, MAX_ROWS_SEARCHED = 20, 500, 10_000


def require_readable(doctype: str | None, names: Any) -> None:
	"""Raise PermissionError unless the user may read the document, or each document of a list of names.

	The error is the same for a document that does not exist, so that the answer does not reveal it.
	"""
	for name in as_names(names):
		if not doctype or not is_readable(doctype, name):
			refuse(doctype, name)


def refuse(doctype: str | None, name: Any) -> None:
	"""Raise the PermissionError for a missing or unreadable document; see `withheld`."""
	frappe.local.flags.document_withheld = True
	frappe.throw(
		_("{0} {1} does not exist, or you may not read it.").format(
			_(doctype or ""), frappe.bold(_shown(name))
		),
		frappe.PermissionError,
	)


def is_readable(doctype: str, name: Any) -> bool:
	"""Whether the document exists and the user may read it."""
	if not isinstance(name, str | int):
		return False
	if frappe.get_meta(doctype).issingle:
		name = doctype
	if is_virtual_doctype(doctype):
		return True
	return bool(frappe.db.exists(doctype, name)) and frappe.has_permission(doctype, "read", name)


def readable_names(doctype: str, names: list) -> set:
	"""The names of those documents that the user may list."""
	if not names or not frappe.has_permission(doctype):
		return set()
	if frappe.get_meta(doctype).issingle:
		return {doctype} if is_readable(doctype, doctype) else set()
	return set(frappe.get_list(doctype, filters={"name": ("in", names)}, pluck="name", limit=0))


def as_names(value: Any) -> list:
	"""A list of names from one name, a list, or the JSON of a list."""
	if isinstance(value, str) and value.startswith("["):
		value = frappe.parse_json(value)
	return list(value) if isinstance(value, list | tuple) else [value]


def _shown(name: Any) -> str:
	return frappe.utils.escape_html(name) if isinstance(name, str | int) else ""


@guards("frappe.client.get_count", "frappe.desk.reportview.get_count")
def get_count(call: Call) -> int:
	"""How many documents the user may list, at most `limit` if given.

	In earlier versions, `frappe.client.get_count` counts all rows with any filter, and the one of lists
	ignores `limit`.
	"""
	request_arguments = frappe.local.form_dict
	doctype = call["doctype"] or request_arguments.get("doctype")
	if is_virtual_doctype(doctype):
		return call.proceed()
	filters = call["filters"] if "filters" in call.arguments else request_arguments.get("filters")
	arguments = {"doctype": doctype, "filters": filters or []}
	if isinstance(arguments["filters"], str):
		arguments["filters"] = frappe.parse_json(arguments["filters"])
	arguments = reportview.validate_args(frappe._dict(arguments, fields=[f"`tab{doctype}`.`name`"]))
	arguments.update(
		distinct=sbool(call["distinct"] or request_arguments.get("distinct")),
		limit=frappe.utils.cint(request_arguments.get("limit")) or None,
		order_by=None,
		save_user_settings=False,
	)
	return frappe.db.sql(f"select count(*) from ({reportview.execute(**arguments, run=0)}) counted")[0][0]


@guards("frappe.desk.search.search_link", "frappe.desk.search.search_widget")
def search(call: Call) -> Any:
	"""Do not let a client ignore permissions.

	With `ignore_user_permissions`, Frappe skips all permission checks, not only User Permissions.
	"""
	return call.proceed(ignore_user_permissions=0)


@guards("frappe.desk.search.get_link_title")
def get_link_title(call: Call) -> str | None:
	"""The title of a linked document, or its name if the user may not read it."""
	if not is_readable(call["doctype"], call["docname"]):
		return call["docname"]
	return call.proceed()


@guards("frappe.desk.form.load.get_title_values_for_link_and_dynamic_link_fields")
def get_link_titles(call: Call) -> dict[str, str]:
	"""The titles of those documents that a form links to and the user may read."""
	found = call.proceed()
	return {key: title for key, title in found.items() if is_readable(*key.split("::", 1))}


@guards("frappe.www.printview.set_link_titles")
def set_link_titles(call: Call) -> None:
	"""The same for a print, which stores the titles in the document."""
	call.proceed()
	doc = call["doc"]
	titles = doc.get("__link_titles") or {}
	doc.set(
		"__link_titles", {key: title for key, title in titles.items() if is_readable(*key.split("::", 1))}
	)


@guards("frappe.desk.form.load.getdoc")
def get_form(call: Call) -> Any:
	"""The document for a form; Frappe returns no document and no error if it does not exist."""
	answer = call.proceed()
	if not frappe.response.docs and frappe.local.flags.document_withheld:
		refuse(call["doctype"], call["name"])
	return answer


@guards("frappe.client.get_doc_permissions")
def get_doc_permissions(call: Call) -> dict:
	"""The user's permissions on a document, which must be readable."""
	require_readable(call["doctype"], call["docname"])
	return call.proceed()


@guards("frappe.client.validate_link")
def validate_link(call: Call) -> dict:
	"""The name and fetched values for a link field; for documents that the user may not list, as if they did
	not exist."""
	doctype, name = call["doctype"], call["docname"]
	if doctype == "DocType" or not isinstance(doctype, str):
		return call.proceed()
	answer = call.proceed()
	if not answer.get("name") or frappe.get_meta(doctype).istable or is_virtual_doctype(doctype):
		return answer
	return answer if readable_names(doctype, [name]) else frappe._dict(name=None)


@guards("frappe.client.get")
def get_document(call: Call) -> dict:
	"""A document by its name, or the first with the filters that the user may list.

	Frappe searches all documents and then refuses: from the kind of error, any field of any document could be
	guessed.
	"""
	doctype, name, filters = call["doctype"], call["name"], frappe.parse_json(call["filters"])
	if name is not None and not isinstance(name, str | int):
		name, filters = None, name
	if name or filters is None or frappe.get_meta(doctype).issingle:
		return call.proceed()
	found = frappe.get_list(
		doctype,
		filters=filters,
		pluck="name",
		limit=1,
		parent_doctype=call["parent"],
		order_by="creation desc",
	)
	if not found:
		refuse(doctype, None)
	return call.proceed(name=found[0], filters=None)


@guards("frappe.client.get_value")
def get_value(call: Call) -> Any:
	"""Fields of a document that the user may list; of a Single, fields that the user may read."""
	doctype = call["doctype"]
	if frappe.get_meta(doctype).issingle:
		require_readable(doctype, doctype)
	if frappe.get_meta(doctype).issingle and not is_system_manager():
		try:
			fields = frappe.parse_json(call["fieldname"])
		except ValueError:
			fields = call["fieldname"]
		_require_fields_of_single(doctype, fields if isinstance(fields, list) else [fields])
	return call.proceed()


@guards("frappe.client.get_single_value")
def get_single_value(call: Call) -> Any:
	require_readable(call["doctype"], call["doctype"])
	_require_fields_of_single(call["doctype"], [call["field"]])
	return call.proceed()


def _require_fields_of_single(doctype: str, fields: list) -> None:
	meta = frappe.get_meta(doctype)
	levels = meta.get_permlevel_access("read")
	hidden = hidden_in_document(doctype, doctype)
	for fieldname in fields:
		field = meta.get_field(fieldname) if isinstance(fieldname, str) else None
		if fieldname in default_fields or frappe.session.user == "Administrator":
			continue
		if not field or field.fieldtype == "Password" or fieldname in hidden or field.permlevel not in levels:
			frappe.throw(_("You may not read this field."), frappe.PermissionError)


@guards("frappe.utils.global_search.search")
def global_search(call: Call) -> list[dict]:
	"""A page of those results of the global search that the user may list. Frappe counts all: pages of one would reveal how
	many documents of others contain a word."""
	start, limit = max(cint(call["start"]), 0), cint(call["limit"]) or RESULTS_SHOWN
	listed: list[dict] = []
	for position in range(0, MAX_ROWS_SEARCHED, ROWS_SEARCHED):
		found = call.proceed(start=position, limit=ROWS_SEARCHED)
		listed.extend(_listed(found))
		if not found or len(listed) >= start + limit:
			break
	return listed[start : start + limit]


def _listed(found: list[dict]) -> list[dict]:
	names = {
		doctype: readable_names(doctype, [row["name"] for row in found if row["doctype"] == doctype])
		for doctype in {row["doctype"] for row in found}
	}
	return [row for row in found if row["name"] in names[row["doctype"]]]


@guards("frappe.desk.form.linked_with.get")
def get_linked_docs(call: Call) -> dict[str, list[frappe._dict]]:
	"""Documents that the user may list and that link to the given document, which must be readable."""
	require_readable(call["doctype"], call["docname"])
	found = call.proceed()
	return {linked: rows for linked, all_rows in found.items() if (rows := _readable_rows(linked, all_rows))}


def _readable_rows(doctype: str, rows: list[frappe._dict]) -> list[frappe._dict]:
	if frappe.get_meta(doctype).istable:
		return []
	listed = readable_names(doctype, [row.name for row in rows[:MAX_NAMES_IN_CLAUSE]])
	return [row for row in rows if row.name in listed]


@guards("frappe.desk.form.linked_with.get_submitted_linked_docs")
def get_submitted_linked_docs(call: Call) -> dict:
	"""Readable submitted documents that would be cancelled with the given one."""
	require_readable(call["doctype"], call["name"])
	found = call.proceed()
	docs = [doc for doc in found["docs"] if is_readable(doc["doctype"], doc["name"])]
	return found | {"docs": docs, "count": len(docs)}


@guards("frappe.desk.doctype.tag.tag.get_tagged_docs")
def get_tagged_docs(call: Call) -> list[tuple[str]]:
	"""Documents with this tag that the user may list."""
	return frappe.get_list(
		call["doctype"], filters={"_user_tags": ("like", call["tag"])}, limit=0, as_list=True
	)


@guards("frappe.desk.query_report.get_data_for_custom_field")
def get_data_for_custom_field(call: Call) -> dict:
	"""Values of a field for documents that the user may list, for a column added to a report."""
	filters = {"name": ("in", as_names(call["names"]))} if call["names"] else {}
	fields = ["name", call["field"]]
	return dict(frappe.get_list(call["doctype"], filters=filters, fields=fields, limit=0, as_list=True))


@guards("frappe.desk.listview.get_group_by_count")
def get_group_by_count(call: Call) -> list[dict]:
	"""How many documents that the user may list each assignee has; Frappe applies permissions to all other
	groupings."""
	if call["field"] != "assigned_to":
		return call.proceed()
	doctype = call["doctype"]
	filters = frappe.parse_json(call["current_filters"])
	listed = frappe.get_list(doctype, filters=filters, pluck="name", limit=0)
	return call.proceed(current_filters=frappe.as_json([[doctype, "name", "in", listed or [""]]]))


@guards("frappe.workflow.doctype.workflow.workflow.get_workflow_state_count")
def get_workflow_state_count(call: Call) -> list[dict]:
	"""Number of documents per state that the user may list, without the given states.

	The form of a workflow asks for it. Who maintains workflows may have no right to the documents, and gets the numbers
	of all.
	"""
	doctype, field = call["doctype"], call["workflow_state_field"]
	if not is_column(doctype, field):
		frappe.throw(_("{0} is no field of {1}.").format(frappe.bold(_shown(field)), _(doctype)))
	workflow = {"document_type": doctype, "workflow_state_field": field}
	maintains = frappe.has_permission("Workflow", "write") and frappe.db.exists("Workflow", workflow)
	rows = frappe.get_list(
		doctype,
		ignore_permissions=bool(maintains),
		fields=[f"`{field}`", "count(*) as count"],
		filters=[[doctype, field, "not in", as_names(call["states"])]],
		group_by=f"`tab{doctype}`.`{field}`",
		order_by=None,
	)
	return [row for row in rows if row[field]]


@guards("frappe.geo.utils.get_coords")
def get_coords(call: Call) -> dict:
	"""Locations of the documents that the user may list, as GeoJSON."""
	from frappe.geo.utils import convert_to_geojson

	columns = {"location_field": ["location"], "coordinates": ["latitude", "longitude"]}.get(call["type"], [])
	doctype, filters = call["doctype"], frappe.parse_json(call["filters"]) or []
	found = frappe.get_list(doctype, fields=["name", *columns], filters=filters, limit=0)
	return convert_to_geojson(call["type"], found)


@guards("frappe.desk.form.utils.get_next")
def get_next(call: Call) -> str | None:
	"""The document before or after a readable one, in a list sorted by a readable field.

	Frappe compares values of documents and fields that the user may not read.
	"""
	doctype, name = call["doctype"], call["value"]
	field, order = call["sort_field"] or "modified", (call["sort_order"] or "desc").lower()
	require_readable(doctype, name)
	if not is_column(doctype, field):
		frappe.throw(_("{0} is no field of {1}.").format(frappe.bold(_shown(field)), _(doctype)))
	at = frappe.get_list(doctype, filters={"name": name}, fields=[f"`{field}`"], limit=1, as_list=True)
	upwards = bool(frappe.utils.cint(call["prev"])) != (order == "asc")
	direction, beyond = ("asc", ">") if upwards else ("desc", "<")
	filters = _as_conditions(doctype, frappe.parse_json(call["filters"]) or [])
	for value in at[0] if at else ():
		for condition in (
			[[doctype, field, "=", value], [doctype, "name", beyond, name]],
			[[doctype, field, beyond, value]],
		):
			found = frappe.get_list(
				doctype,
				filters=[*filters, *condition],
				pluck="name",
				order_by=f"`tab{doctype}`.`{field}` {direction}, `tab{doctype}`.`name` {direction}",
				limit=1,
			)
			if found:
				return found[0]
	frappe.msgprint(_("There are no further documents."))
	return None


def _as_conditions(doctype: str, filters: list | dict) -> list:
	if isinstance(filters, list):
		return filters
	return [
		[doctype, fieldname, *(wanted if isinstance(wanted, list | tuple) else ("=", wanted))]
		for fieldname, wanted in filters.items()
	]


def is_column(doctype: str, fieldname: Any) -> bool:
	"""Whether the client's value is a column of the DocType; the list checks whether it may be read."""
	columns = {*frappe.get_meta(doctype).get_valid_columns(), *default_fields, *optional_fields}
	return isinstance(fieldname, str) and fieldname in columns
