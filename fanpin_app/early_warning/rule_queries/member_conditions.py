"""Conditions on one living member, alone or together with that member's indicator records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.query_builder.terms import SubQuery
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, Function, Term

from fanpin_app.early_warning.rule_queries import aggregates
from fanpin_app.early_warning.rule_queries.evidence import Evidence, plain_text, threshold_of
from fanpin_app.early_warning.rules import comparison
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.errors import InvalidRuleError
from fanpin_app.early_warning.rules.fields import Field, field_of
from fanpin_app.early_warning.rules.outline import AGGREGATIONS, ANY, COUNT, NONE

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

LIVING = "Living"


@dataclass(frozen=True)
class MemberCondition:
	"""One condition on a member: a field of the register, or an aggregate per member."""

	condition: RuleCondition
	field: Field | None
	aggregate: aggregates.IndicatorAggregate | None


class MemberConditions:
	"""Conditions that must all hold for one and the same member: for any member, for none, or for at least a number.

	With a condition on the register only living members count; with indicators alone, all members with records do.
	"""

	def __init__(self, household: Table, context: RuleContext, parts: list[MemberCondition]) -> None:
		self.household, self.context, self.parts = household, context, parts
		self.aggregation, self.at_least = _aggregation(parts)
		self.member = frappe.qb.DocType("Household Member").as_("member")
		self.aggregate_queries = [
			part.aggregate.query(context).as_(f"member_aggregate{position}") if part.aggregate else None
			for position, part in enumerate(parts)
		]

	def criterion(self) -> Criterion:
		if self.aggregation == COUNT:
			return SubQuery(self._matching_in_household().select(Count("*"))) >= self.at_least
		parents = self._matching().select(self.member.parent)
		if self.aggregation == NONE:
			return self.household.name.notin(parents)
		return self.household.name.isin(parents)

	def columns(self) -> dict[str, Term]:
		"""How many members meet the conditions, and the values of the first of them."""
		if self.aggregation == NONE:
			return {}
		own = self._matching_in_household()
		first = (
			own.select(Function("JSON_ARRAY", self.member.name, *self._evidence_terms()))
			.orderby(self.member.idx)
			.limit(1)
		)
		return {"members": own.select(Count("*")), "first": first}

	def evidence(self, columns: dict) -> list[Evidence]:
		if self.aggregation == NONE:
			return [self._evidence(part, members=0) for part in self.parts]
		name, *figures = json.loads(columns["first"])
		remaining = iter(figures)
		found = []
		for part in self.parts:
			values: dict[str, Any] = {"value": plain_text(next(remaining))}
			if part.aggregate:
				values.update(
					record_date=next(remaining),
					batch=next(remaining),
					row_no=next(remaining),
					records=next(remaining),
				)
			found.append(self._evidence(part, members=columns["members"], member=name, **values))
		return found

	def _matching_in_household(self) -> QueryBuilder:
		return self._matching().where(self.member.parent == self.household.name)

	def _matching(self) -> QueryBuilder:
		query = frappe.qb.from_(self.member).where(self.member.parenttype == "Household")
		if any(part.field for part in self.parts):
			query = query.where(self.member.status == LIVING)
		for part, aggregated in zip(self.parts, self.aggregate_queries, strict=True):
			if aggregated is not None:
				query = query.join(aggregated).on(aggregated.unit == self.member.name)
			if (criterion := self._part_criterion(part, aggregated)) is not None:
				query = query.where(criterion)
		return query

	def _part_criterion(self, part: MemberCondition, aggregated: QueryBuilder | None) -> Criterion | None:
		condition = part.condition
		if part.field:
			term = part.field.term(self.member, self.context, condition.window_months)
			return comparison.criterion(term, part.field.kind, condition.operator, condition.value)
		if aggregated is not None and part.aggregate and part.aggregate.compared_by_caller:
			return comparison.criterion(
				aggregated.value, comparison.NUMBER, condition.operator, condition.value
			)
		return None

	def _evidence_terms(self) -> list[Term]:
		figures = []
		for part, aggregated in zip(self.parts, self.aggregate_queries, strict=True):
			if part.field:
				figures.append(part.field.term(self.member, self.context, part.condition.window_months))
			elif aggregated is not None:
				figures += [
					aggregated.value,
					aggregated.record_date,
					aggregated.batch,
					aggregated.row_no,
					aggregated.records,
				]
		return figures

	def _evidence(self, part: MemberCondition, **values) -> Evidence:
		condition = part.condition
		return Evidence(
			source=condition.source,
			name=condition.indicator or condition.field or "",
			aggregation=condition.aggregation,
			months=condition.window_months or 0,
			operator=condition.operator,
			threshold=threshold_of(condition),
			**values,
		)


def to_member_condition(condition: RuleCondition) -> MemberCondition:
	"""Raises InvalidRuleError if the condition cannot be evaluated for a single member."""
	if condition.source == "Indicator":
		if condition.aggregation == NONE:
			raise InvalidRuleError(_("None cannot be bound to a member: use it without Of the Same Member"))
		return MemberCondition(condition, None, aggregates.aggregate_for(condition, aggregates.MEMBER))
	if condition.aggregation not in AGGREGATIONS:
		raise InvalidRuleError(
			_("The aggregation {0} does not fit members; use one of {1}").format(
				condition.aggregation or _("(none)"), ", ".join(AGGREGATIONS)
			)
		)
	return MemberCondition(condition, field_of(condition), None)


def _aggregation(parts: list[MemberCondition]) -> tuple[str, int]:
	requested = {(part.condition.aggregation, part.condition.at_least or 1) for part in parts if part.field}
	if len(requested) > 1:
		raise InvalidRuleError(
			_("Conditions of the same member need the same aggregation and number of members")
		)
	return requested.pop() if requested else (ANY, 1)
