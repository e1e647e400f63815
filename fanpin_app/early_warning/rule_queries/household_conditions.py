"""Conditions on a household as a whole: its own fields, its latest income statement and its indicator records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from frappe import _
from pypika import Case
from pypika.terms import Criterion, NullValue, Term

from fanpin_app.early_warning.rule_queries import aggregates
from fanpin_app.early_warning.rule_queries.evidence import Evidence, plain_text, threshold_of
from fanpin_app.early_warning.rule_queries.joins import (
	AggregateJoin,
	Join,
	JoinPlan,
	LatestStatement,
	PriorStatement,
)
from fanpin_app.early_warning.rules import comparison
from fanpin_app.early_warning.rules.comparison import CHECK, INCOME_LINE, NUMBER, VALUE, YEAR_BEFORE
from fanpin_app.early_warning.rules.errors import InvalidRuleError
from fanpin_app.early_warning.rules.fields import field_of

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

INCOME_PER_HEAD = "income_per_head"


@dataclass(frozen=True)
class CompiledCondition:
	"""A condition as part of the rule's query: its `criterion`; the `columns` to select for the evidence, which
	`evidence` turns into Evidence; and `required_joins`, which must have a row for the condition to hold."""

	criterion: Criterion
	columns: dict[str, Term]
	evidence: Callable[[dict], list[Evidence]]
	required_joins: tuple[Join, ...] = ()


def indicator_condition(condition: RuleCondition, plan: JoinPlan) -> CompiledCondition:
	aggregate = aggregates.aggregate_for(condition, aggregates.HOUSEHOLD)
	join = AggregateJoin(aggregate)
	aggregated = plan.table(join)
	if aggregate.aggregation == "None":
		return CompiledCondition(
			aggregated.unit.isnull(), {}, lambda columns: [_evidence(condition, value="0")]
		)
	if aggregate.compared_by_caller:
		met = comparison.criterion(aggregated.value, NUMBER, condition.operator, condition.value)
	else:
		met = aggregated.unit.isnotnull()
	columns = {name: aggregated[name] for name in aggregates.EVIDENCE_COLUMNS}
	return CompiledCondition(met, columns, lambda row: [_evidence(condition, **row)], (join,))


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
	latest, prior = LatestStatement(), PriorStatement()
	term = field.term(plan.table(latest), plan.context, 0)
	if condition.value_source == YEAR_BEFORE:
		before = field.term(plan.table(prior), plan.context, 0)
		met, threshold = _compare_share(condition, term, before)
		return CompiledCondition(
			met & (before > 0),
			{"value": term, "threshold": threshold},
			lambda row: [_evidence(condition, **row)],
			(latest, prior),
		)
	_require_plain_value(condition)
	met = comparison.criterion(term, field.kind, condition.operator, condition.value)
	return CompiledCondition(met, {"value": term}, lambda row: [_evidence(condition, **row)], (latest,))


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
