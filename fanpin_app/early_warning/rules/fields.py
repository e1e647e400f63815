"""What conditions may look at besides indicators: a name stands for a query term written here, and for nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.query_builder.terms import SubQuery
from pypika import Case, CustomFunction, Order
from pypika.queries import QueryBuilder, Table
from pypika.terms import ExistsCriterion, Function, PseudoColumn, Term

from fanpin_app.early_warning.rules import comparison, id_number_fields, related_sources, subjects
from fanpin_app.early_warning.rules.comparison import CHECK, NUMBER, TEXT
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.early_warning.rules.errors import RuleRefused

ADULT_FROM = 16  # below it nobody counts as labour (Labour Law, article 15)
HAS_CAPACITY = ("Ordinary Labour", "Skilled Labour", "Weak or Half Labour")
HAS_NO_CAPACITY = ("Lost Labour Capacity", "No Labour Capacity")
AT_WORK = ("Employed", "Self-employed")
UNEMPLOYMENT = "unemployment"
SUBSISTENCE_ALLOWANCE = "subsistence_allowance"
EXTREME_POVERTY_SUPPORT = "extreme_poverty_support"

years_between = CustomFunction("TIMESTAMPDIFF", ["unit", "earlier", "later"])


@dataclass(frozen=True)
class Field:
	"""`term` makes the query term from the table (Household, Household Member or Income Statement), the frame and
	the condition's months; `windowed` fields need those months; `values`: all that a text can be, where that is known;
	`titles`: what people call the values, where these are codes.
	"""

	kind: str
	term: Callable[[Table, Frame, int], Term]
	windowed: bool = False
	values: Callable[[], Sequence[str]] | None = None
	titles: Callable[[], Mapping[str, str]] | None = None


def stored(kind: str, fieldname: str) -> Field:
	return Field(kind, lambda table, frame, months: table[fieldname])


def selected(doctype: str, fieldname: str) -> Field:
	"""A Select of the register: a value that is none of its options is a slip of the rule's author."""
	return Field(
		TEXT,
		lambda table, frame, months: table[fieldname],
		values=lambda: (frappe.get_meta(doctype).get_options(fieldname) or "").split("\n"),
	)


def welfare(indicator: str) -> Field:
	"""The register's flag until civil affairs say otherwise: their latest word on or before the screening date."""

	def term(household: Table, frame: Frame, months: int) -> Term:
		return Function("IFNULL", _latest_word(household, indicator, frame) == "On", household[indicator])

	return Field(CHECK, term)


def income_per_head(household: Table, frame: Frame, months: int = 0) -> Term:
	"""Net income of the latest statement ÷ living members, yuan a year; NULL where it is unknown."""
	return latest_net_income(household, frame) / household.people


def latest_net_income(household: Table, frame: Frame) -> Term:
	statement = frappe.qb.DocType("Income Statement").as_("latest_statement")
	return SubQuery(
		frappe.qb.from_(statement)
		.select(statement.net_income)
		.where(statement.household == household.name)
		.where(statement.year <= frame.as_of.year)
		.orderby(statement.year, order=Order.desc)
		.limit(1)
	)


def age(member: Table, frame: Frame, months: int = 0) -> Term:
	"""Completed years on the screening date; NULL without a birth date."""
	return years_between(PseudoColumn("YEAR"), member.birth_date, frame.as_of)


def has_labour_capacity(member: Table, frame: Frame, months: int = 0) -> Term:
	"""Yes, No, or Unknown for an adult whose labour capacity is not recorded."""
	return (
		Case()
		.when(age(member, frame) < ADULT_FROM, "No")
		.when(member.labour_capacity.isin(HAS_NO_CAPACITY), "No")
		.when(member.labour_capacity.isin(HAS_CAPACITY), "Yes")
		.else_("Unknown")
	)


def works(member: Table, frame: Frame, months: int) -> Term:
	"""Yes where the register says so, unless the person was registered unemployed in the last months; else No."""
	employed = member.employment_status.isin(AT_WORK) | (member.months_worked >= 1)
	record, told = _told(UNEMPLOYMENT, member.parent, frame)
	query = (
		told.select(record.name)
		.where(record.record_date > frame.window_start(months))
		.where(record.member == member.name)
	)
	return Case().when(employed & ExistsCriterion(SubQuery(query)).negate(), "Yes").else_("No")


