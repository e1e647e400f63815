"""Generates docs/endpoints.md: `python -m fanpin_app.security.gate.endpoints_page > docs/endpoints.md`."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from fanpin_app.security.gate.open_endpoints import DESK, EVERYBODY, shipped

_PACKAGE = Path(__file__).parents[2]
_HEAD = """\
# Endpoints that are open

Made from `fanpin_app/security/gate/endpoints/` by `python -m fanpin_app.security.gate.endpoints_page`; do not edit.

Every request names an endpoint: a method (`/api/method/…`, `cmd`), a method of a document (written `DocType:method`) or a page.
An endpoint that is on none of the lists of the user's roles is refused, even if a newer Frappe or another app adds it; so is a function that a
dispatcher is asked to call. An administrator opens more under **Permitted Endpoint** (开放接口); a System Manager may call everything, and a call that is on
no list is recorded in the Access Log, once an hour. The REST for documents (`/api/resource/…`, `/api/v2/document/…`) and files are no endpoints:
there, permissions on the document decide.
"""
_OWN_METHODS = """
## The methods of this app

Who may call each of them, and by which HTTP methods; the others of the page are Frappe's. “–”: nobody but System Managers, unless an administrator opens it.

| method | HTTP | who | what it does |
|---|---|---|---|
"""
_WHO = {
	EVERYBODY: "Everybody, logged in or not",
	DESK: "Every role with access to the desk",
}


def render() -> str:
	lists = shipped()
	roles = [EVERYBODY, DESK, *sorted(set(lists) - {EVERYBODY, DESK})]
	sections = [_section(_WHO.get(role, role), lists[role]) for role in roles]
	return "".join((_HEAD, *sections, _OWN_METHODS, *sorted(_rows_of_own_methods(lists))))


def _section(title: str, features: dict[str, list[str]]) -> str:
	lines = "".join(
		f"| {feature} | {'<br>'.join(f'`{endpoint}`' for endpoint in endpoints)} |\n"
		for feature, endpoints in features.items()
	)
	return f"\n## {title}\n\n| for | endpoints |\n|---|---|\n{lines}"


def _rows_of_own_methods(lists: dict[str, dict[str, list[str]]]) -> Iterator[str]:
	for endpoint, function, decorator in _own_methods():
		roles = [
			_WHO.get(role, role)
			for role, features in lists.items()
			if any(endpoint in endpoints for endpoints in features.values())
		]
		# Guests call them by the names of the functions of Frappe that they replace.
		if any(each.arg == "allow_guest" for each in decorator):
			roles = [_WHO[EVERYBODY]]
		verbs = next(
			(ast.literal_eval(each.value) for each in decorator if each.arg == "methods"), ["GET", "POST"]
		)
		summary = (ast.get_docstring(function) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
		yield f"| `{endpoint}` | {', '.join(verbs)} | {', '.join(sorted(roles)) or '–'} | {summary} |\n"


def _own_methods() -> Iterator[tuple[str, ast.FunctionDef, list[ast.keyword]]]:
	"""Endpoint, function and arguments of its decorator, of each whitelisted function in an api.py or a controller."""
	for file in _PACKAGE.glob("*/api.py"):
		for function, decorator in _whitelisted(ast.parse(file.read_text(encoding="utf-8"))):
			yield f"fanpin_app.{file.parent.name}.api.{function.name}", function, decorator
	for file in _PACKAGE.glob("*/doctype/*/*.json"):
		controller = ast.parse(file.with_suffix(".py").read_text(encoding="utf-8"))
		doctype = json.loads(file.read_text(encoding="utf-8"))["name"]
		for function, decorator in _whitelisted(controller):
			yield f"{doctype}:{function.name}", function, decorator


def _whitelisted(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, list[ast.keyword]]]:
	for node in ast.walk(tree):
		if isinstance(node, ast.FunctionDef):
			for decorator in node.decorator_list:
				if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "frappe.whitelist":
					yield node, decorator.keywords


if __name__ == "__main__":
	print(render(), end="")
