"""Which endpoint a web request calls, determined in the same way as Frappe's dispatch (`frappe/app.py`).

An endpoint is a string: a method's dotted name ("frappe.client.get"), a method of a document ("Risk
Alert:dismiss") or a page ("/login"). Files and the REST API of DocTypes are not endpoints: their permissions
decide.
"""

from typing import Any

import frappe
import frappe.api
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

# Calls a document's method, which is one of the arguments.
RUN_DOC_METHOD = ("run_doc_method", "frappe.handler.run_doc_method")
FILES = ("/files/", "/private/files/")
# Frappe's pages send `cmd` to these.
PATHS_WITH_COMMAND = ("/", "/login")
LOGIN = "login"
# For requests without a valid endpoint; never open.
NO_ENDPOINT = ""
# The box's Frappe splits the path itself; later versions match it with these rules.
_API_RULES = getattr(frappe.api, "API_URL_MAP", None)
_API_VERSIONS = ("/api/v2", "/api/v1", "/api")


def requested_endpoint(request: Request, form: dict) -> str | None:
	"""The endpoint that Frappe will call; None if permissions on documents or files decide."""
	if request.method == "OPTIONS":
		return None  # Answered without dispatching.
	if form.get("cmd"):
		return _method(form["cmd"], form)
	if request.path.startswith("/api/"):
		return _api_endpoint(request, form)
	if request.path.startswith(FILES):
		return None
	return page(request.path)


def names_two_endpoints(request: Request, form: dict) -> bool:
	"""Whether the path names another endpoint than `cmd`: Frappe reads now one, now the other.

	Only before the request is dispatched; then Frappe sets `cmd` itself.
	"""
	command = form.get("cmd")
	return bool(command) and request.path not in (*PATHS_WITH_COMMAND, f"/api/method/{command}")


def is_login(request: Request, form: dict) -> bool:
	"""Whether Frappe checks a password and starts a session (`frappe/auth.py`), whatever else the request calls."""
	return form.get("cmd") == LOGIN or request.path == f"/api/method/{LOGIN}"


def page(path: str) -> str:
	return "/" + path.strip("/ ")


def document_method(doctype: Any, method: Any) -> str:
	"""The endpoint of a document's method; NO_ENDPOINT unless both are non-empty strings."""
	if not (isinstance(doctype, str) and isinstance(method, str) and doctype and method):
		return NO_ENDPOINT
	return f"{doctype}:{method}"


def _method(name: Any, form: dict) -> str:
	if not isinstance(name, str) or "/" in name or ":" in name:
		return NO_ENDPOINT
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


def _api_endpoint(request: Request, form: dict) -> str | None:
	if not _API_RULES:
		return _early_api_endpoint(request.path, form)
	try:
		rule, arguments = _API_RULES.bind_to_environ(request.environ).match(return_rule=True)
	except HTTPException:
		return None  # Frappe answers 404.
	version = next(prefix for prefix in _API_VERSIONS if rule.rule.startswith(f"{prefix}/"))
	route = rule.rule.removeprefix(version)
	if version == "/api/v2":
		return _v2_endpoint(route, arguments, form, request.path)
	return _v1_endpoint(route, arguments, form, request)


def _early_api_endpoint(path: str, form: dict) -> str | None:
	"""Like frappe/api.py of early Frappe 15."""
	call, doctype, name = ([*path[1:].split("/", 3), "", ""])[1:4]
	if call == "method":
		return _method(doctype, form)
	if call == "resource" and name and "run_method" in form:
		return document_method(doctype, form["run_method"])
	return None  # Frappe answers 404 if it is no document.


def _v1_endpoint(route: str, arguments: dict, form: dict, request: Request) -> str | None:
	if route == "/method/<path:method>":
		return _method(arguments["method"].split("/")[0], form)
	if route == "/resource/<doctype>":
		return None
	if route == "/resource/<doctype>/<path:name>/":
		if "run_method" in form or request.method == "POST":
			return document_method(arguments["doctype"], form.get("run_method"))
		return None
	return page(request.path)


def _v2_endpoint(route: str, arguments: dict, form: dict, path: str) -> str | None:
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
	"""A function in a DocType's module, which version 2 calls by the DocType's name."""
	from frappe.modules.utils import load_doctype_module

	try:
		return _method(f"{load_doctype_module(doctype).__name__}.{method}", {})
	except ImportError:
		return NO_ENDPOINT
