import ast
import importlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest import TestCase

import fanpin_app
from fanpin_app import hooks

PACKAGE = Path(fanpin_app.__file__).resolve().parent
REPOSITORY = PACKAGE.parent
TESTS = PACKAGE / "tests"
MAX_LINES = 400
MAX_MODULES = 15
# Modules of the tests that only work with a site.
WITH_SITE = tuple(
	f"fanpin_app.tests.{name}"
	for name in ("site", "http", "browser", "support.base", "support.committed_data", "support.browser")
)
# Test files are found by the names of their sentences: a folder may hold more of them.
UNCOUNTED_PREFIXES = ("__", "test_")
GENERATED = {"__pycache__", "node_modules"}
OWN_HIDDEN_FOLDERS = {".ci"}
TEXTS = {".py", ".md", ".toml", ".txt", ".in", ".json", ".js", ".mjs", ".csv", ".yaml", ".html", ""}
# A machine's folders, and hosts of package registries; written so that this file does not name them itself.
FOREIGN = re.compile(r"/wor[k]/|[.][.]/share[d]|://[^/\s]*(pyp[i]|np[m]|debia[n])[a-z.]*")
END_OF_SENTENCE = re.compile("(?<=[.;。；]) ?")
# Examples and tables.
NO_PROSE = re.compile(r"[ \t|]")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def files() -> Iterator[Path]:
	"""What a clone holds and people write."""
	for folder, folders, names in os.walk(REPOSITORY):
		folders[:] = [name for name in folders if name not in GENERATED and _is_ours(name)]
		for name in names:
			yield Path(folder) / name


def _is_ours(folder: str) -> bool:
	return not folder.startswith(".") or folder in OWN_HIDDEN_FOLDERS


class TestTheTopOfTheRepository(TestCase):
	def test_the_four_links_resolve_to_the_package_s_own(self):
		for name in ("hooks.py", "fixtures", "patches", "tests"):
			self.assertEqual(os.readlink(REPOSITORY / name), f"fanpin_app/{name}")
			self.assertTrue((REPOSITORY / name).samefile(PACKAGE / name))

	def test_links_of_the_documentation_lead_somewhere(self):
		broken = [
			(page.name, target)
			for page in files()
			if page.suffix == ".md"
			for target in LINK.findall(page.read_text(encoding="utf-8"))
			if not (page.parent / target).exists()
		]
		self.assertEqual(broken, [])

	def test_no_sentence_of_the_documentation_is_there_twice(self):
		for page in (file for file in files() if file.suffix == ".md"):
			lines = [line for line in page.read_text("utf-8").splitlines() if not NO_PROSE.match(line)]
			sentences = [each for line in lines for each in END_OF_SENTENCE.split(line) if len(each) > 60]
			repeated = {each for each in sentences if sentences.count(each) > 1}
			self.assertFalse(repeated, page.name)

	def test_nothing_names_a_machine_s_folder_or_a_registry_s_host(self):
		named = [
			str(file.relative_to(REPOSITORY))
			for file in files()
			if file.suffix in TEXTS and FOREIGN.search(file.read_text(encoding="utf-8", errors="replace"))
		]
		self.assertEqual(named, [])

	def test_the_changelog_has_the_version(self):
		changelog = (REPOSITORY / "CHANGELOG.md").read_text()
		released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)
		self.assertIn("## [Unreleased]", changelog)
		self.assertTrue(not released or released[0] == fanpin_app.__version__)


class TestScriptsOfForms(TestCase):
	def test_they_are_named_by_doctype_and_hooks_name_each(self):
		doctypes: dict[str, list[str]] = {}
		for scripts_by_doctype in (hooks.doctype_js, hooks.doctype_list_js):
			for doctype, scripts in scripts_by_doctype.items():
				for script in [scripts] if isinstance(scripts, str) else scripts:
					doctypes.setdefault(script, []).append(doctype.lower().replace(" ", "_"))
		present = {str(file.relative_to(PACKAGE)) for file in PACKAGE.glob("*/client_scripts/*.js")}
		self.assertEqual(present, set(doctypes))
		misnamed = [
			script
			for script, names in doctypes.items()
			if len(names) == 1 and not Path(script).name.startswith(f"{names[0]}_")
		]
		self.assertEqual(misnamed, [])


