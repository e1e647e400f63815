"""Every string of the app that a user reads, with the place that it comes from."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
JS_CALL = re.compile(r"""\b__\(\s*(["'`])(?P<message>(?:\\.|(?!\1).)*)\1""", re.DOTALL)
JINJA_CALL = re.compile(r"""\b_\(\s*(["'])(?P<message>(?:\\.|(?!\1).)*)\1""", re.DOTALL)
# Seeds whose names are English words of the app's; names of other seeds are records in Chinese.
NAMED_IN_ENGLISH = ("alert_level", "workflow", "workflow_action_master", "workflow_state")

Message = tuple[str, str]


def messages() -> Iterator[Message]:
	"""Pairs of message and place, with repetitions."""
	for module in (PACKAGE / "modules.txt").read_text().split("\n"):
		yield module.strip(), "modules.txt"
	for path in sorted(PACKAGE.rglob("*.json")):
		for message in _in_json(path):
			yield message, _place(path)
	for path in sorted(PACKAGE.rglob("*.py")):
		if "tests" not in path.parts:
			for message in _in_python(path):
				yield message, _place(path)
	for path in sorted([*PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.vue"), *PACKAGE.rglob("*.html")]):
		for message in _in_client_code(path):
			yield message, _place(path)


def _place(path: Path) -> str:
	return str(path.relative_to(PACKAGE))


def _in_json(path: Path) -> Iterator[str]:
	documents = json.loads(path.read_text(encoding="utf-8"))
	if path.parent.name == "seeds":
		if path.stem in NAMED_IN_ENGLISH:
			yield from (document["name"] for document in documents)
		if path.stem == "data_feed":
			yield from _meanings(documents)
	elif path == PACKAGE / "fixtures" / "role.json":
		yield from (document["name"] for document in documents)
	elif isinstance(documents, dict):
		yield from OF_DOCTYPE.get(documents.get("doctype"), _nothing)(documents)


def _meanings(feeds: list[dict]) -> Iterator[str]:
	"""The values that agencies' words are stored as, which evidence shows; grades of one letter need no
	translation."""
	for feed in feeds:
		for column in feed["columns"]:
			for line in column.get("value_map", "").splitlines():
				if len(meaning := line.partition("=")[2]) > 1:
					yield meaning


def _of_doctype(doctype: dict) -> Iterator[str]:
	yield doctype["name"]
	yield doctype.get("description", "")
	for field in doctype["fields"]:
		yield field.get("label", "")
		yield field.get("description", "")
		yield field.get("placeholder", "")
		if field["fieldtype"] == "Select":
			yield from field.get("options", "").split("\n")
	for link in doctype.get("links", []):
		yield link.get("group", "")
	for action in doctype.get("actions", []):
		yield action.get("label", "")
	for state in doctype.get("states", []):
		yield state.get("title", "")


def _of_workspace(workspace: dict) -> Iterator[str]:
	yield workspace["title"]
	for table in ("charts", "links", "number_cards", "quick_lists", "shortcuts"):
		for row in workspace.get(table, []):
			yield row.get("label", "")
			yield row.get("format", "")


def _named(document: dict) -> Iterator[str]:
	yield document.get("label") or document["name"]


def _nothing(document: dict) -> Iterator[str]:
	yield from ()


OF_DOCTYPE = {
	"DocType": _of_doctype,
	"Workspace": _of_workspace,
	"Number Card": _named,
	"Report": _named,
	"Notification": _named,
	"Print Format": _named,
	"Page": _named,
}


def _in_python(path: Path) -> Iterator[str]:
	for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
		if isinstance(node, ast.Call) and _name_of(node.func) in ("_", "_lt") and node.args:
			if isinstance(node.args[0], ast.Constant):
				yield node.args[0].value


def _name_of(function: ast.expr) -> str:
	return getattr(function, "id", getattr(function, "attr", ""))


def _in_client_code(path: Path) -> Iterator[str]:
	text = path.read_text(encoding="utf-8")
	calls = [*JS_CALL.finditer(text), *(JINJA_CALL.finditer(text) if path.suffix == ".html" else [])]
	for call in calls:
		yield call["message"].replace('\\"', '"').replace("\\'", "'").replace("\\n", "\n")
