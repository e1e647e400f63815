"""Which endpoint a web request asks for, worked out as Frappe's own dispatch (`frappe/app.py`) will do it.

An endpoint is a string: a method's dotted name ("frappe.client.get"), a method of a document ("Risk Alert:dismiss") or a
page ("/login"). Files and the REST that Frappe generates for every DocType are none: their permissions decide.
"""

from typing import Any

import frappe
import frappe.api
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

# Frappe's name for calling a method of a document, whose arguments name the method.
RUN_DOC_METHOD = ("run_doc_method", "frappe.handler.run_doc_method")
FILES = ("/files/", "/private/files/")
# What is asked for where nothing sensible is: never open.
NOTHING = ""
# The box's Frappe splits the path itself; later ones match it with these rules.
_API_RULES = getattr(frappe.api, "API_URL_MAP", None)
_API_VERSIONS = ("/api/v2", "/api/v1", "/api")


def requested_endpoint(request: Request, form: dict) -> str | None:
	"""The endpoint that Frappe will dispatch the request to; None where permissions on documents and files decide."""
	if request.method == "OPTIONS":
		return None  # Answered without dispatching.
	if form.get("cmd"):
		return _method(form["cmd"], form)
	if request.path.startswith("/api/"):
		return _of_api(request, form)
	if request.path.startswith(FILES):
		return None
	return page(request.path)


def page(path: str) -> str:
	return "/" + path.strip("/ ")


def document_method(doctype: Any, method: Any) -> str:
	"""NOTHING where the client sent no two names."""
	if not (isinstance(doctype, str) and isinstance(method, str) and doctype and method):
		return NOTHING
	return f"{doctype}:{method}"


def _method(name: Any, form: dict) -> str:
	if not isinstance(name, str) or "/" in name or ":" in name:
		return NOTHING
	if name in RUN_DOC_METHOD:
		doctype = form.get("dt") or _doctype_of(form.get("docs"))
		return document_method(doctype, form.get("method"))
	return name


def _doctype_of(document: Any) -> Any:
	try:
		document = frappe.parse_json(document)
	except ValueError:
		return None
	return document.get("doctype") if isinstance(document, dict) else None


def _of_api(request: Request, form: dict) -> str | None:
	if not _API_RULES:
		return _of_early_api(request.path, form)
	try:
		rule, arguments = _API_RULES.bind_to_environ(request.environ).match(return_rule=True)
	except HTTPException:
		return None  # Frappe matches the same and answers that there is nothing.
	version = next(prefix for prefix in _API_VERSIONS if rule.rule.startswith(f"{prefix}/"))
	route = rule.rule.removeprefix(version)
	if version == "/api/v2":
		return _of_route_2(route, arguments, form, request.path)
	return _of_route_1(route, arguments, form, request)


def _of_early_api(path: str, form: dict) -> str | None:
	"""As frappe/api.py of early Frappe 15 splits it."""
	call, doctype, name = ([*path[1:].split("/", 3), "", ""])[1:4]
	if call == "method":
		return _method(doctype, form)
	if call == "resource" and name and "run_method" in form:
		return document_method(doctype, form["run_method"])
	return None  # Frappe answers that there is nothing, where it is no document.


def _of_route_1(route: str, arguments: dict, form: dict, request: Request) -> str | None:
	if route == "/method/<path:method>":
		return _method(arguments["method"].split("/")[0], form)
	if route == "/resource/<doctype>":
		return None
	if route == "/resource/<doctype>/<path:name>/":
		if "run_method" in form or request.method == "POST":
			return document_method(arguments["doctype"], form.get("run_method"))
		return None
	return page(request.path)


def _of_route_2(route: str, arguments: dict, form: dict, path: str) -> str | None:
	if route in ("/document/<doctype>", "/document/<doctype>/<path:name>/"):
		return None
	if route == "/document/<doctype>/<path:name>/method/<method>/":
		return document_method(arguments["doctype"], arguments["method"])
	if route == "/method/run_doc_method":
		return document_method(_doctype_of(form.get("document")), form.get("method"))
	if route == "/method/<method>":
		return _method(arguments["method"], form)
	if route == "/method/<doctype>/<method>":
		return _method_of_module(arguments["doctype"], arguments["method"])
	if route.startswith("/method/") and "<" not in route:
		return route.removeprefix("/method/")
	return page(path)


def _method_of_module(doctype: str, method: str) -> str:
	"""A function beside a DocType's class, which version 2 calls by the DocType's name."""
	from frappe.modules.utils import load_doctype_module

	try:
		return _method(f"{load_doctype_module(doctype).__name__}.{method}", {})
	except ImportError:
		return NOTHING
