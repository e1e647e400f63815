"""Conditions on a household as a whole: its own fields, its latest income statement and its indicator records."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

import frappe
from frappe import _
from frappe.query_builder.terms import SubQuery
from pypika import Case, JoinType
from pypika.functions import Substring
from pypika.queries import QueryBuilder, Selectable
from pypika.terms import Criterion, EmptyCriterion, ExistsCriterion, Field, NullValue, Term

from fanpin_app.early_warning.rule_queries import aggregates
from fanpin_app.early_warning.rule_queries.evidence import Evidence, plain_text, threshold_of
from fanpin_app.early_warning.rules import comparison
from fanpin_app.early_warning.rules.comparison import CHECK, INCOME_LINE, NUMBER, VALUE, YEAR_BEFORE
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.errors import InvalidRuleError
from fanpin_app.early_warning.rules.fields import field_of
from fanpin_app.early_warning.rules.subjects import Subject
from fanpin_app.permissions.scope import SIGNIFICANT_DIGITS

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

INCOME_PER_HEAD = "income_per_head"

LATEST_STATEMENT = "latest statement"
PRIOR_STATEMENT = "statement of the year before"


@dataclass(frozen=True)
class CompiledCondition:
	"""A condition as part of the rule's query: its `criterion`; the `columns` to select for the evidence, which
	`evidence` turns into Evidence; and `required_joins`, which must have a row for the condition to hold."""

	criterion: Criterion
	columns: dict[str, Term]
	evidence: Callable[[dict], list[Evidence]]
	required_joins: tuple[Hashable, ...] = ()


class JoinPlan:
	"""The table of the rule's subject and the tables that its conditions use, each joined only once."""

	def __init__(self, context: RuleContext, subject: Subject) -> None:
		self.context, self.subject = context, subject
		self.subject_table = self.household = subject.table
		self._joined: dict[Hashable, Selectable] = {}

	def aggregate(self, aggregate: aggregates.IndicatorAggregate) -> QueryBuilder:
		if aggregate not in self._joined:
			self._joined[aggregate] = aggregate.query(self.context).as_(f"aggregate{len(self._joined)}")
		return self._joined[aggregate]

	def statement(self, which: str) -> Selectable:
		if which not in self._joined:
			self._joined[which] = frappe.qb.DocType("Income Statement").as_(which.replace(" ", "_"))
		return self._joined[which]

	def join_to(self, query: QueryBuilder, required_joins: list[set[Hashable]]) -> QueryBuilder:
		"""Join the tables to the query. `required_joins`: the required joins of each group of conditions; those that all
		groups require become inner joins. Where each group requires some household aggregate, only households with a row
		in one of these are searched."""
		required_by_all = set.intersection(*required_joins)
		query = query.where(self._household_filter(required_by_all))
		alternatives = (
			[] if required_by_all else [self._first_required_aggregate(keys) for keys in required_joins]
		)
		found = [each for each in alternatives if each]
		if found and len(found) == len(alternatives):
			matched = self._matched_by_any(found)
			query = query.join(matched).on(matched.unit == self.household.name)
		for key, source in self._joined.items():
			join_type = JoinType.inner if key in required_by_all else JoinType.left
			query = query.join(source, join_type).on(self._join_criterion(key, source, required_by_all))
		return query

	def _household_filter(self, required_by_all: set[Hashable]) -> Criterion:
		"""The context's limit to some households; not needed where an aggregate that all groups require has it already."""
		if any(map(_is_household_aggregate, required_by_all)):
			return EmptyCriterion()
		return self.context.includes(self.subject_table.name)

	def _first_required_aggregate(self, keys: set[Hashable]) -> aggregates.IndicatorAggregate | None:
		found = (key for key in self._joined if key in keys)
		return next((key for key in found if _is_household_aggregate(key)), None)

	def _matched_by_any(self, alternatives: list[aggregates.IndicatorAggregate]) -> QueryBuilder:
		"""The union of the households with a row in any of these aggregates."""
		first, *others = (
			frappe.qb.from_(aggregate.query(self.context).as_("aggregated")).select("unit")
			for aggregate in dict.fromkeys(alternatives)
		)
		for other in others:
			first = first.union(other)
		return first.as_("matched_units")

	def _join_criterion(self, key: Hashable, source: Selectable, required_by_all: set[Hashable]) -> Criterion:
		if key == LATEST_STATEMENT:
			criterion = (source.household == self.household.name) & (source.year <= self.context.as_of.year)
			return (
				criterion
				if PRIOR_STATEMENT in required_by_all
				else criterion & self._no_later_statement(source, source.year)
			)
		if key == PRIOR_STATEMENT:
			latest = self._joined[LATEST_STATEMENT]
			criterion = (source.household == latest.household) & (source.year == latest.year - 1)
			return (
				criterion & self._no_later_statement(source, latest.year)
				if key in required_by_all
				else criterion
			)
		if isinstance(key, aggregates.IndicatorAggregate) and key.unit == aggregates.VILLAGE:
			return source.unit == Substring(self.household.region, 1, SIGNIFICANT_DIGITS["Village"])
		return source.unit == self.household.name

	def _no_later_statement(self, statement: Selectable, year: Field) -> Criterion:
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
			.where(later.year <= self.context.as_of.year)
		)
		return ExistsCriterion(SubQuery(later_statements)).negate()


