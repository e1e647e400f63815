"""A household's case and measures as rule fields: each name that conditions may use, with its query term."""

import frappe
from frappe.query_builder.terms import SubQuery
from pypika import Case, Order
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, ExistsCriterion, Function, NullValue, PseudoColumn, Term

from fanpin_app.early_warning.rules import units
from fanpin_app.early_warning.rules.comparison import NUMBER, TEXT
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.fields import Field, select_field, years_between
from fanpin_app.early_warning.rules.related_sources import RelatedRows, RelatedSource
from fanpin_app.permissions.scope import prefix_of

MERGED = "Merged"
BELOW, NOT_BELOW, UNKNOWN = "Below the Line", "At or Above the Line", "Unknown"
INCOMES = (BELOW, NOT_BELOW, UNKNOWN)


def months_monitored(case: Table, context: RuleContext, months: int = 0) -> Term:
	"""Completed months from the inclusion to the elimination, or to the screening date."""
	until = Function("COALESCE", case.closed_on, context.as_of)
	return years_between(PseudoColumn("MONTH"), case.opened_on, until)


def income_at_elimination(case: Table, context: RuleContext, months: int = 0) -> Term:
	"""Income per head by the latest statement at that time, compared with the line in force on the day."""
	household = frappe.qb.DocType("Household").as_("eliminated_home")
	people = SubQuery(
		frappe.qb.from_(household)
		.select(household.people)
		.where(household.name == case.household)
		.where(household.people > 0)
	)
	income, line = _from_statement(case, "net_income") / people, line_in_force(case.region, case.closed_on)
	return Case().when(income.isnull() | line.isnull(), UNKNOWN).when(income < line, BELOW).else_(NOT_BELOW)


def business_income_at_elimination(case: Table, context: RuleContext, months: int = 0) -> Term:
	"""Yuan a year, from the latest statement at that time; NULL without one."""
	return _from_statement(case, "business_income")


def line_in_force(region: Term, day: Term) -> Term:
	"""The income line of the nearest region on the day in a column, as `registry.income.income_line` finds it."""
	standards = frappe.get_all(
		"Monitoring Standard", fields=["region", "effective_from", "income_line"], limit=0
	)
	if not standards:
		return NullValue()
	line = Case()
	for row in sorted(
		standards, key=lambda row: (-len(prefix_of(row.region or "")), -row.effective_from.toordinal())
	):
		is_in_region = region.like(f"{prefix_of(row.region)}%") if row.region else region.isnotnull()
		line = line.when(is_in_region & (day >= row.effective_from), row.income_line)
	return line


def measure_group(measure: Table, context: RuleContext, months: int = 0) -> Term:
	kind = frappe.qb.DocType("Measure Type").as_("kind_of_measure")
	return SubQuery(frappe.qb.from_(kind).select(kind.measure_group).where(kind.name == measure.measure_type))


def _from_statement(case: Table, item: str) -> Term:
	statement = frappe.qb.DocType("Income Statement").as_("statement_of_the_time")
	return SubQuery(
		frappe.qb.from_(statement)
		.select(statement[item])
		.where(statement.household == case.household)
		.where(statement.year <= Function("YEAR", case.closed_on))
		.orderby(statement.year, order=Order.desc)
		.limit(1)
	)


def _is_latest(case: Table, context: RuleContext) -> Criterion:
	"""The household was included by the screening date, and not included again since."""
	later = frappe.qb.DocType("Monitoring Case").as_("later_case")
	again = (
		frappe.qb.from_(later)
		.select(later.name)
		.where(later.household == case.household)
		.where(later.status != MERGED)
		.where(later.opened_on <= context.as_of)
		.where(
			(later.opened_on > case.opened_on)
			| ((later.opened_on == case.opened_on) & (later.name > case.name))
		)
	)
	return (
		(case.status != MERGED)
		& (case.opened_on <= context.as_of)
		& ExistsCriterion(SubQuery(again)).negate()
	)


def _cases(context: RuleContext) -> RelatedRows:
	case = frappe.qb.DocType("Monitoring Case").as_("case_of")
	return RelatedRows(
		frappe.qb.from_(case).where(_is_latest(case, context)), case, case.household, case.name
	)


def _measures(context: RuleContext) -> RelatedRows:
	"""Measures of the latest case, including those of cases merged into it."""
	case = frappe.qb.DocType("Monitoring Case").as_("case_of")
	measure = frappe.qb.DocType("Assistance Measure").as_("measure_of")
	query = _with_case(measure, case, measure.monitoring_case)
	query = query.where(_is_latest(case, context) | (case.status == MERGED))
	return RelatedRows(query, measure, measure.household, measure.name)


def _unsolved_risks(context: RuleContext) -> RelatedRows:
	"""Unsolved risks of the open case."""
	case = frappe.qb.DocType("Monitoring Case").as_("case_of")
	risk = frappe.qb.DocType("Case Risk").as_("risk_of")
	query = (
		_with_case(risk, case, risk.parent)
		.where(risk.parenttype == "Monitoring Case")
		.where(risk.resolved == 0)
		.where(case.status == "Open")
		.where(case.opened_on <= context.as_of)
	)
	return RelatedRows(query, risk, case.household, case.name)


def _with_case(table: Table, case: Table, link: Term) -> QueryBuilder:
	return frappe.qb.from_(table).join(case).on(case.name == link)


def _risk_names() -> dict[str, str]:
	risks = frappe.get_all("Risk Type", fields=["name", "risk_name"], order_by="name asc", limit=0)
	return {risk.name: risk.risk_name for risk in risks}


CASE = RelatedSource(
	"Case",
	"Monitoring Case",
	_cases,
	fields={
		"case_status": Field(
			TEXT,
			lambda case, context, months: case.status,
			values=lambda: ("Open", "Eliminated"),
		),
		"elimination_mode": select_field("Monitoring Case", "elimination_mode"),
		"months_monitored": Field(NUMBER, months_monitored, unit=units.months),
		"income_at_elimination": Field(TEXT, income_at_elimination, values=lambda: INCOMES),
		"business_income_at_elimination": Field(NUMBER, business_income_at_elimination, unit=units.yuan),
	},
)

CASE_RISK = RelatedSource(
	"Case Risk",
	"Case Risk",
	_unsolved_risks,
	fields={
		"unsolved_risk": Field(
			TEXT,
			lambda risk, context, months: risk.risk,
			values=lambda: list(_risk_names()),
			titles=_risk_names,
		)
	},
)

MEASURE = RelatedSource(
	"Measure",
	"Assistance Measure",
	_measures,
	fields={
		"measure_group": Field(
			TEXT,
			measure_group,
			values=lambda: frappe.get_meta("Measure Type").get_options("measure_group").split("\n"),
		),
		"measure_status": Field(
			TEXT,
			lambda measure, context, months: measure.status,
			values=lambda: frappe.get_meta("Assistance Measure").get_options("status").split("\n"),
		),
	},
)
