"""Conditions on a household as a whole: its own fields, its latest income statement, what indicators told of it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.terms import SubQuery
from pypika import Case, JoinType
from pypika.functions import Substring
from pypika.queries import QueryBuilder, Selectable
from pypika.terms import Criterion, EmptyCriterion, ExistsCriterion, Field, NullValue, Term

from fanpin_app.early_warning.rule_queries import aggregates
from fanpin_app.early_warning.rule_queries.evidence import Evidence, plain, threshold_of
from fanpin_app.early_warning.rules import comparison
from fanpin_app.early_warning.rules.comparison import CHECK, NUMBER
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.errors import RuleRefused
from fanpin_app.early_warning.rules.fields import field_of
from fanpin_app.early_warning.rules.subjects import Subject
from fanpin_app.permissions.scope import SIGNIFICANT_DIGITS

VALUE, INCOME_LINE, YEAR_BEFORE = "Value", "Income Line", "Year Before"
PER_HEAD = "income_per_head"
IN_ORDER = (">=", ">", "<", "<=")
THE_WHOLE = "100"

LATEST_STATEMENT = "latest statement"
STATEMENT_BEFORE = "statement of the year before"


@dataclass(frozen=True)
class Reading:
	"""A condition in the household's query: `criterion` holds where it holds, `columns` are selected for the
	evidence and given to `evidence`, and `needs` must have a row for the condition to hold at all."""

	criterion: Criterion
	columns: dict[str, Term]
	evidence: Callable[[dict], list[Evidence]]
	needs: tuple[Hashable, ...] = ()


class Sources:
	"""The household (or what else the rule warns about) and what its conditions read, each joined to it once."""

	def __init__(self, frame: Frame, subject: Subject) -> None:
		self.frame, self.subject = frame, subject
		self.about = self.household = subject.table
		self._joined: dict[Hashable, Selectable] = {}

	def measure(self, measure: aggregates.Measure) -> QueryBuilder:
		if measure not in self._joined:
			self._joined[measure] = measure.query(self.frame).as_(f"measure{len(self._joined)}")
		return self._joined[measure]

	def statement(self, which: str) -> Selectable:
		if which not in self._joined:
			self._joined[which] = frappe.qb.DocType("Income Statement").as_(which.replace(" ", "_"))
		return self._joined[which]

	def join_to(self, query: QueryBuilder, needs: list[set[Hashable]]) -> QueryBuilder:
		"""`needs`: of each group of conditions what it needs a row of. Households without one are not looked at."""
		always = set.intersection(*needs)
		query = query.where(self._takes_in(always))
		alternatives = [] if always else [self._first_measure(keys) for keys in needs]
		if alternatives and all(alternatives):
			told_of = self._told_of(alternatives)
			query = query.join(told_of).on(told_of.unit == self.household.name)
		for key, source in self._joined.items():
			how = JoinType.inner if key in always else JoinType.left
			query = query.join(source, how).on(self._belongs(key, source, always))
		return query

	def _takes_in(self, always: set[Hashable]) -> Criterion:
		"""Whether the household is one that is looked at. A measure that is always needed tells of no others."""
		if any(map(_tells_of_households, always)):
			return EmptyCriterion()
		return self.frame.takes_in(self.about.name)

	def _first_measure(self, keys: set[Hashable]) -> aggregates.Measure | None:
		return next((key for key in self._joined if key in keys and _tells_of_households(key)), None)

	def _told_of(self, alternatives: list[aggregates.Measure]) -> QueryBuilder:
		"""Whom any of the measures has a row of."""
		first, *others = (
			frappe.qb.from_(measure.query(self.frame).as_("measured")).select("unit")
			for measure in dict.fromkeys(alternatives)
		)
		for other in others:
			first = first.union(other)
		return first.as_("told_of")

	def _belongs(self, key: Hashable, source: Selectable, always: set[Hashable]) -> Criterion:
		if key == LATEST_STATEMENT:
			belongs = (source.household == self.household.name) & (source.year <= self.frame.as_of.year)
			return belongs if STATEMENT_BEFORE in always else belongs & self._none_later(source, source.year)
		if key == STATEMENT_BEFORE:
			latest = self._joined[LATEST_STATEMENT]
			belongs = (source.household == latest.household) & (source.year == latest.year - 1)
			return belongs & self._none_later(source, latest.year) if key in always else belongs
		if key.unit == aggregates.VILLAGE:
			return source.unit == Substring(self.household.region, 1, SIGNIFICANT_DIGITS["Village"])
		return source.unit == self.household.name

	def _none_later(self, statement: Selectable, year: Field) -> Criterion:
		"""No later one is known. Asked of the few that meet the condition; their year need not be found first.

		It is asked of the last statement that a household must have, for the database asks it as soon as it has that.
		"""
		later = frappe.qb.DocType("Income Statement").as_("later")
		known = (
			frappe.qb.from_(later)
			.select(later.name)
			.where(later.household == statement.household)
			.where(later.year > year)
			.where(later.year <= self.frame.as_of.year)
		)
		return ExistsCriterion(SubQuery(known)).negate()


def _tells_of_households(key: Hashable) -> bool:
	return isinstance(key, aggregates.Measure) and key.unit == aggregates.HOUSEHOLD


def indicator(condition, sources: Sources) -> Reading:
	measure = aggregates.of(condition, aggregates.HOUSEHOLD)
	told = sources.measure(measure)
	if measure.aggregation == "None":
		return Reading(told.unit.isnull(), {}, lambda columns: [_evidence(condition, value="0")])
	if measure.compared_outside:
		met = comparison.criterion(told.value, NUMBER, condition.operator, condition.value)
	else:
		met = told.unit.isnotnull()
	columns = {name: told[name] for name in aggregates.EVIDENCE}
	return Reading(met, columns, lambda row: [_evidence(condition, **row)], (measure,))


def own_field(condition, sources: Sources) -> Reading:
	"""A field of what a rule warns about that is no household."""
	if condition.source != sources.subject.name:
		raise RuleRefused(
			_("A rule about {0} has conditions of the source {1}, not {2}").format(
				_(sources.subject.name), _(sources.subject.name), _(condition.source)
			)
		)
	_require_plain_value(condition)
	field = field_of(condition)
	term = field.term(sources.about, sources.frame, condition.window_months or 0)
	met = comparison.criterion(term, field.kind, condition.operator, condition.value)
	return Reading(met, {"value": term}, lambda row: [_evidence(condition, **row)])


def household(condition, sources: Sources) -> Reading:
	field = field_of(condition)
	term = field.term(sources.household, sources.frame, condition.window_months or 0)
	if condition.value_source == INCOME_LINE:
		if condition.field != PER_HEAD:
			raise RuleRefused(_("Only {0} is compared with the income line").format(PER_HEAD))
		met, threshold = _per_cent_of(condition, term, _income_line(sources))
		return Reading(
			met, {"value": term, "threshold": threshold}, lambda row: [_evidence(condition, **row)]
		)
	_require_plain_value(condition)
	met = comparison.criterion(term, field.kind, condition.operator, condition.value)
	if field.kind == CHECK:
		term = Case().when(term == 1, "Yes").else_("No")
	return Reading(met, {"value": term}, lambda row: [_evidence(condition, **row)])


def income(condition, sources: Sources) -> Reading:
	field = field_of(condition)
	latest = sources.statement(LATEST_STATEMENT)
	term = field.term(latest, sources.frame, 0)
	if condition.value_source == YEAR_BEFORE:
		before = field.term(sources.statement(STATEMENT_BEFORE), sources.frame, 0)
		met, threshold = _per_cent_of(condition, term, before)
		return Reading(
			met & (before > 0),
			{"value": term, "threshold": threshold},
			lambda row: [_evidence(condition, **row)],
			(LATEST_STATEMENT, STATEMENT_BEFORE),
		)
	_require_plain_value(condition)
	met = comparison.criterion(term, field.kind, condition.operator, condition.value)
	return Reading(met, {"value": term}, lambda row: [_evidence(condition, **row)], (LATEST_STATEMENT,))


def _per_cent_of(condition, term: Term, whole: Term) -> tuple[Criterion, Term]:
	"""`term` held against the condition's per cent (default 100) of `whole`, and that threshold."""
	if condition.operator not in IN_ORDER:
		raise RuleRefused(_("A share is compared with one of {0}").format(", ".join(IN_ORDER)))
	per_cent = comparison.number(condition.value or THE_WHOLE)
	return comparison.COMPARE[condition.operator](term * 100, whole * per_cent), whole * per_cent / 100


def _income_line(sources: Sources) -> Term:
	lines = sources.frame.income_lines
	if not lines:
		return NullValue()
	line = Case()
	for amount, regions in lines.items():
		line = line.when(sources.household.region.isin(regions), amount)
	return line


def _require_plain_value(condition) -> None:
	if condition.value_source not in (None, "", VALUE):
		raise RuleRefused(
			_("{0} of the source {1} cannot be compared with the {2}").format(
				condition.field, _(condition.source), _(condition.value_source)
			)
		)


def _evidence(condition, threshold: Any = None, **row) -> Evidence:
	return Evidence(
		source=condition.source,
		name=condition.indicator if condition.source == "Indicator" else condition.field,
		aggregation=condition.aggregation or None,
		months=condition.window_months or 0,
		operator=condition.operator,
		threshold=threshold_of(condition) if threshold is None else plain(threshold),
		**{name: value if name in ("records", "row_no") else plain(value) for name, value in row.items()},
	)
