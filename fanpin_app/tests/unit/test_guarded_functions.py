import ast
import subprocess
import sys
from pathlib import Path
from unittest import TestCase

import fanpin_app

PACKAGE = Path(fanpin_app.__file__).parent
IMPORT_ALL = """
import sys
import fanpin_app.security.replacements
print(*sys.modules)
"""


def modules_that_register_guards() -> set[str]:
	found = set()
	for path in PACKAGE.rglob("*.py"):
		if "tests" in path.relative_to(PACKAGE).parts:
			continue
		for node in ast.walk(ast.parse(path.read_text("utf-8"))):
			if isinstance(node, ast.ImportFrom) and any(name.name == "guards" for name in node.names):
				found.add(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
	return found


class TestGuardedFunctions(TestCase):
	def test_all_guards_are_registered_before_they_are_installed(self):
		"""They are installed once, at a process's first request: a guard of a module that is imported later would be
		missing."""
		done = subprocess.run(
			[sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True, check=True, env=None
		)
		registered = modules_that_register_guards()
		self.assertIn("fanpin_app.security.accounts.lockout", registered)
		self.assertEqual(registered - set(done.stdout.split()), set())
