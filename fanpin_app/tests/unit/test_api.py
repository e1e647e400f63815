"""What clients may call is in the `api.py` of each step and on documents, and has the types by which Frappe validates
what they send."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from unittest import TestCase

from fanpin_app import hooks
from fanpin_app.tests.unit.test_repository import PACKAGE

DECORATOR = "frappe.whitelist"
Function = ast.FunctionDef | ast.AsyncFunctionDef
# Whitelisted elsewhere, and why.
ELSEWHERE = {
	"security/files/private_files.py:optimize_file": "a method of File, whose controller `override_doctype_class` replaces",
	"tests/support/security/whitelisted_functions.py:answer_yes": "tests of the gate open and close it",
}
CONTROLLER = re.compile(r"\w+/doctype/(\w+)/\1\.py")
METHODS = ("methods=['POST']", "methods=['GET', 'POST']")


class TestPlaces(TestCase):
	def test_functions_are_in_an_api_and_methods_in_controllers(self):
		others = {
			f"{place}:{function.name}"
			for place, tree, function in _whitelisted()
			if not (_is_api(place) if function in tree.body else _is_controller(place))
		}
		self.assertEqual(others, set(ELSEWHERE))

	def test_an_api_holds_nothing_but_whitelisted_functions(self):
		defined = {
			f"{place.removesuffix('.py').replace('/', '.')}.{node.name}"
			for place in map(_place, PACKAGE.glob("*/api.py"))
			for node in ast.parse((PACKAGE / place).read_text("utf-8")).body
			if isinstance(node, Function | ast.ClassDef)
		}
		self.assertEqual(defined, {name.removeprefix("fanpin_app.") for name in api_functions()})

	def test_a_function_of_an_api_has_a_docstring_and_calls_one_function(self):
		for name, function in api_functions().items():
			with self.subTest(name):
				docstring, statement = function.body
				self.assertTrue(ast.get_docstring(function))
				self.assertIsInstance(docstring, ast.Expr)
				self.assertIsInstance(statement, ast.Return | ast.Expr)
				calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
				self.assertEqual(calls, [statement.value])
				# By its own name: frapast does not follow calls of a module's attribute.
				self.assertIsInstance(statement.value.func, ast.Name)

	def test_a_function_of_an_api_names_its_http_methods(self):
		for name, function in api_functions().items():
			decorator = ast.unparse(function.decorator_list[0])
			self.assertTrue(any(methods in decorator for methods in METHODS), name)


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


def api_functions() -> dict[str, Function]:
	"""The functions of every `api.py` that clients may call, by their dotted names."""
	return {
		f"{PACKAGE.name}.{place.removesuffix('.py').replace('/', '.')}.{function.name}": function
		for place, _tree, function in _whitelisted()
		if _is_api(place)
	}


def _is_api(place: str) -> bool:
	"""Whether the file is the `api.py` of a folder of the package."""
	return place.endswith("/api.py") and place.count("/") == 1


def _is_controller(place: str) -> bool:
	return bool(CONTROLLER.fullmatch(place))


def _place(file: Path) -> str:
	return str(file.relative_to(PACKAGE))


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
				yield _place(file), tree, node


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
