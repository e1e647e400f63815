"""The compiler against a slow reference implementation, on random rules and facts."""

import itertools
from datetime import date, timedelta

import frappe
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.id_number_fields import TIERS
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_region, make_standard, rule
from fanpin_app.tests.support.reference_rules import random_cases, rules
from fanpin_app.tests.support.reference_rules.rows import write
from fanpin_app.tests.support.reference_rules.rules import Dataset, Household, Member, Record

AS_OF = date(2026, 10, 31)
SUBJECTS = {
	"medical_self_paid": "Member",
	"unemployment": "Member",
	"disability_grade": "Member",
	"schooling": "Member",
	"loan_overdue_days": "Member",
	"housing_grade": "Household",
	"subsistence_allowance": "Household",
	"village_water": "Village",
}
WORDS = {
	"disability_grade": ("1", "2", "3"),
	"schooling": ("In School", "Dropped Out"),
	"housing_grade": ("A", "C", "D"),
	"subsistence_allowance": ("On", "Off"),
	"village_water": ("Safe", "Unsafe"),
}
FIGURES = (0, 1, 30, 5000)

# Days at and around the edges of the windows of 0, 3 and 12 months.
days = st.sampled_from(
	[
		AS_OF - relativedelta(months=months) + timedelta(days=shift)
		for months in (0, 3, 12)
		for shift in (-1, 0, 1)
	]
	+ [AS_OF - relativedelta(years=2)]
)
# Numbers that people share, valid and not.
NUMBERS = (None, "", "11010519491231002X", "440524188001010014", "11010519491231002", "110105194902300021")
rows = itertools.count(1)


@st.composite
def records(draw, indicators):
	indicator = draw(st.sampled_from(indicators))
	values = (
		{"text": draw(st.sampled_from(WORDS[indicator]))}
		if indicator in WORDS
		else {"value": draw(st.sampled_from(FIGURES))}
	)
	return Record(
		indicator,
		draw(days),
		key=draw(st.sampled_from((None, "a", "b"))) if indicator == "loan_overdue_days" else None,
		batch=draw(st.sampled_from(("202609-000001", "202610-000001"))),
		row=next(rows),
		superseded=draw(st.integers(0, 5)) == 0,
		**values,
	)


def members(indicators):
	return st.builds(
		Member,
		name=st.just(""),
		born=st.sampled_from(
			[
				None,
				*(
					AS_OF - relativedelta(years=years, days=shift)
					for years in (6, 16, 40)
					for shift in (0, -1)
				),
			]
		),
		status=st.sampled_from(("Living", "Living", "Living", "Deceased", "Moved Out")),
		labour=st.sampled_from(("Ordinary Labour", "Weak or Half Labour", "No Labour Capacity", "")),
		employment=st.sampled_from(("Employed", "Not Employed", "")),
		insured=st.sampled_from(("Yes", "No", "")),
		id_number=st.sampled_from(NUMBERS),
		work_place=st.sampled_from(("深圳", "", None)),
		records=st.lists(records(indicators_of(indicators, "Member", "Household")), max_size=4),
	)


def indicators_of(indicators, *subjects):
	return [name for name in indicators if SUBJECTS[name] in subjects]


incomes = st.dictionaries(
	st.sampled_from((2024, 2025, 2026, 2027)),
	st.tuples(*(st.sampled_from((0, 700, 1000, 16000)) for _ in range(3))),
	max_size=3,
)


def datasets(indicators):
	households = st.builds(
		Household,
		name=st.just(""),
		region=st.sampled_from((VILLAGE, OTHER_VILLAGE)),
		kind=st.sampled_from(("General", "Formerly Poor")),
		monitored=st.booleans(),
		allowance=st.booleans(),
		water=st.sampled_from(("Safe", "Unsafe", "")),
		members=st.lists(members(indicators), min_size=1, max_size=3),
		incomes=incomes,
		no_labour=st.booleans(),
		cases=st.lists(random_cases.cases(), max_size=2),
	)
	return st.builds(
		Dataset,
		households=st.lists(households, min_size=1, max_size=4),
		water=st.dictionaries(
			st.sampled_from((VILLAGE, OTHER_VILLAGE)), st.lists(records(["village_water"]), max_size=3)
		),
		as_of=st.just(AS_OF),
		line=st.just(8000),
		subjects=st.just(SUBJECTS),
		texts=st.just(set(WORDS)),
	)


months = st.sampled_from((0, 3, 12))


@st.composite
def figure_test(draw):
	operator = draw(st.sampled_from((">=", ">", "<", "<=", "=", "!=", "between", "in", "not in")))
	figures = [str(draw(st.sampled_from(FIGURES))) for _ in range(2)]
	return {
		"operator": operator,
		"value": ", ".join(figures) if operator in ("between", "in", "not in") else figures[0],
	}


@st.composite
def word_test(draw, words):
	operator = draw(st.sampled_from(("=", "!=", "in", "not in", "is set", "is not set")))
	return {"operator": operator, "value": draw(st.sampled_from(words))}


