"""Conditions that one living member has to meet, alone or together with what indicators told of that member."""

import json
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.query_builder.terms import SubQuery
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, Function, Term

from fanpin_app.early_warning.rule_queries import aggregates
from fanpin_app.early_warning.rule_queries.evidence import Evidence, plain, threshold_of
from fanpin_app.early_warning.rules import comparison
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.errors import RuleRefused
from fanpin_app.early_warning.rules.fields import Field, field_of

ANY, NONE, COUNT = "Any", "None", "Count"
AGGREGATIONS = (ANY, NONE, COUNT)
LIVING = "Living"


@dataclass(frozen=True)
class Demand:
	"""What one condition of the block asks of a member: a register field, or a measure per member."""

	condition: object
	field: Field | None
	measure: aggregates.Measure | None


class MemberBlock:
	"""Any, None or at least so many of the household's members for whom all demands hold together.

	Where the register is asked, only living members count; what indicators told counts whoever was told of.
	"""

	def __init__(self, household: Table, frame: Frame, demands: list[Demand]) -> None:
		self.household, self.frame, self.demands = household, frame, demands
		self.aggregation, self.at_least = _aggregation(demands)
		self.member = frappe.qb.DocType("Household Member").as_("member")
		self.told = [
			demand.measure.query(frame).as_(f"told{place}") if demand.measure else None
			for place, demand in enumerate(demands)
		]

	def criterion(self) -> Criterion:
		if self.aggregation == COUNT:
			return SubQuery(self._own().select(Count("*"))) >= self.at_least
		parents = self._matching().select(self.member.parent)
		if self.aggregation == NONE:
			return self.household.name.notin(parents)
		return self.household.name.isin(parents)

	def columns(self) -> dict[str, Term]:
		"""How many members meet the demands, and what was measured of the first of them."""
		if self.aggregation == NONE:
			return {}
		own = self._own()
		first = (
			own.select(Function("JSON_ARRAY", self.member.name, *self._figures()))
			.orderby(self.member.idx)
			.limit(1)
		)
		return {"members": own.select(Count("*")), "first": first}

	def evidence(self, columns: dict) -> list[Evidence]:
		if self.aggregation == NONE:
			return [self._evidence(demand, members=0) for demand in self.demands]
		name, *figures = json.loads(columns["first"])
		told = iter(figures)
		found = []
		for demand in self.demands:
			facts = {"value": plain(next(told))}
			if demand.measure:
				facts.update(record_date=next(told), batch=next(told), row_no=next(told), records=next(told))
			found.append(self._evidence(demand, members=columns["members"], member=name, **facts))
		return found

	def _own(self) -> QueryBuilder:
		return self._matching().where(self.member.parent == self.household.name)

	def _matching(self) -> QueryBuilder:
		query = frappe.qb.from_(self.member).where(self.member.parenttype == "Household")
		if any(demand.field for demand in self.demands):
			query = query.where(self.member.status == LIVING)
		for demand, told in zip(self.demands, self.told, strict=True):
			if told is not None:
				query = query.join(told).on(told.unit == self.member.name)
			if (met := self._met(demand, told)) is not None:
				query = query.where(met)
		return query

	def _met(self, demand: Demand, told: QueryBuilder | None) -> Criterion | None:
		condition = demand.condition
		if told is None:
			term = demand.field.term(self.member, self.frame, condition.window_months)
			return comparison.criterion(term, demand.field.kind, condition.operator, condition.value)
		if demand.measure.compared_outside:
			return comparison.criterion(told.value, comparison.NUMBER, condition.operator, condition.value)
		return None

	def _figures(self) -> list[Term]:
		figures = []
		for demand, told in zip(self.demands, self.told, strict=True):
			if told is None:
				figures.append(demand.field.term(self.member, self.frame, demand.condition.window_months))
			else:
				figures += [told.value, told.record_date, told.batch, told.row_no, told.records]
		return figures

	def _evidence(self, demand: Demand, **facts) -> Evidence:
		condition = demand.condition
		return Evidence(
			source=condition.source,
			name=condition.indicator or condition.field,
			aggregation=condition.aggregation,
			months=condition.window_months or 0,
			operator=condition.operator,
			threshold=threshold_of(condition),
			**facts,
		)


def demand_of(condition) -> Demand:
	"""Raises RuleRefused where the condition asks what cannot be known of a single member."""
	if condition.source == "Indicator":
		if condition.aggregation == NONE:
			raise RuleRefused(_("None cannot be bound to a member: use it without Of the Same Member"))
		return Demand(condition, None, aggregates.of(condition, aggregates.MEMBER))
	if condition.aggregation not in AGGREGATIONS:
		raise RuleRefused(
			_("The aggregation {0} does not fit members; use one of {1}").format(
				condition.aggregation or _("(none)"), ", ".join(AGGREGATIONS)
			)
		)
	return Demand(condition, field_of(condition), None)


def _aggregation(demands: list[Demand]) -> tuple[str, int]:
	asked = {
		(demand.condition.aggregation, demand.condition.at_least or 1) for demand in demands if demand.field
	}
	if len(asked) > 1:
		raise RuleRefused(_("Conditions of the same member need the same aggregation and number of members"))
	return asked.pop() if asked else (ANY, 1)