def _is_household_aggregate(key: Hashable) -> TypeGuard[aggregates.IndicatorAggregate]:
	return isinstance(key, aggregates.IndicatorAggregate) and key.unit == aggregates.HOUSEHOLD


def indicator_condition(condition: RuleCondition, plan: JoinPlan) -> CompiledCondition:
	aggregate = aggregates.aggregate_for(condition, aggregates.HOUSEHOLD)
	aggregated = plan.aggregate(aggregate)
	if aggregate.aggregation == "None":
		return CompiledCondition(
			aggregated.unit.isnull(), {}, lambda columns: [_evidence(condition, value="0")]
		)
	if aggregate.compared_by_caller:
		met = comparison.criterion(aggregated.value, NUMBER, condition.operator, condition.value)
	else:
		met = aggregated.unit.isnotnull()
	columns = {name: aggregated[name] for name in aggregates.EVIDENCE_COLUMNS}
	return CompiledCondition(met, columns, lambda row: [_evidence(condition, **row)], (aggregate,))


def subject_field(condition: RuleCondition, plan: JoinPlan) -> CompiledCondition:
	"""A field of a subject other than households."""
	if condition.source != plan.subject.name:
		raise InvalidRuleError(
			_("A rule about {0} has conditions of the source {1}, not {2}").format(
				_(plan.subject.name), _(plan.subject.name), _(condition.source)
			)
		)
	_require_plain_value(condition)
	field = field_of(condition)
	term = field.term(plan.subject_table, plan.context, condition.window_months or 0)
	met = comparison.criterion(term, field.kind, condition.operator, condition.value)
	return CompiledCondition(met, {"value": term}, lambda row: [_evidence(condition, **row)])


def household_condition(condition: RuleCondition, plan: JoinPlan) -> CompiledCondition:
	field = field_of(condition)
	term = field.term(plan.household, plan.context, condition.window_months or 0)
	if condition.value_source == INCOME_LINE:
		if condition.field != INCOME_PER_HEAD:
			raise InvalidRuleError(_("Only {0} is compared with the income line").format(INCOME_PER_HEAD))
		met, threshold = _compare_share(condition, term, _income_line(plan))
		return CompiledCondition(
			met, {"value": term, "threshold": threshold}, lambda row: [_evidence(condition, **row)]
		)
	_require_plain_value(condition)
	met = comparison.criterion(term, field.kind, condition.operator, condition.value)
	if field.kind == CHECK:
		term = Case().when(term == 1, "Yes").else_("No")
	return CompiledCondition(met, {"value": term}, lambda row: [_evidence(condition, **row)])


def income_condition(condition: RuleCondition, plan: JoinPlan) -> CompiledCondition:
	field = field_of(condition)
	latest = plan.statement(LATEST_STATEMENT)
	term = field.term(latest, plan.context, 0)
	if condition.value_source == YEAR_BEFORE:
		before = field.term(plan.statement(PRIOR_STATEMENT), plan.context, 0)
		met, threshold = _compare_share(condition, term, before)
		return CompiledCondition(
			met & (before > 0),
			{"value": term, "threshold": threshold},
			lambda row: [_evidence(condition, **row)],
			(LATEST_STATEMENT, PRIOR_STATEMENT),
		)
	_require_plain_value(condition)
	met = comparison.criterion(term, field.kind, condition.operator, condition.value)
	return CompiledCondition(
		met, {"value": term}, lambda row: [_evidence(condition, **row)], (LATEST_STATEMENT,)
	)


def _compare_share(condition: RuleCondition, term: Term, whole: Term) -> tuple[Criterion, Term]:
	"""Compare `term` with the condition's per cent (default 100) of `whole`: the criterion and the threshold."""
	if condition.operator not in comparison.SHARE_OPERATORS:
		raise InvalidRuleError(
			_("A share is compared with one of {0}").format(", ".join(comparison.SHARE_OPERATORS))
		)
	per_cent = comparison.number(condition.value or comparison.FULL_SHARE)
	return comparison.COMPARE[condition.operator](term * 100, whole * per_cent), whole * per_cent / 100


def _income_line(plan: JoinPlan) -> Term:
	lines = plan.context.income_lines
	if not lines:
		return NullValue()
	line = Case()
	for amount, regions in lines.items():
		line = line.when(plan.household.region.isin(regions), amount)
	return line


def _require_plain_value(condition: RuleCondition) -> None:
	if condition.value_source not in (None, "", VALUE):
		raise InvalidRuleError(
			_("{0} of the source {1} cannot be compared with the {2}").format(
				condition.field, _(condition.source), _(condition.value_source)
			)
		)


def _evidence(condition: RuleCondition, threshold: Any = None, **row: Any) -> Evidence:
	values: dict[str, Any] = {
		name: value if name in ("records", "row_no") else plain_text(value) for name, value in row.items()
	}
	named = condition.indicator if condition.source == "Indicator" else condition.field
	return Evidence(
		source=condition.source,
		name=named or "",
		aggregation=condition.aggregation or None,
		months=condition.window_months or 0,
		operator=condition.operator,
		threshold=threshold_of(condition) if threshold is None else plain_text(threshold),
		**values,
	)