@st.composite
def indicator_conditions(draw, indicators, aggregations=None):
	indicator = draw(st.sampled_from(indicators))
	of_records = ("Any", "None", "Latest", "First")
	possible = aggregations or (
		of_records if indicator in WORDS else (*of_records, "Sum", "Max", "Min", "Count")
	)
	aggregation = draw(st.sampled_from(possible))
	if aggregation == "Count":
		test = {"operator": draw(st.sampled_from((">=", "=", ">"))), "value": draw(st.sampled_from("123"))}
	else:
		test = draw(word_test(WORDS[indicator])) if indicator in WORDS else draw(figure_test())
	return {
		"source": "Indicator",
		"indicator": indicator,
		"aggregation": aggregation,
		"window_months": draw(months),
		**test,
	}


@st.composite
def register_conditions(draw, aggregation=None):
	name, words = draw(
		st.sampled_from(
			(
				("has_labour_capacity", ("Yes", "No", "Unknown")),
				("works", ("Yes", "No")),
				("medical_insurance", ("Yes", "No")),
				("work_place", ("深圳",)),
				("id_number_check", ("Missing", "Invalid", "Valid")),
				("registered_again", ("No", "Same Village", "Same Town", "Elsewhere", "Other District")),
				("age", None),
			)
		)
	)
	test = (
		draw(word_test(words))
		if words
		else {
			"operator": draw(st.sampled_from((">=", "<", "="))),
			"value": draw(st.sampled_from(("6", "16"))),
		}
	)
	return {
		"source": "Member",
		"field": name,
		"aggregation": aggregation or draw(st.sampled_from(("Any", "None", "Count"))),
		"at_least": 2,
		"window_months": 3,
		**test,
	}


@st.composite
def household_conditions(draw):
	return {"source": "Household"} | draw(
		st.one_of(
			st.fixed_dictionaries(
				{
					"field": st.just("income_per_head"),
					"operator": st.sampled_from((">=", "<")),
					"value": st.sampled_from(("100", "50")),
					"value_source": st.just("Income Line"),
				}
			),
			st.just({"field": "income_per_head", "operator": "is not set"}),
			st.just({"field": "income_per_head", "operator": ">=", "value": "8000"}),
			st.just({"field": "household_kind", "operator": "=", "value": "Formerly Poor"}),
			st.just({"field": "monitored", "operator": "=", "value": "Yes"}),
			st.just({"field": "subsistence_allowance", "operator": "=", "value": "No"}),
			st.just({"field": "drinking_water", "operator": "!=", "value": "Safe"}),
			st.just({"field": "living_people", "operator": ">", "value": "1"}),
			st.just({"field": "no_labour", "operator": "=", "value": "Yes"}),
		)
	)


income_conditions = st.fixed_dictionaries(
	{
		"source": st.just("Income"),
		"field": st.sampled_from(("business_profit", "wage_income")),
		"operator": st.sampled_from((">=", "<", "<=")),
		"value": st.sampled_from(("70", "100", "1000")),
		"value_source": st.sampled_from(("Value", "Year Before")),
	}
)


@st.composite
def groups(draw, number, indicators):
	separate = st.one_of(
		indicator_conditions(indicators),
		indicator_conditions(indicators),
		register_conditions(),
		household_conditions(),
		income_conditions,
		random_cases.conditions(),
		random_cases.conditions(),
	)
	conditions = draw(st.lists(separate, min_size=1, max_size=2))
	of_members = indicators_of(indicators, "Member")
	if of_members and draw(st.booleans()):
		same_member = [
			draw(indicator_conditions(of_members, ("Any", "Latest", "First"))),
			draw(register_conditions(draw(st.sampled_from(("Any", "None"))))),
		]
		conditions += [condition | {"same_member": 1} for condition in same_member]
	return [condition | {"group": number} for condition in conditions]


@st.composite
def cases(draw):
	"""A dataset, and the conditions and tier of a rule with the same one or two indicators, so that there are records to
	evaluate."""
	indicators = draw(st.lists(st.sampled_from(list(SUBJECTS)), min_size=1, max_size=2, unique=True))
	indicators.append(draw(st.sampled_from(indicators_of(SUBJECTS, "Member"))))
	conditions = [
		condition
		for number in range(1, draw(st.integers(1, 2)) + 1)
		for condition in draw(groups(number, indicators))
	]
	return draw(datasets(indicators)), conditions, draw(st.sampled_from(TIERS))


class TestRulesAgainstReference(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE)
		make_region(OTHER_VILLAGE)
		make_standard(8000, "449900000000")

	@settings(
		max_examples=300,
		deadline=None,
		derandomize=True,
		suppress_health_check=list(HealthCheck),
		database=None,
	)
	@given(case=cases())
	def test_a_rule_hits_exactly_the_households_that_the_reference_finds(self, case):
		dataset, conditions, tier = case
		tested = rule(*conditions, kind="Data Defect", resolved_by_tier=tier)
		dataset.tier = tier
		frappe.db.savepoint("facts")
		try:
			write(dataset)
			hits = compile_rule(tested, RuleContext("449913101", AS_OF)).hits()
		finally:
			frappe.db.rollback(save_point="facts")
		self.assertEqual({hit.household for hit in hits}, rules.hit(tested, dataset))
		self.assertEqual(len(hits), len({hit.household for hit in hits}))
