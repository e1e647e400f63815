"""Aggregates of indicator records: one query per indicator, aggregation and window, with one row per unit.

A unit is a household, a member (row name) or a village. Each row has `unit`, `value`, `records` (how many count) and,
where a single record decides, its `record_date`, `batch`, `row_no` and `member`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from pypika import Order, analytics
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, EmptyCriterion, NullValue, Star, Term

from fanpin_app.early_warning.rules import comparison
from fanpin_app.early_warning.rules.comparison import NUMBER
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.errors import InvalidRuleError

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

SUM_OR_COUNT = ("Sum", "Count")
MAX_OR_MIN = ("Max", "Min")
ANY_OR_NONE = ("Any", "None")
LATEST_OR_FIRST = ("Latest", "First")
AGGREGATIONS = (*SUM_OR_COUNT, *MAX_OR_MIN, *ANY_OR_NONE, *LATEST_OR_FIRST)
# The caller compares the value of these; the others compare record by record, inside the aggregate's query.
COMPARED_BY_CALLER = (*SUM_OR_COUNT, *MAX_OR_MIN)

HOUSEHOLD, MEMBER, VILLAGE = "Household", "Member", "Village"
COLUMN_OF_UNIT = {HOUSEHOLD: "household", MEMBER: "member", VILLAGE: "region"}
# Of several records of one day, the one that arrived last counts.
ARRIVAL_ORDER = ("record_date", "batch", "row_no")
DECIDING_COLUMNS = ("value", "text_value", "member", *ARRIVAL_ORDER)
EVIDENCE_COLUMNS = ("value", "records", "record_date", "batch", "row_no", "member")


@dataclass(frozen=True)
class IndicatorAggregate:
	"""Hashable, so that conditions with equal aggregates share one query.

	`indicator`, its `subject` (what its records are about) and `kind` (Number or Text); `per_unit`: Household or Member;
	`operator` and `value_text` only where records are compared one by one.
	"""

	indicator: str
	subject: str
	kind: str
	aggregation: str
	months: int
	per_unit: str
	operator: str | None = None
	value_text: str | None = None

	@property
	def compared_by_caller(self) -> bool:
		return self.aggregation in COMPARED_BY_CALLER

	@property
	def unit(self) -> str:
		return VILLAGE if self.subject == VILLAGE else self.per_unit

	def query(self, context: RuleContext) -> QueryBuilder:
		if self.aggregation in SUM_OR_COUNT:
			return self._totals(context)
		if self.aggregation in LATEST_OR_FIRST:
			return self._deciding_records(self._latest_or_first_records(context))
		return self._deciding_records(self._records(context, DECIDING_COLUMNS))

	def _records(
		self, context: RuleContext, columns: tuple[str, ...], *terms: Term, ignore_window: bool = False
	):
		"""The indicator's records up to the screening date, and inside the window unless `ignore_window`."""
		record = frappe.qb.DocType("Indicator Record").as_("record")
		in_region = context.covers_village_of if self.subject == VILLAGE else context.covers_region
		query = (
			frappe.qb.from_(record)
			.select(
				record[COLUMN_OF_UNIT[self.unit]].as_("unit"), *(record[name] for name in columns), *terms
			)
			.where(record.indicator == self.indicator)
			.where(in_region(record.region))
			.where(EmptyCriterion() if self.subject == VILLAGE else context.includes(record.household))
			.where(record.record_date <= context.as_of)
			.where(record.superseded == 0)
		)
		if self.months and not ignore_window:
			query = query.where(record.record_date > context.window_start(self.months))
		return query

	def _totals(self, context: RuleContext) -> QueryBuilder:
		records = self._records(context, ("value",)).as_("records")
		total = Sum(records.value) if self.aggregation == "Sum" else Count("*")
		no_record = [NullValue().as_(name) for name in EVIDENCE_COLUMNS[2:]]
		return (
			frappe.qb.from_(records)
			.select(records.unit, total.as_("value"), Count("*").as_("records"), *no_record)
			.groupby(records.unit)
		)

	def _latest_or_first_records(self, context: RuleContext) -> QueryBuilder:
		"""The latest (or first) record of each subject and state on or before the screening date."""
		record = frappe.qb.DocType("Indicator Record").as_("record")
		rank = analytics.RowNumber().over(record[COLUMN_OF_UNIT[self.subject]], record.state_key)
		order = Order.desc if self.aggregation == "Latest" else Order.asc
		for column in ARRIVAL_ORDER:
			rank = rank.orderby(record[column], order=order)
		ranked = self._records(context, DECIDING_COLUMNS, rank.as_("rank"), ignore_window=True).as_("ranked")
		query = frappe.qb.from_(ranked).select(ranked.unit, *(ranked[name] for name in DECIDING_COLUMNS))
		if self.months:
			query = query.where(ranked.record_date > context.window_start(self.months))
		return query.where(ranked.rank == 1)

	def _deciding_records(self, records: QueryBuilder) -> QueryBuilder:
		"""The deciding record of each unit, chosen from the matching records where records are compared one by one."""
		candidates = records.as_("candidates")
		value = candidates[self._value_column]
		rank = analytics.RowNumber().over(candidates.unit)
		for term, order in self._severity_order(candidates):
			rank = rank.orderby(term, order=order)
		numbered = frappe.qb.from_(candidates).select(
			candidates.unit,
			value.as_("value"),
			*(candidates[name] for name in EVIDENCE_COLUMNS[2:]),
			analytics.Count(Star()).over(candidates.unit).as_("records"),
			rank.as_("rank"),
		)
		if not self.compared_by_caller:
			numbered = numbered.where(self._matches(value))
		numbered = numbered.as_("numbered")
		return (
			frappe.qb.from_(numbered)
			.select(numbered.unit, *(numbered[name] for name in EVIDENCE_COLUMNS))
			.where(numbered.rank == 1)
		)

	@property
	def _value_column(self) -> str:
		return "value" if self.kind == NUMBER else "text_value"

	def _matches(self, value: Term) -> Criterion:
		return comparison.criterion(value, self.kind, self.operator or "", self.value_text)

	def _severity_order(self, candidates: Table) -> list[tuple[Term, Order]]:
		"""The largest figure first (the smallest, where less is worse), then the latest record."""
		least_first = self.aggregation == "Min" or self.operator in ("<", "<=")
		figure = [(candidates.value, Order.asc if least_first else Order.desc)] if self.kind == NUMBER else []
		return figure + [(candidates[column], Order.desc) for column in ARRIVAL_ORDER]


