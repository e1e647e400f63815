import importlib
import re
from collections.abc import Iterator

from fanpin_app.tests.base import TestCase
from fanpin_app.tests.test_repository import REPOSITORY, files

SUFFIXES = {".py", ".js", ".json", ".md", ".html", ".txt", ".toml"}
DOTTED_PATH = re.compile(r"\bfanpin_app(?:\.[A-Za-z_]\w*)+")
MISSING = ("fanpin_app.hooks.no_such_hook", "fanpin_app.no_such_module.function")
# Names that are not of modules, or that tests use for what is not there.
OTHER_NAMES = {"fanpin_app.documents_sent", "fanpin_app.tests.no_such_module.x", *MISSING}


def dotted_paths() -> Iterator[tuple[str, str]]:
	"""File and path of each dotted path into the package that a file of the repository names."""
	for file in files():
		if file.suffix in SUFFIXES:
			for path in DOTTED_PATH.findall(file.read_text(encoding="utf-8")):
				yield str(file.relative_to(REPOSITORY)), path


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


class TestDottedPaths(TestCase):
	def test_every_path_into_the_package_leads_to_something(self):
		named = {(file, path) for file, path in dotted_paths() if path not in OTHER_NAMES}
		self.assertGreater(len(named), 400)
		known = {path: resolves(path) for _, path in named}
		self.assertEqual(sorted(each for each in named if not known[each[1]]), [])

	def test_a_path_to_nothing_is_found_out(self):
		self.assertEqual([resolves(path) for path in MISSING], [False, False])
