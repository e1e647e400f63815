"""The types of whitelisted functions and document methods, by which Frappe validates what clients send."""

import ast
from collections.abc import Iterator
from unittest import TestCase

from fanpin_app import hooks
from fanpin_app.tests.unit.test_repository import PACKAGE

DECORATOR = "frappe.whitelist"
Function = ast.FunctionDef | ast.AsyncFunctionDef


class TestTypesOfEndpoints(TestCase):
	def test_every_argument_and_every_result_has_a_type(self):
		self.assertGreater(len(list(_whitelisted())), 60)
		untyped = [
			(place, function.name, argument)
			for place, _tree, function in _whitelisted()
			for argument, annotation in _annotations(function)
			if annotation is None
		]
		self.assertEqual(untyped, [])

	def test_frappe_can_evaluate_every_type(self):
		"""Frappe skips types that are strings, and with the import of `annotations` all of a file are."""
		skipped = [
			(place, function.name, argument)
			for place, tree, function in _whitelisted()
			for argument, annotation in _annotations(function)
			if _has_lazy_annotations(tree) or (annotation and _contains_string(annotation))
		]
		self.assertEqual(skipped, [])

	def test_a_type_is_required_on_every_argument(self):
		self.assertIs(hooks.require_type_annotated_api_methods, True)


def _whitelisted() -> Iterator[tuple[str, ast.Module, Function]]:
	"""File, its tree, and each of its functions that is decorated with `frappe.whitelist`."""
	for file in sorted(PACKAGE.rglob("*.py")):
		if DECORATOR not in (source := file.read_text(encoding="utf-8")):
			continue
		tree = ast.parse(source)
		for node in ast.walk(tree):
			if isinstance(node, Function) and any(
				ast.unparse(decorator).startswith(DECORATOR) for decorator in node.decorator_list
			):
				yield str(file.relative_to(PACKAGE)), tree, node


def _annotations(function: Function) -> Iterator[tuple[str, ast.expr | None]]:
	"""Name and annotation of each argument of a function or document method, and of the result."""
	arguments = function.args
	plain = [*arguments.posonlyargs, *arguments.args]
	if plain and plain[0].arg == "self":
		del plain[0]
	for argument in [*plain, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]:
		if argument:
			yield argument.arg, argument.annotation
	yield "return", function.returns


def _has_lazy_annotations(tree: ast.Module) -> bool:
	return any(
		isinstance(node, ast.ImportFrom)
		and node.module == "__future__"
		and any(alias.name == "annotations" for alias in node.names)
		for node in tree.body
	)


def _contains_string(annotation: ast.expr) -> bool:
	return any(
		isinstance(node, ast.Constant) and isinstance(node.value, str) for node in ast.walk(annotation)
	)
