import ast
import importlib
import re
from collections.abc import Iterator
from unittest import TestCase

from fanpin_app import hooks
from fanpin_app.tests.unit.test_repository import PACKAGE, REPOSITORY, TEXTS, files

DOTTED_PATH = re.compile(r"\bfanpin_app(?:\.[A-Za-z_]\w*)+")
MISSING = ("fanpin_app.hooks.no_such_hook", "fanpin_app.no_such_module.function")
# Names that are not of modules, or that tests use for what is not there.
OTHER_NAMES = {
	"fanpin_app.documents_sent",
	"fanpin_app.tests.no_such_module.x",
	*MISSING,
	*hooks.renamed_endpoints,
}

FILE_PATH = re.compile(
	r"(?<![\w/.{}$-])((?:[\w.-]+/)+[\w-]+\.(?:py|js|mjs|json|html|csv|md))(?!\w)", re.ASCII
)
# Where paths are of other packages: pinned ones, Frappe's, and those that tests make up.
FOREIGN_PLACES = ("dev/assets/", "fanpin_app/tests/")
FOREIGN_PATHS = re.compile(r"(?:frappe|sites|\.bench)/")


def dotted_paths() -> Iterator[tuple[str, str]]:
	"""File and path of each dotted path into the package that a file of the repository names."""
	for file, text in texts():
		for path in DOTTED_PATH.findall(text):
			yield file, path


def imported_names() -> Iterator[tuple[str, str]]:
	"""File and dotted path of each name that a file imports from the package, also within functions."""
	for file, text in texts():
		if file.endswith(".py"):
			for node in ast.walk(ast.parse(text)):
				if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "fanpin_app":
					yield from ((file, f"{node.module}.{alias.name}") for alias in node.names)


def file_paths() -> Iterator[tuple[str, str]]:
	"""File and path of each file of the repository that documentation, a comment or a hook names."""
	for file, text in texts():
		if not file.startswith(FOREIGN_PLACES):
			yield from ((file, path) for path in FILE_PATH.findall(text) if not FOREIGN_PATHS.match(path))


def texts() -> Iterator[tuple[str, str]]:
	for file in files():
		if file.suffix in TEXTS:
			yield str(file.relative_to(REPOSITORY)), file.read_text(encoding="utf-8", errors="replace")


def resolves(path: str) -> bool:
	"""Whether the path names a module, or something in one."""
	parts = path.split(".")
	for length in range(len(parts), 0, -1):
		try:
			found = importlib.import_module(".".join(parts[:length]))
		except ModuleNotFoundError:
			continue
		for name in parts[length:]:
			if not hasattr(found, name):
				return False
			found = getattr(found, name)
		return True
	return False


def exists(file: str, path: str) -> bool:
	"""Whether there is a file of this path, read from the top, the package or one of its modules, or beside the file."""
	return (
		(REPOSITORY / file).parent.joinpath(path).exists()
		or any((folder / path).exists() for folder in (REPOSITORY, PACKAGE, REPOSITORY / "dev"))
		or any(PACKAGE.glob(f"*/{path}"))
	)


class TestDottedPaths(TestCase):
	def test_every_path_into_the_package_leads_to_something(self):
		named = {(file, path) for file, path in dotted_paths() if path not in OTHER_NAMES}
		self.assertGreater(len(named), 400)
		known = {path: resolves(path) for _, path in named}
		self.assertEqual(sorted(each for each in named if not known[each[1]]), [])

	def test_every_name_that_is_imported_is_there(self):
		imported = set(imported_names())
		self.assertGreater(len(imported), 1000)
		known = {path: resolves(path) for _, path in imported}
		self.assertEqual(sorted(each for each in imported if not known[each[1]]), [])

	def test_a_path_to_nothing_is_detected(self):
		self.assertEqual([resolves(path) for path in MISSING], [False, False])


class TestPathsOfFiles(TestCase):
	def test_every_file_that_a_text_names_is_there(self):
		named = set(file_paths())
		self.assertGreater(len(named), 50)
		self.assertEqual(sorted(each for each in named if not exists(*each)), [])

	def test_a_missing_file_is_detected(self):
		self.assertFalse(exists("README.md", "registry/no_such_module.py"))
