import ast
from inspect import getsource, isabstract
from unittest import TestCase

import frappe

from fanpin_app import hooks
from fanpin_app.discovery.targets import ComparedTarget, FactTarget

WRITES = {"insert", "upsert", "save", "db_set", "set_value", "delete", "delete_doc", "write", "finish"}


class TestTargets(TestCase):
	def test_each_is_of_one_of_the_two_kinds_and_complete(self):
		for target, path in hooks.feed_targets.items():
			with self.subTest(target):
				module, _dot, name = path.rpartition(".")
				kind = getattr(frappe.get_module(module), name)
				self.assertNotEqual(issubclass(kind, FactTarget), issubclass(kind, ComparedTarget))
				self.assertFalse(isabstract(kind))

	def test_generators_write_nothing(self):
		for target, path in hooks.feed_targets.items():
			with self.subTest(target):
				source = getsource(frappe.get_module(path.rpartition(".")[0]))
				self.assertEqual(_writes_in_generators(source), [])

	def test_a_write_in_a_generator_is_found(self):
		source = "def parts():\n\tbulk.insert(rows)\n\tyield 1\n\ndef write():\n\tbulk.insert(rows)"
		self.assertEqual(_writes_in_generators(source), ["parts: insert"])


def _writes_in_generators(source: str) -> list[str]:
	return [
		f"{function.name}: {called.func.attr}"
		for function in ast.walk(ast.parse(source))
		if isinstance(function, ast.FunctionDef)
		and any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))
		for called in ast.walk(function)
		if isinstance(called, ast.Call)
		and isinstance(called.func, ast.Attribute)
		and called.func.attr in WRITES
	]
