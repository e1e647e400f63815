"""The pictures and the walks of docs/architecture.md are those of the code."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any
from unittest import TestCase

from fanpin_app.tests.unit.test_import_directions import DOTTED_PATH, STEPS, imports, part_of, sources
from fanpin_app.tests.unit.test_repository import PACKAGE, REPOSITORY

PAGE = REPOSITORY / "docs/architecture.md"
PICTURE = re.compile(r"^```mermaid\n(.*?)^```", re.MULTILINE | re.DOTALL)
ARROW = re.compile(r"^\s*(\w+) (-->|-\.->) (\w+)$", re.MULTILINE)
IMPORT, EVENT = "-->", "-.->"
STEP_OF_WALK = re.compile(r"^\| \d+ \| .+ \| (.+) \|$", re.MULTILINE)
WALKS = 3
# All steps together, in the second picture.
LOOP = "loop"

Arrow = tuple[str, str, str]


class TestThePictures(TestCase):
	def test_the_arrows_between_steps_are_imports_and_hooks_of_the_code(self):
		followed = {(owner, EVENT, follower) for owner, follower in _followed_events()}
		imported = {(user, IMPORT, used) for user, used in _imported_parts() if {user, used} <= set(STEPS)}
		self.assertEqual(sorted(_arrows_of_picture(0)), sorted(imported | followed))

	def test_the_arrows_around_the_loop_are_imports_of_the_code(self):
		imported = {
			(_in_loop(user), IMPORT, _in_loop(used))
			for user, used in _imported_parts()
			if not {user, used} <= set(STEPS)
		}
		self.assertEqual(sorted(_arrows_of_picture(1)), sorted(imported))

	def test_what_follows_an_event_belongs_to_a_later_step(self):
		earlier = [
			(owner, follower)
			for owner, follower in _followed_events()
			if STEPS.index(follower) <= STEPS.index(owner)
		]
		self.assertEqual(earlier, [])


class TestTheWalks(TestCase):
	def test_every_step_names_functions_that_its_modules_define(self):
		steps = STEP_OF_WALK.findall(PAGE.read_text(encoding="utf-8"))
		self.assertGreater(len(steps), 5 * WALKS)
		self.assertEqual([step for step in steps if not DOTTED_PATH.search(step)], [])
		paths = chain.from_iterable(map(DOTTED_PATH.findall, steps))
		self.assertEqual([path for path in paths if not _is_defined(path, _modules())], [])

	def test_a_missing_function_is_detected(self):
		modules = {"a.b": ast.parse("class C:\n\tdef d(self): ...")}
		found = {path: _is_defined(path, modules) for path in ("a.b", "a.b.C", "a.b.C.d", "a.b.d", "a.c")}
		self.assertEqual(found, {"a.b": True, "a.b.C": True, "a.b.C.d": True, "a.b.d": False, "a.c": False})


def _arrows_of_picture(number: int) -> set[Arrow]:
	"""The arrows of a picture of the page, counted from 0."""
	return set(ARROW.findall(PICTURE.findall(PAGE.read_text(encoding="utf-8"))[number]))


def _imported_parts() -> set[tuple[str, str]]:
	"""The pairs of folders of the package of which the first imports the second."""
	pairs = {(part_of(user), part_of(used)) for user, used in imports()}
	return {(user, used) for user, used in pairs if user != used}


def _in_loop(part: str) -> str:
	return LOOP if part in STEPS else part


def _followed_events() -> set[tuple[str, str]]:
	"""The pairs of steps of which the second is called by hooks.py where the first saves a document or calls a hook."""
	hooks, doctypes = _literals_of_hooks(), _steps_of_doctypes()
	by_owner = [(doctypes.get(doctype), events) for doctype, events in hooks.pop("doc_events").items()]
	by_owner += [(_step_that_calls(hook), value) for hook, value in hooks.items()]
	return {
		(owner, follower)
		for owner, value in by_owner
		for path in _paths_in(value)
		if owner and (follower := part_of(path)) in STEPS and follower != owner
	}


def _literals_of_hooks() -> dict[str, Any]:
	"""The values of hooks.py that are written out."""
	found = {}
	for node in ast.parse((PACKAGE / "hooks.py").read_text(encoding="utf-8")).body:
		if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
			try:
				found[node.targets[0].id] = ast.literal_eval(node.value)
			except ValueError:
				continue
	return found


def _steps_of_doctypes() -> dict[str, str]:
	return {
		folder.name.replace("_", " ").title(): step
		for step in STEPS
		for folder in (PACKAGE / step / "doctype").glob("*/")
	}


def _step_that_calls(hook: str) -> str | None:
	"""The earliest step with code that names the hook's extension point."""
	point = _extension_points().get(hook)
	return next((step for step in STEPS if point in _names_in_code()[step]), None)


@cache
def _extension_points() -> dict[str, str]:
	"""Hook → the variable or function of extension_points.py by which steps call it."""
	found = {}
	for node in ast.parse((PACKAGE / "extension_points.py").read_text(encoding="utf-8")).body:
		name = getattr(node, "name", None) or ast.unparse(
			getattr(node, "target", getattr(node, "targets", [node])[0])
		)
		hooks = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
		found |= {hook: name for hook in hooks if isinstance(hook, str) and hook.isidentifier()}
	return found


@cache
def _names_in_code() -> dict[str, set[str]]:
	"""By folder of the package, the attributes that its code names, and what it imports."""
	found = defaultdict(set)
	for name, tree in _modules().items():
		for node in ast.walk(tree):
			if isinstance(node, ast.Attribute):
				found[part_of(name)].add(node.attr)
			elif isinstance(node, ast.ImportFrom):
				found[part_of(name)].update(alias.name for alias in node.names)
	return found


@cache
def _modules() -> dict[str, ast.Module]:
	return {name: ast.parse(file.read_text("utf-8")) for name, file in sources() if file.suffix == ".py"}


def _paths_in(value: Any) -> Iterator[str]:
	if isinstance(value, str):
		yield from DOTTED_PATH.findall(value)
	elif isinstance(value, dict | list | tuple):
		for each in value.values() if isinstance(value, dict) else value:
			yield from _paths_in(each)


def _is_defined(path: str, modules: dict[str, ast.Module]) -> bool:
	"""Whether the path names a module, or a class, function or method that it defines."""
	for module in modules:
		if path == module:
			return True
		if path.startswith(f"{module}.") and _defines(modules[module], path.removeprefix(f"{module}.")):
			return True
	return False


def _defines(tree: ast.AST, path: str) -> bool:
	name, _, rest = path.partition(".")
	for node in tree.body:
		if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
			return not rest or _defines(node, rest)
	return False
