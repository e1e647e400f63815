"""Conditions on one document of a household, such as a case or a measure (see rules/related_sources.py)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from frappe import _
from frappe.query_builder.functions import Count
from frappe.query_builder.terms import SubQuery
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, Function, Term

from fanpin_app.early_warning.rule_queries.evidence import Evidence, plain_text, threshold_of
from fanpin_app.early_warning.rules import comparison
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.errors import InvalidRuleError
from fanpin_app.early_warning.rules.fields import field_of
from fanpin_app.early_warning.rules.outline import AGGREGATIONS, COUNT, NONE, DocumentBond

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition


class RelatedConditions:
	"""Conditions that must all hold for one and the same document: for any document, for none, or for at least a number."""

	def __init__(self, household: Table, context: RuleContext, bond: DocumentBond) -> None:
		self.household, self.conditions = household, bond.conditions
		self.aggregation, self.at_least = _aggregation(bond.conditions)
		self.rows = bond.source.rows(context)
		self.terms = [
			field_of(condition).term(self.rows.table, context, condition.window_months or 0)
			for condition in bond.conditions
		]

	def criterion(self) -> Criterion:
		if self.aggregation == COUNT:
			return SubQuery(self._matching_in_household().select(Count("*"))) >= self.at_least
		households = self._matching().select(self.rows.household)
		# A NULL in the list would make every NOT IN unknown.
		households = households.where(self.rows.household.isnotnull())
		if self.aggregation == NONE:
			return self.household.name.notin(households)
		return self.household.name.isin(households)

	def columns(self) -> dict[str, Term]:
		"""How many documents meet the conditions, and the values of the first of them."""
		if self.aggregation == NONE:
			return {}
		document = self.rows.document
		first = (
			self._matching_in_household()
			.select(Function("JSON_ARRAY", document, *self.terms))
			.orderby(document)
			.limit(1)
		)
		return {"records": self._matching_in_household().select(Count("*")), "first": first}

	def evidence(self, columns: dict) -> list[Evidence]:
		if self.aggregation == NONE:
			return [self._evidence(condition, value="0") for condition in self.conditions]
		document, *values = json.loads(columns["first"])
		return [
			self._evidence(condition, value=plain_text(value), records=columns["records"], document=document)
			for condition, value in zip(self.conditions, values, strict=True)
		]

	def _matching_in_household(self) -> QueryBuilder:
		return self._matching().where(self.rows.household == self.household.name)

	def _matching(self) -> QueryBuilder:
		query = self.rows.query
		for condition, term in zip(self.conditions, self.terms, strict=True):
			kind = field_of(condition).kind
			query = query.where(comparison.criterion(term, kind, condition.operator, condition.value))
		return query

	def _evidence(self, condition: RuleCondition, **values) -> Evidence:
		return Evidence(
			source=condition.source,
			name=condition.field,
			aggregation=condition.aggregation,
			months=condition.window_months or 0,
			operator=condition.operator,
			threshold=threshold_of(condition),
			**values,
		)


def _aggregation(conditions: Sequence[RuleCondition]) -> tuple[str, int]:
	requested = {(condition.aggregation, condition.at_least or 1) for condition in conditions}
	aggregation, at_least = requested.pop()
	if aggregation not in AGGREGATIONS:
		raise InvalidRuleError(
			_("The aggregation {0} does not fit {1}; use one of {2}").format(
				aggregation or _("(none)"), _(conditions[0].source), ", ".join(AGGREGATIONS)
			)
		)
	if requested:
		raise InvalidRuleError(_("Conditions that count documents of one source need the same number"))
	return aggregation, at_least
