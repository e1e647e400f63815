"""A trial of a rule reveals no value that its author may not read in the documents."""

import io
from collections.abc import Iterator

import frappe
from openpyxl import load_workbook
from pypika.terms import Field as Column

from fanpin_app.early_warning.rule_desk import preview, private_columns, what_if
from fanpin_app.early_warning.rules import fields, related_sources, subjects
from fanpin_app.early_warning.rules.comparison import CHECK, NUMBER, TEXT
from fanpin_app.early_warning.rules.fields import Field, stored_field
from fanpin_app.privacy.masks import MASKS
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	DISTRICT,
	TOWN,
	VILLAGE,
	make_household,
	make_officer,
	member,
	rule,
)

AS_OF = "2026-10-31"
ILL = {
	"source": "Member",
	"field": "health",
	"aggregation": "Any",
	"operator": "=",
	"value": "Serious Illness",
}
# Rules ask about a number without revealing it (early_warning/rules/id_number_fields.py).
CONCEALING = {("Member", "id_number_check"), ("Member", "registered_again")}
TABLE_OF_SOURCE = {"Household": "Household", "Member": "Household Member", "Income": "Income Statement"}


def sent(*conditions: dict, **values) -> dict:
	"""A rule as sent by the form."""
	return rule(*conditions, **values).as_dict(no_default_fields=True)


def condition_on(source: str, name: str, field: Field) -> dict:
	"""A condition that compiles, whatever the field is."""
	value = {
		NUMBER: ("!=", "7"),
		CHECK: ("=", "Yes"),
		TEXT: ("=", next(filter(None, field.values()), "甲") if field.values else "甲"),
	}[field.kind]
	aggregation = (
		{} if source in ("Household", "Income") or source in subjects.by_name() else {"aggregation": "Any"}
	)
	months = {"window_months": 12} if field.windowed else {}
	return {"source": source, "field": name, "operator": value[0], "value": value[1]} | aggregation | months


def all_fields() -> Iterator[tuple[str, str, Field]]:
	for source, by_name in fields.fields_by_source().items():
		for name, field in by_name.items():
			yield source, name, field


def rule_about(source: str, name: str, field: Field) -> dict:
	subject = source if source in subjects.by_name() else "Household"
	return sent(condition_on(source, name, field), subject=subject)