class TestBenchGetApp(TestCase):
	def test_hooks_modules_and_patches_are_one_folder_below_the_top(self):
		for name in ("hooks.py", "modules.txt", "patches.txt"):
			self.assertEqual([path.parent for path in REPOSITORY.glob(f"*/{name}")], [PACKAGE], name)

	def test_the_project_has_the_package_s_name_wherever_it_is_read(self):
		self.assertIn(f'name = "{PACKAGE.name}"', (REPOSITORY / "pyproject.toml").read_text().splitlines())
		self.assertIn(f'setup(name="{PACKAGE.name}")', (REPOSITORY / "setup.py").read_text().splitlines())
		self.assertEqual(importlib.import_module("fanpin_app.hooks").app_name, PACKAGE.name)

	def test_frappe_comes_from_the_bench(self):
		project = (REPOSITORY / "pyproject.toml").read_text()
		[dependencies] = re.findall(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)
		names = set(re.findall(r'"([\w-]+)', dependencies))
		self.assertIn("openpyxl", names)
		self.assertTrue(names.isdisjoint({"frappe", "frappe-bench", "pypika"}))

	def test_required_apps_are_on_one_line(self):
		for node in ast.parse((PACKAGE / "hooks.py").read_text()).body:
			if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "required_apps":
				self.assertEqual(node.lineno, node.end_lineno)

	def test_every_module_is_a_folder(self):
		for module in (PACKAGE / "modules.txt").read_text().split("\n"):
			folder = PACKAGE / module.strip().replace(" ", "_").lower()
			self.assertTrue((folder / "__init__.py").exists(), module)


class TestPythonFiles(TestCase):
	def test_no_file_is_too_long_to_read(self):
		too_long = {
			str(file.relative_to(REPOSITORY)): lines
			for file in files()
			if file.suffix == ".py" and (lines := len(file.read_text().splitlines())) > MAX_LINES
		}
		self.assertEqual(too_long, {})

	def test_no_folder_has_too_many_modules(self):
		modules = Counter(
			str(file.parent.relative_to(REPOSITORY))
			for file in files()
			if file.suffix == ".py" and not file.name.startswith(UNCOUNTED_PREFIXES)
		)
		crowded = {folder for folder, number in modules.items() if number > MAX_MODULES}
		self.assertEqual(crowded, set())

	def test_names_of_exceptions_end_in_error(self):
		others = [
			(str(file.relative_to(REPOSITORY)), node.name)
			for file in files()
			if file.suffix == ".py"
			for node in ast.walk(ast.parse(file.read_text()))
			if isinstance(node, ast.ClassDef)
			and any(ast.unparse(base).endswith(("Error", "Exception")) for base in node.bases)
			and not node.name.endswith("Error")
		]
		self.assertEqual(others, [])

	def test_the_package_has_no_loose_modules(self):
		self.assertEqual(
			sorted(file.name for file in PACKAGE.glob("*.py")),
			["__init__.py", "extension_points.py", "hooks.py"],
		)


class TestFoldersOfTests(TestCase):
	def test_every_test_is_in_the_folder_of_what_it_needs(self):
		folders = {file.relative_to(TESTS).parts[0] for file in TESTS.rglob("test_*.py")}
		self.assertEqual(folders, {"unit", "site", "http", "browser"})

	def test_tests_without_a_site_import_nothing_from_tests_with_one(self):
		imported = [
			(file.name, node.module)
			for file in (TESTS / "unit").glob("*.py")
			for node in ast.walk(ast.parse(file.read_text()))
			if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(WITH_SITE)
		]
		self.assertEqual(imported, [])
