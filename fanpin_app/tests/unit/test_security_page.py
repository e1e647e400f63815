"""Every promise in docs/security.md names the tests that verify it, and all tests that the page names exist."""

import ast
import re
from pathlib import Path
from unittest import TestCase

import fanpin_app

TESTS = Path(fanpin_app.__file__).resolve().parent / "tests"
PAGE = TESTS.parents[1] / "docs" / "security.md"
HEADER = "| promise | test |"
REFERENCE = re.compile(r"`((?:\w+/)+test_\w+\.py)(?:::(\w+))?`")


def promises() -> list[tuple[str, str]]:
	"""Each promise with the table cell of its tests."""
	found, in_table = [], False
	for line in PAGE.read_text(encoding="utf-8").splitlines():
		if line == HEADER:
			in_table = True
		elif not line.startswith("|"):
			in_table = False
		elif in_table and not line.startswith("|---"):
			promise, tests = line.strip("| ").split(" | ")
			found.append((promise, tests))
	return found


def names_in(path: Path) -> set[str]:
	"""The classes and functions in a test file."""
	nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
	return {node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)}


class TestTheSecurityPage(TestCase):
	def test_every_promise_names_a_test(self):
		self.assertTrue(promises())
		self.assertEqual([promise for promise, tests in promises() if not REFERENCE.search(tests)], [])

	def test_the_tests_that_it_names_exist(self):
		missing = []
		for file, name in REFERENCE.findall(PAGE.read_text(encoding="utf-8")):
			path = TESTS / file
			if not path.exists() or (name and name not in names_in(path)):
				missing.append(f"{file}::{name}")
		self.assertEqual(missing, [])
