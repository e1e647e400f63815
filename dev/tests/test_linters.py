import json
import re
from unittest import TestCase

from box.folder import REPOSITORY
from lint import documents, linters

FOUND = linters.Finding("FR-PERM-001", "registry/operations/merge.py", 17, "has no check")


class TestExceptions(TestCase):
	def test_a_finding_without_an_exception_is_named_with_its_place(self):
		[line] = linters.unexplained([FOUND], [])
		self.assertEqual(line, "fanpin_app/registry/operations/merge.py:17: FR-PERM-001 has no check")

	def test_an_exception_is_of_one_rule_and_of_the_files_it_names(self):
		self.assertEqual(linters.unexplained([FOUND], [("FR-PERM-001", "registry/*/merge.py")]), [])
		for exception in (("FR-PERM-002", FOUND.file), ("FR-PERM-001", "registry/operations/split.py")):
			self.assertEqual(len(linters.unexplained([FOUND], [exception])), 2)

	def test_an_exception_that_explains_nothing_any_more_is_named(self):
		self.assertIn(
			"FR-PERM-001 finds nothing in gone.py", linters.unexplained([], [("FR-PERM-001", "gone.py")])[0]
		)

	def test_the_page_names_existing_files_with_a_reason_each(self):
		exceptions = linters.explained()
		self.assertGreater(len(exceptions), 20)
		for rule, file in exceptions:
			self.assertTrue(list((REPOSITORY / "fanpin_app").glob(file)), f"{rule} {file}")


class TestPinnedVersions(TestCase):
	def test_pre_commit_runs_the_versions_that_make_lint_runs(self):
		hooks = (REPOSITORY / ".pre-commit-config.yaml").read_text()
		[ruff] = re.findall(r"^ruff==(\S+)", linters.REQUIREMENTS.read_text(), re.MULTILINE)
		self.assertEqual(set(re.findall(r"ruff==([\d.]+)", hooks)), {ruff})
		manifest = json.loads((linters.NPM_PACKAGES / "package.json").read_text())
		self.assertEqual(
			re.findall(r"@biomejs/biome@([\d.]+)", hooks), [manifest["devDependencies"]["@biomejs/biome"]]
		)

	def test_pre_commit_has_hooks_of_this_repository_only(self):
		hooks = (REPOSITORY / ".pre-commit-config.yaml").read_text()
		self.assertEqual(re.findall(r"- repo: (\S+)", hooks), ["local"])


class TestTypesOfDocuments(TestCase):
	def test_the_type_checker_knows_the_class_of_every_doctype(self):
		"""Otherwise: python3 dev/lint/documents.py."""
		self.assertEqual(documents.STUB.read_text(encoding="utf-8"), documents.render())