def business_profit(statement: Table, frame: Frame, months: int = 0) -> Term:
	return statement.business_income - statement.business_expense


HOUSEHOLD = {
	"household_kind": selected("Household", "household_kind"),
	"monitored": stored(CHECK, "monitored"),
	"monitored_kind": selected("Household", "monitored_kind"),
	"subsistence_allowance": welfare(SUBSISTENCE_ALLOWANCE),
	"extreme_poverty_support": welfare(EXTREME_POVERTY_SUPPORT),
	"drinking_water": selected("Household", "drinking_water"),
	"living_people": stored(NUMBER, "people"),
	"no_labour": stored(CHECK, "no_labour"),
	"income_per_head": Field(NUMBER, income_per_head),
}

MEMBER = {
	"age": Field(NUMBER, age),
	"sex": selected("Household Member", "sex"),
	"relation": selected("Household Member", "relation"),
	"education": selected("Household Member", "education"),
	"school_status": selected("Household Member", "school_status"),
	"health": selected("Household Member", "health"),
	"labour_capacity": selected("Household Member", "labour_capacity"),
	"has_labour_capacity": Field(TEXT, has_labour_capacity, values=lambda: ("Yes", "No", "Unknown")),
	"employment_status": selected("Household Member", "employment_status"),
	"months_worked": stored(NUMBER, "months_worked"),
	"works": Field(TEXT, works, windowed=True, values=lambda: ("Yes", "No")),
	"medical_insurance": selected("Household Member", "medical_insurance"),
	"work_place": stored(TEXT, "work_place"),
	"id_number_check": Field(TEXT, id_number_fields.check, values=lambda: id_number_fields.STATES),
	"registered_again": Field(
		TEXT, id_number_fields.registered_again, values=lambda: id_number_fields.PLACES
	),
}

INCOME = {
	"wage_income": stored(NUMBER, "wage_income"),
	"business_income": stored(NUMBER, "business_income"),
	"property_income": stored(NUMBER, "property_income"),
	"transfer_income": stored(NUMBER, "transfer_income"),
	"business_expense": stored(NUMBER, "business_expense"),
	"business_profit": Field(NUMBER, business_profit),
	"net_income": stored(NUMBER, "net_income"),
}

BY_SOURCE = {"Household": HOUSEHOLD, "Member": MEMBER, "Income": INCOME}


def by_source() -> dict[str, Mapping[str, Field]]:
	"""The fields that conditions may name, by the conditions' source: those of households first."""
	kept_later = {source.name: source.fields for source in related_sources.every().values()}
	brought = {subject.name: subject.fields for subject in subjects.every().values() if subject.fields}
	return BY_SOURCE | kept_later | brought


def field_of(condition) -> Field:
	"""The field that a Rule Condition names. Raises RuleRefused where its source has none of that name."""
	known = by_source()[condition.source]
	if condition.field not in known:
		raise RuleRefused(
			_("{0} has no field {1}; use one of {2}").format(
				_(condition.source), condition.field or _("(none)"), ", ".join(known)
			)
		)
	field = known[condition.field]
	if field.windowed and not condition.window_months:
		raise RuleRefused(_("{0} needs Within Months").format(condition.field))
	if field.values and condition.operator not in comparison.PRESENCE:
		_require_possible(condition, field.values())
	return field


def _require_possible(condition, possible: Sequence[str]) -> None:
	comparison.require_operator(TEXT, condition.operator)
	asked = comparison.value(TEXT, condition.operator, condition.value)
	for value in asked if isinstance(asked, list) else [asked]:
		if value not in possible:
			raise RuleRefused(
				_("{0} is never {1}; use one of {2}").format(
					condition.field, value, ", ".join(filter(None, possible))
				)
			)


def _told(indicator: str, household: Term, frame: Frame) -> tuple[Table, QueryBuilder]:
	"""A household's records of one indicator up to the screening date."""
	record = frappe.qb.DocType("Indicator Record").as_("told")
	return record, (
		frappe.qb.from_(record)
		.where(record.household == household)
		.where(record.indicator == indicator)
		.where(record.superseded == 0)
		.where(record.record_date <= frame.as_of)
	)


def _latest_word(household: Table, indicator: str, frame: Frame) -> Term:
	record, told = _told(indicator, household.name, frame)
	query = told.select(record.text_value).limit(1)
	for column in ("record_date", "batch", "row_no"):
		query = query.orderby(record[column], order=Order.desc)
	return SubQuery(query)
