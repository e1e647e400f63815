"""What indicators measured: one query per indicator, aggregation and window, with one row a unit.

A unit is whom the measure is about: a household, a member (row name) or a village. Each row has `unit`, `value`,
`records` (how many count) and, where one record decides, its `record_date`, `batch`, `row_no` and `member`.
"""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from pypika import Order, analytics
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, EmptyCriterion, NullValue, Star, Term

from fanpin_app.early_warning.rules import comparison
from fanpin_app.early_warning.rules.comparison import NUMBER
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.errors import RuleRefused

ADDED_UP = ("Sum", "Count")
GREATEST_OR_LEAST = ("Max", "Min")
ANY_THAT_MATCHES = ("Any", "None")
ONE_THAT_HOLDS = ("Latest", "First")
AGGREGATIONS = (*ADDED_UP, *GREATEST_OR_LEAST, *ANY_THAT_MATCHES, *ONE_THAT_HOLDS)
# Their value is compared where it is used; the others compare record by record, inside the measure.
COMPARED_OUTSIDE = (*ADDED_UP, *GREATEST_OR_LEAST)

HOUSEHOLD, MEMBER, VILLAGE = "Household", "Member", "Village"
COLUMN_OF_UNIT = {HOUSEHOLD: "household", MEMBER: "member", VILLAGE: "region"}
# Among records of one day the one that came last has the last word.
ARRIVAL = ("record_date", "batch", "row_no")
DECIDING = ("value", "text_value", "member", *ARRIVAL)
EVIDENCE = ("value", "records", "record_date", "batch", "row_no", "member")


@dataclass(frozen=True)
class Measure:
	"""Hashable, so that conditions which measure the same share one query.

	`indicator`, its `subject` (whom it tells of) and `kind` (Number or Text); `per`: the unit, Household or Member;
	`operator` and `written` only where records are compared one by one.
	"""

	indicator: str
	subject: str
	kind: str
	aggregation: str
	months: int
	per: str
	operator: str | None = None
	written: str | None = None

	@property
	def compared_outside(self) -> bool:
		return self.aggregation in COMPARED_OUTSIDE

	@property
	def unit(self) -> str:
		return VILLAGE if self.subject == VILLAGE else self.per

	def query(self, frame: Frame) -> QueryBuilder:
		if self.aggregation in ADDED_UP:
			return self._added_up(frame)
		if self.aggregation in ONE_THAT_HOLDS:
			return self._deciding(self._in_force(frame))
		return self._deciding(self._records(frame, DECIDING))

	def _records(self, frame: Frame, columns: tuple[str, ...], *others: Term, whole_past: bool = False):
		"""The indicator's records up to the screening date, in the window unless `whole_past`."""
		record = frappe.qb.DocType("Indicator Record").as_("record")
		lies_in = frame.tells_village_in if self.subject == VILLAGE else frame.lies_in
		query = (
			frappe.qb.from_(record)
			.select(
				record[COLUMN_OF_UNIT[self.unit]].as_("unit"), *(record[name] for name in columns), *others
			)
			.where(record.indicator == self.indicator)
			.where(lies_in(record.region))
			.where(EmptyCriterion() if self.subject == VILLAGE else frame.takes_in(record.household))
			.where(record.record_date <= frame.as_of)
			.where(record.superseded == 0)
		)
		if self.months and not whole_past:
			query = query.where(record.record_date > frame.window_start(self.months))
		return query

	def _added_up(self, frame: Frame) -> QueryBuilder:
		records = self._records(frame, ("value",)).as_("records")
		total = Sum(records.value) if self.aggregation == "Sum" else Count("*")
		nothing = [NullValue().as_(name) for name in EVIDENCE[2:]]
		return (
			frappe.qb.from_(records)
			.select(records.unit, total.as_("value"), Count("*").as_("records"), *nothing)
			.groupby(records.unit)
		)

	def _in_force(self, frame: Frame) -> QueryBuilder:
		"""Of each subject and state the latest record on or before the screening date, or the first."""
		record = frappe.qb.DocType("Indicator Record").as_("record")
		place = analytics.RowNumber().over(record[COLUMN_OF_UNIT[self.subject]], record.state_key)
		order = Order.desc if self.aggregation == "Latest" else Order.asc
		for column in ARRIVAL:
			place = place.orderby(record[column], order=order)
		ranked = self._records(frame, DECIDING, place.as_("place"), whole_past=True).as_("ranked")
		query = frappe.qb.from_(ranked).select(ranked.unit, *(ranked[name] for name in DECIDING))
		if self.months:
			query = query.where(ranked.record_date > frame.window_start(self.months))
		return query.where(ranked.place == 1)

	def _deciding(self, records: QueryBuilder) -> QueryBuilder:
		"""Of each unit the record that decides, among those that match where matching is asked for."""
		told = records.as_("told")
		value = told[self._column]
		place = analytics.RowNumber().over(told.unit)
		for term, order in self._severity(told):
			place = place.orderby(term, order=order)
		numbered = frappe.qb.from_(told).select(
			told.unit,
			value.as_("value"),
			*(told[name] for name in EVIDENCE[2:]),
			analytics.Count(Star()).over(told.unit).as_("records"),
			place.as_("place"),
		)
		if not self.compared_outside:
			numbered = numbered.where(self._matches(value))
		numbered = numbered.as_("numbered")
		return (
			frappe.qb.from_(numbered)
			.select(numbered.unit, *(numbered[name] for name in EVIDENCE))
			.where(numbered.place == 1)
		)

	@property
	def _column(self) -> str:
		return "value" if self.kind == NUMBER else "text_value"

	def _matches(self, value: Term) -> Criterion:
		return comparison.criterion(value, self.kind, self.operator, self.written)

	def _severity(self, told: Table) -> list[tuple[Term, Order]]:
		"""The greatest figure first (the least, where less is worse), then the latest record."""
		least_first = self.aggregation == "Min" or self.operator in ("<", "<=")
		figure = [(told.value, Order.asc if least_first else Order.desc)] if self.kind == NUMBER else []
		return figure + [(told[column], Order.desc) for column in ARRIVAL]


