from datetime import date

import frappe

from fanpin_app.early_warning.rule_queries import aggregates, household_conditions, member_conditions
from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rules import comparison, fields
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.errors import InvalidRuleError
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	make_household,
	make_income,
	make_record,
	make_standard,
	member,
	rule,
)

AS_OF = date(2026, 10, 31)
# Quotes, and a backslash before a quote, which ends a literal that is escaped only by doubling quotes.
HOSTILE = "\\' or 1=1 -- \" ` % %s %(x)s {value} ; drop table `tabHousehold`"


def context() -> RuleContext:
	return RuleContext("449913", AS_OF)


def hits(tested) -> list[str]:
	return [hit.household for hit in compile_rule(tested, context()).hits()]


def paid(**condition) -> dict:
	return {
		"indicator": "medical_self_paid",
		"aggregation": "Sum",
		"window_months": 12,
		"operator": ">=",
		"value": "100",
	} | condition


def of_household(field: str, operator: str, value: str | None = None, **condition) -> dict:
	return {"source": "Household", "field": field, "operator": operator, "value": value} | condition


def of_member(field: str, operator: str, value: str, aggregation: str = "Any", **condition) -> dict:
	return {
		"source": "Member",
		"field": field,
		"operator": operator,
		"value": value,
		"aggregation": aggregation,
	} | condition


class TestGroups(TestCase):
	def test_conditions_of_a_group_must_all_hold_and_one_group_is_enough(self):
		poor = make_household(household_kind="Formerly Poor")
		poor_and_unsafe = make_household(household_kind="Formerly Poor", drinking_water="Unsafe")
		allowed = make_household(subsistence_allowance=1)
		created = rule(
			of_household("household_kind", "=", "Formerly Poor"),
			of_household("drinking_water", "=", "Unsafe"),
			of_household("subsistence_allowance", "=", "Yes", group=2),
		)
		found = hits(created)
		self.assertIn(poor_and_unsafe.name, found)
		self.assertIn(allowed.name, found)
		self.assertNotIn(poor.name, found)

	def test_the_first_group_that_holds_gives_the_evidence(self):
		household = make_household(drinking_water="Unsafe")
		make_record(household, "medical_self_paid", 500, "2026-10-01")
		created = rule(
			paid(value="1000"),
			paid(value="100", group=2),
			of_household("drinking_water", "=", "Unsafe", group=3),
		)
		hit = next(hit for hit in compile_rule(created, context()).hits() if hit.household == household.name)
		self.assertEqual((hit.value, hit.threshold), ("500", "100"))

	def test_a_household_is_hit_once_however_many_members_and_groups_match(self):
		household = make_household(
			members=[member(medical_insurance="No"), member(relation="Son", medical_insurance="No")]
		)
		created = rule(of_member("medical_insurance", "=", "No"), of_member("age", ">", "10", group=2))
		self.assertEqual(hits(created).count(household.name), 1)


class TestMembersTogether(TestCase):
	def test_a_number_of_members_can_be_a_condition(self):
		one = make_household(members=[member(medical_insurance="No"), member(relation="Son")])
		two = make_household(
			members=[member(medical_insurance="No"), member(relation="Son", medical_insurance="No")]
		)
		found = hits(rule(of_member("medical_insurance", "=", "No", "Count", at_least=2)))
		self.assertIn(two.name, found)
		self.assertNotIn(one.name, found)

	def test_costs_of_one_member_can_be_a_condition(self):
		household = make_household(members=[member(), member(relation="Son")])
		for person in household.members:
			make_record(household, "medical_self_paid", 60, "2026-10-01", member=person.name)
		self.assertIn(household.name, hits(rule(paid())))
		self.assertNotIn(household.name, hits(rule(paid(same_member=1))))


class TestIncomeLine(TestCase):
	def test_income_per_head_is_compared_with_the_line_of_the_nearest_region(self):
		make_standard(8000, "449900000000")
		make_standard(9000)
		household = make_household()
		make_income(household.name, wage_income=8500)
		below = rule(of_household("income_per_head", "<", value_source="Income Line"))
		hit = next(hit for hit in compile_rule(below, context()).hits() if hit.household == household.name)
		self.assertEqual((hit.value, hit.threshold), ("8500", "9000"))

	def test_a_share_of_the_line_can_be_a_condition(self):
		make_standard(8000)
		household = make_household()
		make_income(household.name, wage_income=11000)
		for per_cent, expected in (("150", True), ("100", False)):
			created = rule(of_household("income_per_head", "<", per_cent, value_source="Income Line"))
			self.assertEqual(household.name in hits(created), expected)

	def test_unknown_income_is_below_no_line(self):
		make_standard(8000)
		household = make_household()
		self.assertNotIn(
			household.name, hits(rule(of_household("income_per_head", "<", value_source="Income Line")))
		)

	def test_unknown_income_can_be_a_condition(self):
		unknown, known = make_household(), make_household()
		make_income(known.name, wage_income=1)
		found = hits(rule(of_household("income_per_head", "is not set")))
		self.assertIn(unknown.name, found)
		self.assertNotIn(known.name, found)


