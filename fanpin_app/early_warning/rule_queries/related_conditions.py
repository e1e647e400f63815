"""Conditions that one document of a household has to meet, a case or a measure, whatever later modules bring."""

import json

from frappe import _
from frappe.query_builder.functions import Count
from frappe.query_builder.terms import SubQuery
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, Function, Term

from fanpin_app.early_warning.rule_queries.evidence import Evidence, plain, threshold_of
from fanpin_app.early_warning.rules import comparison
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.errors import RuleRefused
from fanpin_app.early_warning.rules.fields import field_of
from fanpin_app.early_warning.rules.related_sources import AGGREGATIONS, COUNT, NONE, Related


class RelatedBlock:
	"""Any, None or at least so many of the household's documents for which all the conditions hold together."""

	def __init__(self, household: Table, frame: Frame, related: Related, conditions: list) -> None:
		self.household, self.conditions = household, conditions
		self.aggregation, self.at_least = _aggregation(conditions)
		self.rows = related.rows(frame)
		self.terms = [
			field_of(condition).term(self.rows.table, frame, condition.window_months or 0)
			for condition in conditions
		]

	def criterion(self) -> Criterion:
		if self.aggregation == COUNT:
			return SubQuery(self._own().select(Count("*"))) >= self.at_least
		holders = self._matching().select(self.rows.household)
		# The unknown is in no list: it would make every "not in" unknown.
		holders = holders.where(self.rows.household.isnotnull())
		if self.aggregation == NONE:
			return self.household.name.notin(holders)
		return self.household.name.isin(holders)

	def columns(self) -> dict[str, Term]:
		"""How many documents meet the conditions, and what the first of them tells."""
		if self.aggregation == NONE:
			return {}
		document = self.rows.document
		first = self._own().select(Function("JSON_ARRAY", document, *self.terms)).orderby(document).limit(1)
		return {"records": self._own().select(Count("*")), "first": first}

	def evidence(self, columns: dict) -> list[Evidence]:
		if self.aggregation == NONE:
			return [self._evidence(condition, value="0") for condition in self.conditions]
		document, *values = json.loads(columns["first"])
		return [
			self._evidence(condition, value=plain(value), records=columns["records"], document=document)
			for condition, value in zip(self.conditions, values, strict=True)
		]

	def _own(self) -> QueryBuilder:
		return self._matching().where(self.rows.household == self.household.name)

	def _matching(self) -> QueryBuilder:
		query = self.rows.query
		for condition, term in zip(self.conditions, self.terms, strict=True):
			kind = field_of(condition).kind
			query = query.where(comparison.criterion(term, kind, condition.operator, condition.value))
		return query

	def _evidence(self, condition, **facts) -> Evidence:
		return Evidence(
			source=condition.source,
			name=condition.field,
			aggregation=condition.aggregation,
			months=condition.window_months or 0,
			operator=condition.operator,
			threshold=threshold_of(condition),
			**facts,
		)


def _aggregation(conditions: list) -> tuple[str, int]:
	asked = {(condition.aggregation, condition.at_least or 1) for condition in conditions}
	aggregation, at_least = asked.pop()
	if aggregation not in AGGREGATIONS:
		raise RuleRefused(
			_("The aggregation {0} does not fit {1}; use one of {2}").format(
				aggregation or _("(none)"), _(conditions[0].source), ", ".join(AGGREGATIONS)
			)
		)
	if asked:
		raise RuleRefused(_("Conditions that count documents of one source need the same number"))
	return aggregation, at_least
