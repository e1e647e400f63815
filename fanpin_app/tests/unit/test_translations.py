import ast
import csv
import re
from collections import Counter
from collections.abc import Iterator
from unittest import TestCase

from fanpin_app.tests.support.messages import PACKAGE, messages

PLACEHOLDER = re.compile(r"\{\w*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff\uff00-\uffef]")
SIGNS_ONLY = re.compile(r"[\W\d_]*")


def rows() -> list[list[str]]:
	with (PACKAGE / "translations" / "zh.csv").open(encoding="utf-8", newline="") as file:
		return list(csv.reader(file))


def chinese() -> dict[str, str]:
	return {row[0]: row[1] for row in rows() if len(row) == 2}


class TestChinese(TestCase):
	maxDiff = None

	def test_every_message_of_the_app_has_its_chinese(self):
		known = chinese()
		missing = {
			message: place
			for message, place in messages()
			if message.strip() not in known and not SIGNS_ONLY.fullmatch(message)
		}
		self.assertEqual(missing, {})

	def test_no_message_is_translated_twice(self):
		keys = Counter((row[0], *row[2:]) for row in rows())
		self.assertEqual([key for key, times in keys.items() if times > 1], [])

	def test_every_row_has_a_message_and_its_translation(self):
		self.assertEqual([row for row in rows() if len(row) not in (2, 3) or not row[0] or not row[1]], [])

	def test_a_translation_keeps_the_placeholders_of_its_message(self):
		wrong = [
			row
			for row in rows()
			if Counter(PLACEHOLDER.findall(row[0])) != Counter(PLACEHOLDER.findall(row[1]))
		]
		self.assertEqual(wrong, [])

	def test_a_translation_is_in_chinese(self):
		self.assertEqual([row for row in rows() if not CHINESE.search(row[1])], [])


class TestTranslating(TestCase):
	def test_nothing_is_translated_when_a_module_is_imported(self):
		# The language of who reads is not known then, and what is found stays for all readers.
		found = [
			(str(path.relative_to(PACKAGE)), line)
			for path in PACKAGE.rglob("*.py")
			for line in _translated_at_import(ast.parse(path.read_text(encoding="utf-8")))
		]
		self.assertEqual(found, [])

	def test_a_translation_at_import_is_found(self):
		source = 'LABEL = {"a": _("One")}\nLATER = lambda: _("Two")\ndef later():\n\treturn _("Three")\n'
		self.assertEqual(list(_translated_at_import(ast.parse(source))), [1])


def _translated_at_import(node: ast.AST) -> Iterator[int]:
	"""The lines of calls of `_` outside of functions."""
	for child in ast.iter_child_nodes(node):
		if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id == "_":
			yield child.lineno
		if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
			yield from _translated_at_import(child)
