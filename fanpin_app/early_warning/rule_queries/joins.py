"""The tables that the query of a rule joins to its households: income statements and aggregates of indicator records."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Protocol

import frappe
from frappe.query_builder.terms import SubQuery
from pypika import JoinType
from pypika.functions import Substring
from pypika.queries import QueryBuilder, Selectable
from pypika.terms import Criterion, ExistsCriterion, Field

from fanpin_app.early_warning.rule_queries.aggregates import HOUSEHOLD, VILLAGE, IndicatorAggregate
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.subjects import Subject
from fanpin_app.permissions.scope import SIGNIFICANT_DIGITS


class Join(Protocol):
	"""A table that conditions use beside their household. Joins are values: equal ones are one table of a query."""

	@property
	def narrows_households(self) -> bool:
		"""Whether it has rows of the context's households only, one for each, in its column `unit`. A query that requires
		it then reads these rows in place of all households."""
		...

	def alias(self, position: int) -> str:
		"""The table's name in the query, in which it is the table at this position."""
		...

	def source(self, context: RuleContext) -> Selectable: ...

	def criterion(self, plan: JoinPlan, required: Set[Join]) -> Criterion:
		"""What joins its table to the plan's household. `required`: the joins that all groups of conditions require."""
		...


class _Statement:
	"""An income statement: one for each household, of all households."""

	narrows_households = False

	def source(self, context: RuleContext) -> Selectable:
		return frappe.qb.DocType("Income Statement")


@dataclass(frozen=True)
class LatestStatement(_Statement):
	"""The household's latest income statement up to the year of the screening date."""

	def alias(self, position: int) -> str:
		return "latest_statement"

	def criterion(self, plan: JoinPlan, required: Set[Join]) -> Criterion:
		statement, context = plan.table(self), plan.context
		criterion = (statement.household == plan.household.name) & (statement.year <= context.as_of.year)
		if PriorStatement() in required:
			return criterion
		return criterion & _no_later_statement(statement, statement.year, context)


@dataclass(frozen=True)
class PriorStatement(_Statement):
	"""The income statement of the year before the latest one. Conditions that use it also use LatestStatement."""

	def alias(self, position: int) -> str:
		return "statement_of_the_year_before"

	def criterion(self, plan: JoinPlan, required: Set[Join]) -> Criterion:
		statement, latest = plan.table(self), plan.table(LatestStatement())
		criterion = (statement.household == latest.household) & (statement.year == latest.year - 1)
		if self not in required:
			return criterion
		return criterion & _no_later_statement(statement, latest.year, plan.context)


@dataclass(frozen=True)
class AggregateJoin:
	"""An aggregate of indicator records per household or per village."""

	aggregate: IndicatorAggregate

	@property
	def narrows_households(self) -> bool:
		return self.aggregate.unit == HOUSEHOLD

	def alias(self, position: int) -> str:
		return f"aggregate{position}"

	def source(self, context: RuleContext) -> QueryBuilder:
		return self.aggregate.query(context)

	def criterion(self, plan: JoinPlan, required: Set[Join]) -> Criterion:
		household, unit = plan.household, plan.table(self).unit
		if self.aggregate.unit == VILLAGE:
			return unit == Substring(household.region, 1, SIGNIFICANT_DIGITS["Village"])
		return unit == household.name


class JoinPlan:
	"""The table of the rule's subject, and the tables of the joins that its conditions use."""

	def __init__(self, context: RuleContext, subject: Subject) -> None:
		self.context, self.subject = context, subject
		self.subject_table = self.household = subject.table
		self._tables: dict[Join, Selectable] = {}

	def table(self, join: Join) -> Selectable:
		"""The join's table, which is in the query from now on."""
		if join not in self._tables:
			self._tables[join] = join.source(self.context).as_(join.alias(len(self._tables)))
		return self._tables[join]

	def join_to(self, query: QueryBuilder, required_joins: Sequence[Set[Join]]) -> QueryBuilder:
		"""Join the tables to the query. `required_joins`: the required joins of each group of conditions; those that all
		groups require become inner joins. Where each group requires one that narrows households, only households with a
		row in one of these are searched."""
		required = frozenset.intersection(*map(frozenset, required_joins))
		if not any(join.narrows_households for join in required):
			query = query.where(self.context.includes(self.subject_table.name))
		if not required:
			query = self._join_alternatives(query, required_joins)
		for join, table in self._tables.items():
			join_type = JoinType.inner if join in required else JoinType.left
			query = query.join(table, join_type).on(join.criterion(self, required))
		return query

	def _join_alternatives(self, query: QueryBuilder, required_joins: Sequence[Set[Join]]) -> QueryBuilder:
		"""Join the union of the households that one of the groups may hit, if each group requires a join that narrows them."""
		found = [self._first_that_narrows(joins) for joins in required_joins]
		alternatives = [join for join in found if join]
		if len(alternatives) < len(found):
			return query
		first, *others = (
			frappe.qb.from_(join.source(self.context).as_("aggregated")).select("unit")
			for join in dict.fromkeys(alternatives)
		)
		for other in others:
			first = first.union(other)
		matched = first.as_("matched_units")
		return query.join(matched).on(matched.unit == self.household.name)

	def _first_that_narrows(self, joins: Set[Join]) -> Join | None:
		return next((join for join in self._tables if join in joins and join.narrows_households), None)


def _no_later_statement(statement: Selectable, year: Field, context: RuleContext) -> Criterion:
	"""Criterion: the household has no later statement. Checked last, for the few households that meet the condition;
	finding each household's latest year first would be slower.

	It refers to the last of the required statements, because the database checks it once that one is joined.
	"""
	later = frappe.qb.DocType("Income Statement").as_("later")
	later_statements = (
		frappe.qb.from_(later)
		.select(later.name)
		.where(later.household == statement.household)
		.where(later.year > year)
		.where(later.year <= context.as_of.year)
	)
	return ExistsCriterion(SubQuery(later_statements)).negate()