class TestPrivateValues(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ill = [
			make_household(VILLAGE, members=[member(member_name="林有病", health="Serious Illness")])
			for _number in range(12)
		]
		self.administrator = make_officer("Monitoring Administrator", DISTRICT)
		frappe.set_user(self.administrator)

	def test_a_preview_gives_tens_and_no_household(self):
		for user in (self.administrator, "Administrator"):
			frappe.set_user(user)
			found = preview.preview(sent(ILL), AS_OF, VILLAGE)
			self.assertEqual((found["hits"], found["examples"]), (10, []))
			self.assertEqual([(town["town"], town["hits"]) for town in found["towns"]], [(TOWN[:9], 10)])
			self.assertIn("read of one person at a time", found["counts_only"])
			self.assert_nobody_in(found)

	def test_other_conditions_do_not_single_out_a_household(self):
		one = {"source": "Member", "field": "age", "operator": ">", "value": "1", "aggregation": "Any"}
		frappe.set_user("Administrator")
		for household in self.ill[1:]:
			household.members[0].health = "Healthy"
			household.save()
		frappe.set_user(self.administrator)
		found = preview.preview(sent(ILL, one), AS_OF, VILLAGE)
		self.assertEqual((found["hits"], found["towns"], found["examples"]), (0, [], []))

	def test_one_of_several_groups_is_enough(self):
		other = {"source": "Household", "field": "living_people", "operator": ">", "value": "0", "group": 2}
		for aggregation in ("Any", "None", "Count"):
			asked = ILL | {"group": 1, "aggregation": aggregation, "at_least": 1}
			found = preview.preview(sent(asked, other), AS_OF, VILLAGE)
			self.assertEqual(found["examples"], [], aggregation)
			self.assertTrue(found["counts_only"], aggregation)

	def test_a_comparison_gives_tens_and_no_household(self):
		healthy = ILL | {"value": "Healthy"}
		for current, tried in ((ILL, healthy), (healthy, ILL)):
			found = what_if.compare(sent(current), sent(tried), AS_OF, VILLAGE)
			self.assertEqual({found["before"], found["after"]}, {0, 10})
			self.assertEqual(found["changes"], [])
			self.assertEqual(sum(found["outcomes"].values()), 10)
			self.assertTrue(found["counts_only"])
			self.assert_nobody_in(found)

	def test_one_of_two_compared_rules_is_enough(self):
		other = {"source": "Household", "field": "living_people", "operator": ">", "value": "9"}
		for pair in ((ILL, other), (other, ILL)):
			self.assertEqual(what_if.compare(*map(sent, pair), AS_OF, VILLAGE)["changes"], [])

	def test_its_workbook_lists_no_household_and_says_why(self):
		what_if.download(sent(ILL), sent(ILL | {"value": "Healthy"}), AS_OF, VILLAGE)
		towns, changes = load_workbook(io.BytesIO(frappe.response["filecontent"])).worksheets
		self.assertEqual(changes.max_row, 1)
		self.assertIn("private value", towns.cell(towns.max_row, 1).value)

	def assert_nobody_in(self, found: dict) -> None:
		text = frappe.as_json(found)
		self.assertEqual([each.name for each in self.ill if each.name in text], [])
		self.assertNotIn("林", text)


class TestAllFields(TestCase):
	"""Every field that a rule can name, of all sources, those of later modules included."""

	def setUp(self) -> None:
		super().setUp()
		frappe.set_user(make_officer("Monitoring Administrator", DISTRICT))

	def test_exactly_those_that_read_private_columns_show_counts_only(self):
		private = set()
		for source, name, field in all_fields():
			found = preview.preview(rule_about(source, name, field), AS_OF)
			if found["counts_only"]:
				private.add((source, name))
		self.assertEqual(private, {*self.reading_private_columns()} - CONCEALING)
		self.assertIn(("Member", "health"), private)

	def reading_private_columns(self) -> Iterator[tuple[str, str]]:
		"""Fields whose query term names a private column of its own table."""
		tables = TABLE_OF_SOURCE | {
			source.name: source.doctype for source in related_sources.by_name().values()
		}
		context = private_columns.RuleContext("-", frappe.utils.getdate(AS_OF))
		for source, name, field in all_fields():
			doctype = tables.get(source) or subjects.by_name()[source].doctype
			term = field.term(frappe.qb.DocType(doctype).as_("asked"), context, 12)
			columns = {column.name for column in term.find_(Column)}
			if columns.intersection(MASKS.get(doctype, ())):
				yield source, name

	def test_a_field_that_another_app_adds_is_seen_by_its_column(self):
		for source, doctype in (("Household", "Household"), ("Member", "Household Member")):
			for column in MASKS[doctype]:
				known = fields.FIELDS_BY_SOURCE[source]
				known["of_another_app"] = stored_field(TEXT, column)
				self.addCleanup(known.pop, "of_another_app", None)
				asked = rule_about(source, "of_another_app", known["of_another_app"])
				self.assertTrue(preview.preview(asked, AS_OF)["counts_only"], (source, column))

	def test_a_column_above_the_author_s_level_is_hidden_too(self):
		frappe.set_user("Administrator")
		frappe.get_doc(
			doctype="Property Setter",
			doctype_or_field="DocField",
			doc_type="Household",
			field_name="drinking_water",
			property="permlevel",
			property_type="Int",
			value="3",
		).insert()
		frappe.clear_cache(doctype="Household")
		self.addCleanup(frappe.clear_cache, doctype="Household")
		author = make_officer("Monitoring Administrator", DISTRICT)
		frappe.set_user(author)
		asked = {"source": "Household", "field": "drinking_water", "operator": "=", "value": "Unsafe"}
		self.assertTrue(preview.preview(sent(asked), AS_OF)["counts_only"])
