"""The fields, besides indicators, that conditions may use. Each name maps to a query term that is defined here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.query_builder.terms import SubQuery
from pypika import Case, CustomFunction, Order
from pypika.queries import QueryBuilder, Table
from pypika.terms import ExistsCriterion, Function, PseudoColumn, Term

from fanpin_app.early_warning.rules import comparison, id_number_fields, related_sources, subjects, units
from fanpin_app.early_warning.rules.comparison import CHECK, NUMBER, TEXT
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.errors import InvalidRuleError

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

ADULT_FROM = 16  # below it nobody counts as labour (Labour Law, article 15)
WITH_CAPACITY = ("Ordinary Labour", "Skilled Labour", "Weak or Half Labour")
WITHOUT_CAPACITY = ("Lost Labour Capacity", "No Labour Capacity")
AT_WORK = ("Employed", "Self-employed")
UNEMPLOYMENT = "unemployment"
SUBSISTENCE_ALLOWANCE = "subsistence_allowance"
EXTREME_POVERTY_SUPPORT = "extreme_poverty_support"

# Called when a text is shown: only then is its language known.
LazyText = Callable[[], str]
LazyPhrases = Callable[[], Mapping[str, str]]

years_between = CustomFunction("TIMESTAMPDIFF", ["unit", "earlier", "later"])


@dataclass(frozen=True)
class Field:
	"""`term` builds the query term from the table (Household, Household Member or Income Statement), the context and
	the condition's months. `windowed` fields require those months. `values`: all possible values of a text, where they
	are known. `titles`: display names of the values, where these are codes. `unit`: the pattern of a figure with its unit.
	`phrases`: what the sentence of a rule says of a value, such as "has work" for Yes. All texts are in the user's language.
	"""

	kind: str
	term: Callable[[Table, RuleContext, int], Term]
	windowed: bool = False
	values: Callable[[], Sequence[str]] | None = None
	titles: Callable[[], Mapping[str, str]] | None = None
	unit: LazyText | None = None
	phrases: LazyPhrases | None = None


def stored_field(
	kind: str, fieldname: str, unit: LazyText | None = None, phrases: LazyPhrases | None = None
) -> Field:
	return Field(kind, lambda table, context, months: table[fieldname], unit=unit, phrases=phrases)


def select_field(doctype: str, fieldname: str, phrases: LazyPhrases | None = None) -> Field:
	"""A Select field of the register. A value that is not one of its options is a mistake of the rule's author."""
	return Field(
		TEXT,
		lambda table, context, months: table[fieldname],
		values=lambda: (frappe.get_meta(doctype).get_options(fieldname) or "").split("\n"),
		phrases=phrases,
	)


def welfare_field(indicator: str, phrases: LazyPhrases) -> Field:
	"""The latest record of civil affairs on or before the screening date; without one, the register's flag."""

	def term(household: Table, context: RuleContext, months: int) -> Term:
		return Function(
			"IFNULL", _latest_text_value(household, indicator, context) == "On", household[indicator]
		)

	return Field(CHECK, term, phrases=phrases)


def income_per_head(household: Table, context: RuleContext, months: int = 0) -> Term:
	"""Net income of the latest statement ÷ living members, in yuan a year; NULL if unknown."""
	return latest_net_income(household, context) / household.people


def latest_net_income(household: Table, context: RuleContext) -> Term:
	statement = frappe.qb.DocType("Income Statement").as_("latest_statement")
	return SubQuery(
		frappe.qb.from_(statement)
		.select(statement.net_income)
		.where(statement.household == household.name)
		.where(statement.year <= context.as_of.year)
		.orderby(statement.year, order=Order.desc)
		.limit(1)
	)


def age(member: Table, context: RuleContext, months: int = 0) -> Term:
	"""Completed years on the screening date; NULL without a birth date."""
	return years_between(PseudoColumn("YEAR"), member.birth_date, context.as_of)


def has_labour_capacity(member: Table, context: RuleContext, months: int = 0) -> Term:
	"""Yes or No; Unknown for an adult whose labour capacity is not recorded."""
	return (
		Case()
		.when(age(member, context) < ADULT_FROM, "No")
		.when(member.labour_capacity.isin(WITHOUT_CAPACITY), "No")
		.when(member.labour_capacity.isin(WITH_CAPACITY), "Yes")
		.else_("Unknown")
	)


def works(member: Table, context: RuleContext, months: int) -> Term:
	"""Yes if the register says so and the person was not registered as unemployed in the last `months` months; else No."""
	employed = member.employment_status.isin(AT_WORK) | (member.months_worked >= 1)
	record, records = _indicator_records(UNEMPLOYMENT, member.parent, context)
	query = (
		records.select(record.name)
		.where(record.record_date > context.window_start(months))
		.where(record.member == member.name)
	)
	return Case().when(employed & ExistsCriterion(SubQuery(query)).negate(), "Yes").else_("No")


def business_profit(statement: Table, context: RuleContext, months: int = 0) -> Term:
	return statement.business_income - statement.business_expense


