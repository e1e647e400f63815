"""Guesses arguments from parameter names, for a document, a file or a user."""

import functools
import json
from dataclasses import dataclass
from typing import Any

import frappe

from fanpin_app.tests.support.security import permission_matrix as matrix


@dataclass(frozen=True)
class Target:
	"""The target of a call: a document of some place, or a missing one."""

	doctype: str
	name: str
	row: str
	file: str
	address: str
	user: str
	word: str


def arguments(parameters: tuple[str, ...], target: Target) -> dict[str, Any]:
	"""A value for each parameter; without parameters, those of a list or a form."""
	names = parameters if parameters else ("doctype", "name", "fields", "filters", "items")
	if "kwargs" in names or "args" in names:
		names = (*names, "doctype", "name", "fields", "filters")
	guessed = {name: guess(name, target) for name in names if name not in ("self", "cmd")}
	return {name: value for name, value in guessed.items() if value is not None}


def guess(parameter: str, target: Target) -> Any:
	"""The value for a parameter; None to use the function's default."""
	table = _by_name(target)
	if parameter in table:
		return table[parameter]
	if parameter.endswith("_doctype") or parameter.endswith("doctype"):
		return target.doctype
	if parameter.endswith(("_name", "_id")):
		return target.name
	if scrubbed := _parameters_of_the_app().get(parameter):
		name = target.name.replace(frappe.scrub(target.doctype), scrubbed)
		return [name] if parameter.endswith("s") and parameter != scrubbed else name
	return None


@functools.cache
def _parameters_of_the_app() -> dict[str, str]:
	"""Parameter → the DocType after which it is named, scrubbed: household, check, alerts, ..."""
	found: dict[str, str] = {}
	for doctype in matrix.doctypes():
		scrubbed = frappe.scrub(doctype)
		last = scrubbed.rsplit("_", 1)[-1]
		for parameter in (scrubbed, f"{scrubbed}s", last, f"{last}s"):
			found.setdefault(parameter, scrubbed)
	return found


def _by_name(target: Target) -> dict[str, Any]:
	document = {"doctype": target.doctype, "name": target.name}
	names = (
		*("name", "docname", "dn", "doc_name", "document_name", "reference_name", "ref_docname", "ref_name"),
		*("value", "source_name", "reference_docname", "goal_doctype_link", "docs_name"),
	)
	many = ("names", "docnames", "source_names", "records", "households", "dns")
	doctypes = ("doctype", "dt", "document_type", "reference_type", "parenttype", "allow")
	field = matrix.secret_field(target.doctype) or "name"
	return {
		**dict.fromkeys(names, target.name),
		**{key: [target.name] for key in many},
		**dict.fromkeys(doctypes, target.doctype),
		**dict.fromkeys(("doc", "docs", "document", "target_doc"), document),
		# Documents to delete, or DocTypes of which linked documents are counted.
		"items": [target.name, *matrix.doctypes()],
		"args": document | {"assign_to": [target.user], "filters": {"name": target.name}},
		"chart": {
			**document,
			"document_type": target.doctype,
			"chart_type": "Count",
			"type": "Heatmap",
			"based_on": "creation",
			"filters_json": "[]",
		},
		**{
			key: [[target.doctype, "name", "=", target.name]]
			for key in ("filters", "current_filters", "or_filters")
		},
		"fields": ["name", field],
		**dict.fromkeys(("field", "fieldname", "workflow_state_field", "sort_field", "searchfield"), field),
		**dict.fromkeys(("txt", "text", "search_term", "query_text", "search", "tag"), target.word),
		**dict.fromkeys(("user", "uid", "assign_to", "member", "email", "for_user"), target.user),
		**dict.fromkeys(("row", "row_name", "child", "cdn", "member"), target.row),
		**dict.fromkeys(("file_url", "url", "import_file"), target.address),
		**dict.fromkeys(("fid", "file", "file_name", "files"), target.file),
		**dict.fromkeys(("report_name", "report"), "Monitored Household List"),
		**dict.fromkeys(("method", "tree_method"), "frappe.client.get"),
		**{key: [] for key in ("states", "stats", "docs_to_skip")},
		**dict.fromkeys(("start", "limit_start", "prev", "debug"), 0),
		**dict.fromkeys(("page_len", "page_length", "limit", "limit_page_length"), 100),
		**dict.fromkeys(("from_date", "start_date"), "2020-01-01"),
		**dict.fromkeys(("to_date", "end", "end_date"), "2030-01-01"),
		"type": "coordinates",
		"label": "x",
		"parent": "Household",
		"action": "Save",
		"content": "x",
		"reason": "x",
		"purpose": "Verify a Person",
		"what": "Phone",
		"format": "Standard",
		"print_format": "Standard",
		"file_format_type": "CSV",
		"file_type": "CSV",
		"link_doctype": target.doctype,
	}


def as_sent(sent: dict[str, Any]) -> dict[str, str]:
	"""Encoded for a form or a query string."""
	return {
		name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
		for name, value in sent.items()
	}
