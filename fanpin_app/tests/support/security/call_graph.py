"""Which whitelisted functions reach something, from the source of the installed apps.

Calls are followed through imports, names of the module, and methods of the module's classes. A call of a method of
another module's class is not seen: such a class is named as a further start.
"""

from __future__ import annotations

import ast
import functools
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import frappe

WITHOUT_CLIENTS = {"tests", "patches", "commands", "demo", "node_modules"}
Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
	name: str
	node: Definition
	# Dotted names of what it may call.
	uses: frozenset[str]
	# Its texts, and the names of its attributes and of the arguments in its calls.
	words: frozenset[str]

	@property
	def is_whitelisted(self) -> bool:
		return any("whitelist" in ast.unparse(decorator) for decorator in self.node.decorator_list)

	def calls_of(self, name: str) -> Iterator[ast.Call]:
		"""The calls in it of a function with this last name."""
		for part in ast.walk(self.node):
			if isinstance(part, ast.Call) and _chain(part.func)[-1] == name:
				yield part


def whitelisted_that(does: Callable[[Function], bool]) -> set[str]:
	"""The dotted names of the whitelisted functions and document methods that do it, or call what does."""
	known = functions()
	callers = defaultdict(set)
	for function in known.values():
		for used in function.uses:
			callers[used].add(function.name)
	found, waiting = set(), [name for name, function in known.items() if does(function)]
	while waiting:
		if (name := waiting.pop()) not in found:
			found.add(name)
			waiting += callers[name]
	return {name for name in found if known[name].is_whitelisted}


@functools.cache
def functions() -> dict[str, Function]:
	"""Dotted name → every function of the installed apps but those of tests, patches and commands."""
	return {
		function.name: function
		for app in frappe.get_installed_apps()
		for path in sorted(Path(frappe.get_app_path(app)).rglob("*.py"))
		for function in _functions_of(path, Path(frappe.get_app_path(app)).parent)
	}


def _functions_of(path: Path, folder: Path) -> Iterator[Function]:
	parts = path.relative_to(folder).with_suffix("").parts
	if WITHOUT_CLIENTS.intersection(parts) or path.name.startswith("test_"):
		return
	module = ".".join(part for part in parts if part != "__init__")
	tree = ast.parse(path.read_text("utf-8"))
	nodes = dict(_definitions(tree, module))
	methods = defaultdict(set)
	for name in nodes:
		methods[name.rsplit(".", 1)[-1]].add(name)
	package = module if path.name == "__init__.py" else module.rpartition(".")[0]
	names = {name: f"{module}.{name}" for name in methods} | dict(_imports(tree, package))
	for name, node in nodes.items():
		yield Function(name, node, frozenset(_uses(node, names, methods)), frozenset(_words(node)))


def _definitions(tree: ast.AST, prefix: str) -> Iterator[tuple[str, Definition]]:
	for node in ast.iter_child_nodes(tree):
		if isinstance(node, Definition):
			yield f"{prefix}.{node.name}", node
		elif isinstance(node, ast.ClassDef):
			yield from _definitions(node, f"{prefix}.{node.name}")
		else:
			yield from _definitions(node, prefix)


def _imports(tree: ast.AST, package: str) -> Iterator[tuple[str, str]]:
	"""Name in the module → dotted name of what it is."""
	for node in ast.walk(tree):
		if isinstance(node, ast.ImportFrom):
			source = node.module or ""
			if node.level:
				above = package.split(".")[: len(package.split(".")) - node.level + 1]
				source = ".".join([*above, *filter(None, [node.module])])
			for alias in node.names:
				yield alias.asname or alias.name, f"{source}.{alias.name}"
		elif isinstance(node, ast.Import):
			for alias in node.names:
				first = alias.name.split(".")[0]
				yield (alias.asname, alias.name) if alias.asname else (first, first)


def _uses(node: Definition, names: dict[str, str], methods: dict[str, set[str]]) -> Iterator[str]:
	for part in ast.walk(node):
		if isinstance(part, ast.Name) and part.id in names:
			yield names[part.id]
		elif isinstance(part, ast.Attribute):
			first, *rest = _chain(part)
			if first in names:
				yield ".".join((names[first], *rest))
			else:
				yield from methods.get(part.attr, ())
		elif isinstance(part, ast.Constant) and isinstance(part.value, str):
			# It may be the name of a function for a job.
			yield part.value


def _words(node: Definition) -> Iterator[str]:
	for part in ast.walk(node):
		if isinstance(part, ast.Name):
			yield part.id
		elif isinstance(part, ast.Attribute):
			yield part.attr
		elif isinstance(part, ast.keyword) and part.arg:
			yield part.arg
		elif isinstance(part, ast.Constant) and isinstance(part.value, str):
			yield part.value


def _chain(node: ast.AST) -> list[str]:
	"""The names of an expression such as `frappe.db.get_value`; the first is empty if it is no name."""
	attributes: list[str] = []
	while isinstance(node, ast.Attribute):
		attributes.insert(0, node.attr)
		node = node.value
	return [node.id if isinstance(node, ast.Name) else "", *attributes]
