"""How the tables of a rule's conditions are joined to its households."""

from datetime import date
from unittest import TestCase
from unittest.mock import patch

import frappe
from frappe.query_builder import get_query_builder
from frappe.query_builder.terms import NamedParameterWrapper
from pypika.queries import QueryBuilder

from fanpin_app.early_warning.rule_queries.aggregates import HOUSEHOLD, VILLAGE, IndicatorAggregate
from fanpin_app.early_warning.rule_queries.joins import (
	AggregateJoin,
	Join,
	JoinPlan,
	LatestStatement,
	PriorStatement,
)
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.subjects import HOUSEHOLDS


def aggregate(indicator: str, subject: str = HOUSEHOLD) -> AggregateJoin:
	return AggregateJoin(IndicatorAggregate(indicator, subject, "Number", "Sum", 0, HOUSEHOLD))


BILLS, LOANS, WATER = aggregate("bills"), aggregate("loans"), aggregate("water", VILLAGE)


class TestJoins(TestCase):
	def setUp(self):
		query_builder = patch("frappe.qb", get_query_builder("mariadb"))
		query_builder.start()
		self.addCleanup(query_builder.stop)

	def sql(self, *used: Join, required: list[set[Join]], households: tuple[str, ...] | None = None) -> str:
		plan = JoinPlan(RuleContext("449913", date(2026, 10, 31), households=households), HOUSEHOLDS)
		for join in used:
			plan.table(join)
		query: QueryBuilder = frappe.qb.from_(plan.household).select(plan.household.name)
		return plan.join_to(query, required).get_sql(param_wrapper=NamedParameterWrapper())

	def test_equal_joins_are_one_table(self):
		plan = JoinPlan(RuleContext("449913", date(2026, 10, 31)), HOUSEHOLDS)
		self.assertIs(plan.table(aggregate("bills")), plan.table(BILLS))
		self.assertIs(plan.table(LatestStatement()), plan.table(LatestStatement()))
		self.assertIsNot(plan.table(LatestStatement()), plan.table(PriorStatement()))
		self.assertIsNot(plan.table(BILLS), plan.table(LOANS))

	def test_aggregates_are_named_by_their_position(self):
		plan = JoinPlan(RuleContext("449913", date(2026, 10, 31)), HOUSEHOLDS)
		tables = [plan.table(join) for join in (BILLS, LatestStatement(), LOANS, PriorStatement())]
		self.assertEqual(
			[table.alias for table in tables],
			["aggregate0", "latest_statement", "aggregate2", "statement_of_the_year_before"],
		)

	def test_only_what_all_groups_require_is_an_inner_join(self):
		sql = self.sql(BILLS, LOANS, required=[{BILLS}, {BILLS, LOANS}])
		self.assertIn(" `aggregate0` ON `aggregate0`.`unit`=`household`.`name` LEFT JOIN ", sql)
		self.assertIn(" JOIN (SELECT", sql.partition("LEFT JOIN")[0])
		self.assertNotIn("matched_units", sql)

	def test_where_each_group_requires_another_aggregate_their_households_are_joined_first(self):
		sql = self.sql(BILLS, LOANS, required=[{BILLS}, {LOANS}])
		self.assertIn("`matched_units` ON `matched_units`.`unit`=`household`.`name`", sql)
		self.assertIn("UNION", sql)
		self.assertNotIn("matched_units", self.sql(BILLS, LOANS, required=[{BILLS}, set()]))
		self.assertNotIn("matched_units", self.sql(BILLS, WATER, required=[{BILLS}, {WATER}]))

	def test_the_context_s_households_are_named_once_where_an_aggregate_is_limited_to_them(self):
		self.assertEqual(self.sql(BILLS, required=[{BILLS}], households=("H1",)).count("json_table"), 1)
		self.assertEqual(self.sql(BILLS, required=[set()], households=("H1",)).count("json_table"), 2)
		self.assertEqual(self.sql(WATER, required=[{WATER}], households=("H1",)).count("json_table"), 1)

	def test_village_records_are_joined_by_the_household_s_village(self):
		sql = self.sql(WATER, required=[{WATER}])
		self.assertIn("`aggregate0`.`unit`=SUBSTRING(`household`.`region`,1,12)", sql)

	def test_that_no_statement_is_later_is_checked_at_the_last_required_statement(self):
		latest, prior = LatestStatement(), PriorStatement()
		both = self.sql(latest, prior, required=[{latest, prior}])
		self.assertEqual(both.count("NOT EXISTS"), 1)
		self.assertIn("NOT EXISTS", both.partition("`statement_of_the_year_before` ON")[2])
		some = self.sql(latest, prior, required=[{latest, prior}, {latest}])
		self.assertEqual(some.count("NOT EXISTS"), 1)
		self.assertIn("NOT EXISTS", some.partition("LEFT JOIN")[0])
