"""The direction of imports: a step of the loop knows the steps before it, the base knows no step, and no files import
each other in a circle."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from unittest import TestCase

from fanpin_app.tests.unit.test_repository import PACKAGE, files

STEPS = (
	"registry",
	"discovery",
	"early_warning",
	"verification",
	"assistance",
	"resources",
	"coordination",
	"oversight",
)
# Folders that combine everything, and that nothing imports.
TOP = {"hooks", "setup", "patches", "commands", "demo", "www", "templates", "tests"}
CONTROLLER = re.compile(r"fanpin_app\.\w+\.doctype\.")
DOTTED_PATH = re.compile(r"\bfanpin_app(?:\.[A-Za-z_]\w*)+")
# What a rule says, its query, and what is done with both: each folder with those that use it.
RULES, RULE_QUERIES = "fanpin_app.early_warning.rules", "fanpin_app.early_warning.rule_queries"
RULE_DESK, SCREENING = "fanpin_app.early_warning.rule_desk", "fanpin_app.early_warning.screening"
USERS_OF_RULES = {RULES: (RULE_QUERIES, RULE_DESK, SCREENING), RULE_QUERIES: (RULE_DESK, SCREENING)}
# Lists of names that administrators may extend: not code that knows what they lead to.
ENDPOINT_LISTS = PACKAGE / "security/gate/endpoints"

# Imports of a step by the base; each should be removed.
FROM_BASE_TO_STEPS = {
	# The columns of a report are described for all reports there.
	("fanpin_app.security.report.security_check.security_check", "fanpin_app.oversight.columns.column"),
	# The DocTypes with permission functions of their own.
	("fanpin_app.permissions.rules", "fanpin_app.discovery.loading.batch_access.condition"),
	("fanpin_app.permissions.rules", "fanpin_app.discovery.loading.batch_access.has_permission"),
	(
		"fanpin_app.permissions.rules",
		"fanpin_app.registry.doctype.export_log.export_log.get_permission_query_conditions",
	),
	("fanpin_app.permissions.rules", "fanpin_app.registry.doctype.export_log.export_log.has_permission"),
}
# Imports for type checkers only that close a circle, by name: each should go. Values that targets and accounts count for a
# checker are described beside the checker, which is given the account and the target.
TYPES_IN_CIRCLES = {
	("fanpin_app.discovery.plausibility.repeated_tables", "fanpin_app.discovery.plausibility.hold"),
	("fanpin_app.discovery.targets", "fanpin_app.discovery.plausibility.month_comparison"),
	("fanpin_app.discovery.plausibility.name_check", "fanpin_app.discovery.plausibility.hold"),
}


class TestTheDirectionOfTheLoop(TestCase):
	def test_a_step_names_nothing_of_a_later_step(self):
		backwards = [
			(name, path)
			for name, file in sources()
			if part_of(name) in STEPS
			for path in _named_in(file)
			if part_of(path) in STEPS and STEPS.index(part_of(path)) > STEPS.index(part_of(name))
		]
		self.assertEqual(backwards, [])

	def test_the_base_names_nothing_of_a_step(self):
		named = {
			(name, path)
			for name, file in sources()
			if part_of(name) not in {*STEPS, *TOP} and ENDPOINT_LISTS not in file.parents
			for path in _named_in(file)
			if part_of(path) in STEPS
		}
		self.assertEqual(named, FROM_BASE_TO_STEPS)

	def test_nothing_below_names_what_combines_everything(self):
		named = [
			(name, path)
			for name, file in sources()
			if part_of(name) not in TOP
			for path in _named_in(file)
			if part_of(path) in TOP
		]
		self.assertEqual(named, [])

	def test_the_rule_language_names_nothing_of_what_uses_it(self):
		backwards = [
			(name, path)
			for name, file in sources()
			for folder, users in USERS_OF_RULES.items()
			if name.startswith(f"{folder}.")
			for path in _named_in(file)
			if path.startswith(tuple(f"{user}." for user in users))
		]
		self.assertEqual(backwards, [])

	def test_no_controller_names_a_form_s_endpoints(self):
		named = [
			(name, path)
			for name, file in sources()
			if CONTROLLER.match(name)
			for path in _named_in(file)
			if path.startswith(f"{RULE_DESK}.")
		]
		self.assertEqual(named, [])

	def test_every_folder_of_a_step_is_known_here(self):
		modules = (PACKAGE / "modules.txt").read_text().split("\n")
		known = {*STEPS, "security"}
		self.assertEqual({module.strip().replace(" ", "_").lower() for module in modules if module}, known)


class TestCirclesOfFiles(TestCase):
	def test_no_files_import_each_other_in_a_circle(self):
		self.assertEqual(_circles(imports() - TYPES_IN_CIRCLES), [])

	def test_every_known_exception_still_closes_a_circle(self):
		found = imports()
		kept = [
			each
			for each in TYPES_IN_CIRCLES
			if each in found and _circles(found - (TYPES_IN_CIRCLES - {each}))
		]
		self.assertEqual(sorted(TYPES_IN_CIRCLES - set(kept)), [])

	def test_a_circle_is_found(self):
		self.assertEqual(
			_circles({("a", "b"), ("b", "c"), ("c", "b"), ("c", "d"), ("e", "e")}), [["b", "c"], ["e"]]
		)


def sources() -> Iterator[tuple[str, Path]]:
	"""Dotted name and file of what the package holds besides its tests."""
	for file in files():
		if PACKAGE in file.parents and file.suffix in {".py", ".js", ".json", ".html"}:
			name = ".".join((PACKAGE.name, *file.relative_to(PACKAGE).with_suffix("").parts))
			if part_of(name) != "tests":
				yield name.removesuffix(".__init__"), file


def part_of(path: str) -> str:
	"""The folder or module of the package that a dotted path leads into: "registry" of fanpin_app.registry.households.members."""
	return path.split(".")[1] if "." in path else ""


def _named_in(file: Path) -> set[str]:
	"""The dotted paths into the package that a file imports or names in a string."""
	text = file.read_text(encoding="utf-8")
	if file.suffix != ".py":
		return set(DOTTED_PATH.findall(text))
	tree = ast.parse(text)
	strings = (
		node.value
		for node in ast.walk(tree)
		if isinstance(node, ast.Constant) and isinstance(node.value, str)
	)
	return {*_imported(tree), *(path for string in strings for path in DOTTED_PATH.findall(string))}


def _imported(tree: ast.AST) -> Iterator[str]:
	"""What the source imports of the package, wherever in the file and for whatever purpose."""
	for node in ast.walk(tree):
		if isinstance(node, ast.Import):
			yield from (alias.name for alias in node.names if alias.name.startswith("fanpin_app."))
		elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "fanpin_app":
			yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports() -> set[tuple[str, str]]:
	"""The pairs of modules of which the first imports the second.

	Not the class of a document that is imported for type checkers only: a controller imports the functions that it
	delegates to, and these name the type of what they work on.
	"""
	modules = {name: file for name, file in sources() if file.suffix == ".py"}
	return {
		(name, module)
		for name, file in modules.items()
		for path in _imported_at_runtime(ast.parse(file.read_text(encoding="utf-8")))
		for module in [path if path in modules else path.rpartition(".")[0]]
		if module in modules and module != PACKAGE.name
	}


def _imported_at_runtime(tree: ast.AST) -> Iterator[str]:
	"""What the source imports of the package, but for the types of documents."""
	types = Counter(
		path
		for node in ast.walk(tree)
		if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
		for path in _imported(node)
		if CONTROLLER.match(path)
	)
	yield from (Counter(_imported(tree)) - types).elements()


def _circles(arrows: set[tuple[str, str]]) -> list[list[str]]:
	"""The groups of names that lead to each other along the arrows."""
	onward = defaultdict(set)
	for start, end in arrows:
		onward[start].add(end)
	reached = {name: _reached(name, onward) for name in onward}
	groups = {
		tuple(sorted(other for other in reached[name] if name in reached.get(other, ()))) for name in reached
	}
	return sorted(list(group) for group in groups if group)


def _reached(name: str, onward: dict[str, set[str]]) -> set[str]:
	"""What is reached from a name along one arrow or more."""
	found: set[str] = set()
	open_ends = [name]
	while open_ends:
		new = onward.get(open_ends.pop(), set()) - found
		found |= new
		open_ends.extend(new)
	return found