HOUSEHOLD_FIELDS = {
	"household_kind": select_field("Household", "household_kind"),
	"monitored": stored_field(
		CHECK,
		"monitored",
		phrases=lambda: {"Yes": _("is monitored"), "No": _("is not monitored")},
	),
	"monitored_kind": select_field("Household", "monitored_kind"),
	"subsistence_allowance": welfare_field(
		SUBSISTENCE_ALLOWANCE,
		phrases=lambda: {
			"Yes": _("receives the subsistence allowance"),
			"No": _("receives no subsistence allowance"),
		},
	),
	"extreme_poverty_support": welfare_field(
		EXTREME_POVERTY_SUPPORT,
		phrases=lambda: {
			"Yes": _("receives the support of the extremely poor"),
			"No": _("receives no support of the extremely poor"),
		},
	),
	"drinking_water": select_field("Household", "drinking_water"),
	"living_people": stored_field(NUMBER, "people", unit=units.people),
	"no_labour": stored_field(
		CHECK,
		"no_labour",
		phrases=lambda: {
			"Yes": _("carries the flag of no labour capacity"),
			"No": _("does not carry the flag of no labour capacity"),
		},
	),
	"income_per_head": Field(NUMBER, income_per_head, unit=units.yuan),
}

MEMBER_FIELDS = {
	"age": Field(NUMBER, age, unit=units.years),
	"sex": select_field("Household Member", "sex"),
	"relation": select_field("Household Member", "relation"),
	"education": select_field("Household Member", "education"),
	"school_status": select_field("Household Member", "school_status"),
	"health": select_field("Household Member", "health"),
	"labour_capacity": select_field("Household Member", "labour_capacity"),
	"has_labour_capacity": Field(
		TEXT,
		has_labour_capacity,
		values=lambda: ("Yes", "No", "Unknown"),
		phrases=lambda: {
			"Yes": _("has labour capacity"),
			"No": _("has no labour capacity"),
			"Unknown": _("is of unknown labour capacity"),
		},
	),
	"employment_status": select_field("Household Member", "employment_status"),
	"months_worked": stored_field(NUMBER, "months_worked", unit=units.months),
	"works": Field(
		TEXT,
		works,
		windowed=True,
		values=lambda: ("Yes", "No"),
		phrases=lambda: {"Yes": _("has work"), "No": _("has no work")},
	),
	"medical_insurance": select_field(
		"Household Member",
		"medical_insurance",
		phrases=lambda: {"Yes": _("has medical insurance"), "No": _("has no medical insurance")},
	),
	"work_place": stored_field(TEXT, "work_place"),
	id_number_fields.CHECK: Field(TEXT, id_number_fields.check, values=lambda: id_number_fields.STATES),
	id_number_fields.REGISTERED_AGAIN: Field(
		TEXT, id_number_fields.registered_again, values=lambda: id_number_fields.PLACES
	),
}

INCOME_FIELDS = {
	"wage_income": stored_field(NUMBER, "wage_income", unit=units.yuan),
	"business_income": stored_field(NUMBER, "business_income", unit=units.yuan),
	"property_income": stored_field(NUMBER, "property_income", unit=units.yuan),
	"transfer_income": stored_field(NUMBER, "transfer_income", unit=units.yuan),
	"business_expense": stored_field(NUMBER, "business_expense", unit=units.yuan),
	"business_profit": Field(NUMBER, business_profit, unit=units.yuan),
	"net_income": stored_field(NUMBER, "net_income", unit=units.yuan),
}

FIELDS_BY_SOURCE = {"Household": HOUSEHOLD_FIELDS, "Member": MEMBER_FIELDS, "Income": INCOME_FIELDS}


def fields_by_source() -> dict[str, Mapping[str, Field]]:
	"""The fields that conditions may use, by source of the condition; those of households first."""
	of_related_sources = {source.name: source.fields for source in related_sources.by_name().values()}
	of_subjects = {subject.name: subject.fields for subject in subjects.by_name().values() if subject.fields}
	return FIELDS_BY_SOURCE | of_related_sources | of_subjects


def field_of(condition: RuleCondition) -> Field:
	"""The field that a Rule Condition names. Raises InvalidRuleError if its source has no such field."""
	available = fields_by_source()[condition.source]
	if condition.field not in available:
		raise InvalidRuleError(
			_("{0} has no field {1}; use one of {2}").format(
				_(condition.source), condition.field or _("(none)"), ", ".join(available)
			)
		)
	field = available[condition.field]
	if field.windowed and not condition.window_months:
		raise InvalidRuleError(_("{0} needs Within Months").format(condition.field))
	if field.values and condition.operator not in comparison.PRESENCE:
		_require_possible(condition, field.values())
	return field


def field_of_any_source(condition: RuleCondition) -> Field | None:
	"""The field that a condition names, which may be of another source while a rule is written; None if it names none."""
	by_source = fields_by_source()
	candidates = (by_source.get(condition.source, {}), *by_source.values())
	return next((fields[condition.field] for fields in candidates if condition.field in fields), None)


def _require_possible(condition: RuleCondition, possible: Sequence[str]) -> None:
	comparison.require_operator(TEXT, condition.operator)
	values = comparison.value(TEXT, condition.operator, condition.value)
	for value in values if isinstance(values, list) else [values]:
		if value not in possible:
			raise InvalidRuleError(
				_("{0} is never {1}; use one of {2}").format(
					condition.field, value, ", ".join(filter(None, possible))
				)
			)


def _indicator_records(indicator: str, household: Term, context: RuleContext) -> tuple[Table, QueryBuilder]:
	"""The table and a query of a household's records of one indicator up to the screening date."""
	record = frappe.qb.DocType("Indicator Record").as_("indicator_record")
	return record, (
		frappe.qb.from_(record)
		.where(record.household == household)
		.where(record.indicator == indicator)
		.where(record.superseded == 0)
		.where(record.record_date <= context.as_of)
	)


def _latest_text_value(household: Table, indicator: str, context: RuleContext) -> Term:
	record, records = _indicator_records(indicator, household.name, context)
	query = records.select(record.text_value).limit(1)
	for column in ("record_date", "batch", "row_no"):
		query = query.orderby(record[column], order=Order.desc)
	return SubQuery(query)