class TestHostileValues(TestCase):
	def test_hostile_text_reaches_the_database_as_a_value(self):
		household = make_household()
		make_record(household, "schooling", HOSTILE, "2026-10-01")
		for aggregation in ("Any", "Latest", "First"):
			condition_on_text = {
				"indicator": "schooling",
				"aggregation": aggregation,
				"operator": "=",
				"value": HOSTILE,
			}
			for condition in (
				condition_on_text,
				condition_on_text | {"same_member": 1},
				condition_on_text | {"group": 2},
			):
				found = hits(rule(condition, condition_on_text))
				self.assertIn(household.name, found)
				self.assertEqual(len(found), 1)

	def test_no_value_of_a_rule_is_in_the_statement(self):
		condition_on_text = {
			"indicator": "schooling",
			"aggregation": "Latest",
			"operator": "=",
			"value": HOSTILE,
		}
		created = rule(
			condition_on_text,
			condition_on_text | {"same_member": 1},
			of_member("has_labour_capacity", "!=", "No", same_member=1),
			condition_on_text | {"group": 2, "aggregation": "None", "operator": "in"},
		)
		statement, values = compile_rule(created, context()).query.walk()
		self.assertNotIn("drop table", statement)
		self.assertIn(HOSTILE, values.values())

	def test_a_hostile_figure_is_refused(self):
		for value in ("1 or 1=1", "1;--", "NaN", "Infinity", "1e999999", "0x10", ""):
			with self.assertRaises(InvalidRuleError, msg=value):
				compile_rule(rule(paid(value=value)), context())

	def test_hostile_names_are_refused(self):
		for condition in (
			paid(indicator=HOSTILE),
			paid(aggregation=HOSTILE),
			paid(operator=HOSTILE),
			of_household(HOSTILE, "=", "1"),
			of_household("name", "=", "1"),
			of_household("income_per_head", "<", "1", value_source=HOSTILE),
			of_member("id_number", "=", "1"),
			of_member("age", ">", "1", HOSTILE),
			{"source": "Income", "field": HOSTILE, "operator": ">", "value": "1"},
			{"source": HOSTILE, "field": "age", "operator": ">", "value": "1"},
		):
			with self.assertRaises(InvalidRuleError, msg=str(condition)):
				compile_rule(rule(condition), context())


class TestRefusals(TestCase):
	def assertRefused(self, sentence: str, *conditions: dict) -> None:
		with self.assertRaisesRegex(InvalidRuleError, sentence):
			compile_rule(rule(*conditions), context())

	def test_the_sentence_names_the_condition(self):
		self.assertRefused("2.*wealth", paid(), of_household("wealth", ">", "1"))

	def test_figures_cannot_be_calculated_from_texts(self):
		self.assertRefused("housing_grade", paid(indicator="housing_grade"))

	def test_texts_are_not_compared_as_more_or_less(self):
		self.assertRefused(">=", of_household("household_kind", ">=", "General"))

	def test_a_value_that_the_register_never_has_is_refused(self):
		self.assertRefused("Formerly Rich", of_household("household_kind", "=", "Formerly Rich"))

	def test_a_count_of_zero_is_written_with_none(self):
		self.assertRefused("None", paid(aggregation="Count", operator="<", value="1"))
		self.assertRefused("None", paid(aggregation="Count", operator=">=", value="0"))

	def test_indicators_of_villages_and_households_are_not_about_one_member(self):
		self.assertRefused(
			"village_water",
			paid(
				indicator="village_water", aggregation="Latest", operator="=", value="Unsafe", same_member=1
			),
		)

	def test_conditions_of_the_same_member_have_the_same_aggregation(self):
		self.assertRefused(
			"1",
			of_member("age", ">", "1", "Any", same_member=1),
			of_member("medical_insurance", "=", "No", "None", same_member=1),
		)

	def test_a_condition_on_work_needs_a_window(self):
		self.assertRefused("works", of_member("works", "=", "Yes"))

	def test_a_rule_that_cannot_be_compiled_cannot_be_saved(self):
		with self.assertRaises(InvalidRuleError):
			rule(paid(value="many")).insert()

	def test_the_rules_that_are_shipped_can_be_saved(self):
		for name in frappe.get_all("Risk Rule", pluck="name"):
			frappe.get_doc("Risk Rule", name).save()


class TestTheFormOffersWhatTheCompilerKnows(TestCase):
	def options(self, fieldname: str) -> set[str]:
		return set(frappe.get_meta("Rule Condition").get_options(fieldname).split("\n")) - {""}

	def test_sources(self):
		self.assertEqual(self.options("source"), {"Indicator", *fields.fields_by_source()})

	def test_fields(self):
		self.assertEqual(self.options("field"), set().union(*fields.fields_by_source().values()))

	def test_aggregations(self):
		self.assertEqual(
			self.options("aggregation"), {*aggregates.AGGREGATIONS, *member_conditions.AGGREGATIONS}
		)

	def test_operators(self):
		self.assertEqual(self.options("operator"), set().union(*comparison.OPERATORS.values()))

	def test_what_a_value_is_compared_with(self):
		self.assertEqual(
			self.options("value_source"),
			{household_conditions.VALUE, household_conditions.INCOME_LINE, household_conditions.YEAR_BEFORE},
		)