def fits_kind(aggregation: str, kind: str) -> bool:
	"""Whether the aggregation applies to records of this kind (Number or Text): texts cannot be summed or ordered."""
	return kind == NUMBER or aggregation not in ("Sum", *MAX_OR_MIN)


def aggregate_for(condition: RuleCondition, per_unit: str) -> IndicatorAggregate:
	"""The aggregate that a Rule Condition asks for; `per_unit` is Household or Member. Raises InvalidRuleError."""
	if not condition.indicator or not frappe.db.exists("Indicator", condition.indicator, cache=True):
		raise InvalidRuleError(_("There is no indicator {0}").format(condition.indicator or _("(none)")))
	indicator = frappe.get_cached_doc("Indicator", condition.indicator)
	if condition.aggregation not in AGGREGATIONS:
		raise InvalidRuleError(
			_("The aggregation {0} does not fit an indicator; use one of {1}").format(
				condition.aggregation or _("(none)"), ", ".join(AGGREGATIONS)
			)
		)
	if not fits_kind(condition.aggregation, indicator.value_type):
		raise InvalidRuleError(
			_("{0} has no figures, so {1} cannot be worked out").format(indicator.name, condition.aggregation)
		)
	if per_unit == MEMBER and indicator.subject != MEMBER:
		raise InvalidRuleError(_("{0} has no data on single members").format(indicator.name))
	if condition.aggregation == "Count":
		_require_at_least_one(condition)
	compared_by_record = condition.aggregation not in COMPARED_BY_CALLER
	return IndicatorAggregate(
		indicator=indicator.name,
		subject=indicator.subject,
		kind=indicator.value_type,
		aggregation=condition.aggregation,
		months=condition.window_months or 0,
		per_unit=per_unit,
		operator=condition.operator if compared_by_record else None,
		value_text=condition.value if compared_by_record else None,
	)


def _require_at_least_one(condition: RuleCondition) -> None:
	"""Households without a record have no row in an aggregate, so counts that 0 satisfies must be written with None."""
	if condition.operator in ("<", "<=", "!=", *comparison.PRESENCE, "not in"):
		raise InvalidRuleError(
			_("A count is compared with >=, >, =, in or between; for no record at all use None")
		)
	value = comparison.value(NUMBER, condition.operator, condition.value)
	smallest = min(value) if isinstance(value, list) else value
	if smallest < 0 or (smallest == 0 and condition.operator != ">"):
		raise InvalidRuleError(_("A count begins at 1; for no record at all use the aggregation None"))