def fits(aggregation: str, kind: str) -> bool:
	"""Whether records of this kind (Number or Text) can be put together so: words do not add up."""
	return kind == NUMBER or aggregation not in ("Sum", *GREATEST_OR_LEAST)


def of(condition, per: str) -> Measure:
	"""The measure that a Rule Condition asks for, `per` Household or Member. Raises RuleRefused."""
	if not condition.indicator or not frappe.db.exists("Indicator", condition.indicator, cache=True):
		raise RuleRefused(_("There is no indicator {0}").format(condition.indicator or _("(none)")))
	indicator = frappe.get_cached_doc("Indicator", condition.indicator)
	if condition.aggregation not in AGGREGATIONS:
		raise RuleRefused(
			_("The aggregation {0} does not fit an indicator; use one of {1}").format(
				condition.aggregation or _("(none)"), ", ".join(AGGREGATIONS)
			)
		)
	if not fits(condition.aggregation, indicator.value_type):
		raise RuleRefused(
			_("{0} tells no figures, so {1} cannot be worked out").format(
				indicator.name, condition.aggregation
			)
		)
	if per == MEMBER and indicator.subject != MEMBER:
		raise RuleRefused(_("{0} does not tell of single members").format(indicator.name))
	if condition.aggregation == "Count":
		_require_at_least_one(condition)
	by_record = condition.aggregation not in COMPARED_OUTSIDE
	return Measure(
		indicator=indicator.name,
		subject=indicator.subject,
		kind=indicator.value_type,
		aggregation=condition.aggregation,
		months=condition.window_months or 0,
		per=per,
		operator=condition.operator if by_record else None,
		written=condition.value if by_record else None,
	)


def _require_at_least_one(condition) -> None:
	"""Households without a record are no rows of a measure, so a count that 0 would satisfy is asked with None."""
	if condition.operator in ("<", "<=", "!=", *comparison.PRESENCE, "not in"):
		raise RuleRefused(
			_("A count is compared with >=, >, =, in or between; for no record at all use None")
		)
	value = comparison.value(NUMBER, condition.operator, condition.value)
	least = min(value) if isinstance(value, list) else value
	if least < 0 or (least == 0 and condition.operator != ">"):
		raise RuleRefused(_("A count begins at 1; for no record at all use the aggregation None"))
