import json
from unittest import TestCase

from fanpin_app.permissions.rules import BY_REGION, RULES
from fanpin_app.tests.unit.test_repository import PACKAGE

# Everyone may read these, though they have a region or a household.
OPEN = {
	# Limited by the documents that refer to it, as a DocType without a rule.
	"Region Change",
}


def doctypes() -> dict[str, dict]:
	found = (json.loads(file.read_text(encoding="utf-8")) for file in PACKAGE.glob("*/doctype/*/*.json"))
	return {meta["name"]: meta for meta in found if meta.get("doctype") == "DocType"}


def links(meta: dict) -> dict[str, str]:
	"""Field → DocType of its links."""
	return {field["fieldname"]: field["options"] for field in meta["fields"] if field["fieldtype"] == "Link"}


def tables(meta: dict) -> set[str]:
	return {field["options"] for field in meta["fields"] if field["fieldtype"].startswith("Table")}


class TestPermissionRules(TestCase):
	def test_every_doctype_with_a_region_or_a_household_has_a_rule(self):
		scoped = {
			name
			for name, meta in doctypes().items()
			if not meta.get("istable") and {"region", "household"} & links(meta).keys()
		}
		self.assertEqual(scoped - RULES.keys() - OPEN, set())
		self.assertGreater(len(scoped), 20)

	def test_the_rows_of_every_scoped_document_have_the_rule_of_their_parent(self):
		found = doctypes()
		missing = {
			(row, parent)
			for parent, meta in found.items()
			if parent in RULES
			for row in tables(meta)
			if row not in RULES or RULES[row].parent != parent
		}
		self.assertEqual(missing, set())

	def test_a_rule_by_region_is_of_a_doctype_with_a_region(self):
		found = doctypes()
		without = [
			name
			for name, rule in RULES.items()
			if rule == BY_REGION and "region" not in {field["fieldname"] for field in found[name]["fields"]}
		]
		self.assertEqual(without, [])

	def test_a_doctype_with_a_rule_for_lists_has_one_for_documents_or_is_of_rows(self):
		# Frappe checks a Workflow Action by its roles; who may read its document sees it in the list.
		without = {name for name, rule in RULES.items() if not rule.documents and not rule.parent}
		self.assertEqual(without, {"Workflow Action"})
