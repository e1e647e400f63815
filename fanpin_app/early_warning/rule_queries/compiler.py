"""Compiles a Risk Rule to one query: the households of a region that it hits on a day, each with its evidence.

Conditions are mapped to query terms that are defined here and in the neighbouring modules; no text of a rule becomes
SQL. All conditions of a group must hold, and one group is enough; the first group that holds provides the evidence.
Households that are not active or have no living member are never hit. Rules about other subjects than households
(rules/subjects.py) can use only that subject's fields. What is registered elsewhere is looked for as far as those see
who read what the rule finds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import TYPE_CHECKING

import frappe
from frappe import _
from pypika import Case
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term, ValueWrapper

from fanpin_app.early_warning.rule_queries import household_conditions
from fanpin_app.early_warning.rule_queries.evidence import Evidence
from fanpin_app.early_warning.rule_queries.household_conditions import CompiledCondition
from fanpin_app.early_warning.rule_queries.joins import Join, JoinPlan
from fanpin_app.early_warning.rule_queries.member_conditions import MemberConditions, to_member_condition
from fanpin_app.early_warning.rule_queries.related_conditions import RelatedConditions
from fanpin_app.early_warning.rules import id_number_fields, related_sources, subjects
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.errors import InvalidRuleError
from fanpin_app.early_warning.rules.outline import Bond, DocumentBond, MemberBond, outline_of
from fanpin_app.early_warning.rules.subjects import HOUSEHOLD, Subject

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

COMPILERS = {
	"Indicator": household_conditions.indicator_condition,
	"Household": household_conditions.household_condition,
	"Income": household_conditions.income_condition,
}


@dataclass(frozen=True)
class Hit:
	"""A household (or other subject) that the rule hits; the first piece of evidence gives the value and threshold."""

	subject_name: str
	region: str
	evidence: list[Evidence]

	@property
	def household(self) -> str:
		"""The household; only for rules about households."""
		return self.subject_name

	@property
	def value(self) -> str | None:
		first = self.evidence[0]
		return first.value if first.members is None else str(first.members)

	@property
	def threshold(self) -> str | None:
		return self.evidence[0].threshold


@dataclass(frozen=True)
class CompiledRule:
	"""`found`: what is hit, with the columns household (or the link field of the rule's subject) and region; `query`:
	the same with the evidence, that is the group that holds and the columns of all groups."""

	query: QueryBuilder
	groups: list[list[CompiledCondition]]
	found: QueryBuilder
	subject: Subject

	def hits(self, limit: int | None = None) -> list[Hit]:
		query = self.query.orderby(self.subject.table.name).limit(limit) if limit else self.query
		widths = (sum(len(compiled.columns) for compiled in group) for group in self.groups)
		starts = list(accumulate(widths, initial=0))
		return [self._hit(row, starts) for row in query.run()]

	def _hit(self, row: Sequence, starts: list[int]) -> Hit:
		subject_name, region, matched, *evidence_columns = row
		values = islice(evidence_columns, starts[matched], None)
		evidence = []
		for compiled in self.groups[matched]:
			evidence += compiled.evidence(dict(zip(compiled.columns, values, strict=False)))
		return Hit(subject_name, region, evidence)


def compile_rule(rule: RiskRule, context: RuleContext) -> CompiledRule:
	"""Compile a rule for a context. Raises InvalidRuleError for an unknown field, operator, aggregation or value, and if
	there is no condition."""
	if not rule.conditions:
		raise InvalidRuleError(_("The rule has no condition yet."))
	subject = subjects.for_rule(rule)
	if id_number_fields.asks_for_other_registrations(rule):
		context = replace(context, tier=id_number_fields.reading_tier(rule))
	plan = JoinPlan(context, subject)
	outline = outline_of(rule.conditions, related_sources.by_name())
	groups = [[_compile_bond(bond, plan) for bond in bonds] for bonds in outline]
	criteria = [Criterion.all(compiled.criterion for compiled in group) for group in groups]
	table = plan.subject_table
	found = (
		plan.join_to(frappe.qb.from_(table), [_required_joins(group) for group in groups])
		.select(table.name.as_(subject.link), table.region)
		.where(context.covers_region(table.region))
		.where(subject.is_screened(table))
		.where(Criterion.any(criteria))
	)
	query = found.select(_first_matching_group(criteria).as_("matched"))
	for number, group in enumerate(groups):
		for position, compiled in enumerate(group):
			query = query.select(
				*(term.as_(f"{name}_{number}_{position}") for name, term in compiled.columns.items())
			)
	return CompiledRule(query, groups, found, subject)


def _compile_bond(bond: Bond, plan: JoinPlan) -> CompiledCondition:
	first = bond.conditions[0]
	try:
		if plan.subject.name != HOUSEHOLD:
			return household_conditions.subject_field(first, plan)
		if isinstance(bond, MemberBond) or first.source == "Member":
			return _compile_members(bond.conditions, plan)
		if isinstance(bond, DocumentBond):
			return _compile_related(bond, plan)
		return _compiler_for(first)(first, plan)
	except InvalidRuleError as error:
		raise InvalidRuleError(_("Condition {0}: {1}").format(first.idx, error))


def _compiler_for(condition: RuleCondition) -> Callable[[RuleCondition, JoinPlan], CompiledCondition]:
	if condition.source not in COMPILERS:
		raise InvalidRuleError(_("There is no source {0}").format(condition.source))
	return COMPILERS[condition.source]


def _compile_members(conditions: Sequence[RuleCondition], plan: JoinPlan) -> CompiledCondition:
	block = MemberConditions(
		plan.household, plan.context, [to_member_condition(condition) for condition in conditions]
	)
	return CompiledCondition(block.criterion(), block.columns(), block.evidence)


def _compile_related(bond: DocumentBond, plan: JoinPlan) -> CompiledCondition:
	block = RelatedConditions(plan.household, plan.context, bond)
	return CompiledCondition(block.criterion(), block.columns(), block.evidence)


def _first_matching_group(criteria: list[Criterion]) -> Term:
	if len(criteria) == 1:
		return ValueWrapper(0)
	case = Case()
	for number, criterion in enumerate(criteria):
		case = case.when(criterion, number)
	return case


def _required_joins(group: list[CompiledCondition]) -> set[Join]:
	return {join for compiled in group for join in compiled.required_joins}
