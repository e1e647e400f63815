"""What rules may ask about an ID number without revealing it: whether it is valid, and where else it is registered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.query_builder.terms import SubQuery
from pypika import Case
from pypika.functions import Substring
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, EmptyCriterion, ExistsCriterion, Function, Term

from fanpin_app.early_warning.rules import comparison
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.permissions.scope import SIGNIFICANT_DIGITS, WHOLE
from fanpin_app.registry.households.id_numbers import WEIGHTS

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule
	from fanpin_app.early_warning.doctype.rule_condition.rule_condition import RuleCondition

MISSING, INVALID, VALID = "Missing", "Invalid", "Valid"
STATES = (MISSING, INVALID, VALID)
NOT_REGISTERED_AGAIN, SAME_VILLAGE, SAME_TOWN = "No", "Same Village", "Same Town"
# In another town of the same district, and beyond it: each office learns of what is within its regions.
ELSEWHERE, OTHER_DISTRICT = "Elsewhere", "Other District"
# The lowest tier that sees both households, and the place of the other one; the nearest first.
PLACE_OF_TIER = {
	"Village": SAME_VILLAGE,
	"Town": SAME_TOWN,
	"District": ELSEWHERE,
	"City": OTHER_DISTRICT,
}
TIERS = tuple(PLACE_OF_TIER)
PLACES = (NOT_REGISTERED_AGAIN, *PLACE_OF_TIER.values())
CHECK, REGISTERED_AGAIN = "id_number_check", "registered_again"

FORMAT = "^[0-9]{17}[0-9X]$"


def check(member: Table, context: RuleContext, months: int = 0) -> Term:
	"""Missing, Invalid (form, check digit or date) or Valid."""
	number = member.id_number
	valid = number.regexp(FORMAT) & _has_valid_check_digit(number) & _has_possible_date(number)
	return Case().when(_is_missing(number), MISSING).when(valid, VALID).else_(INVALID)


def registered_again(member: Table, context: RuleContext, months: int = 0) -> Term:
	"""Where the nearest other active household with a living member of the same number is; No if there is none that the
	context's tier and its readers may see.

	In villages with grids, Same Village means the same grid: whoever may read one household may read the other.
	"""
	household = frappe.qb.DocType("Household").as_("other_household")
	own_household = frappe.qb.DocType("Household").as_("own_household")
	own_region = SubQuery(
		frappe.qb.from_(own_household).select(own_household.region).where(own_household.name == member.parent)
	)

	def within(tier: str) -> Criterion:
		if tier == "City":
			return EmptyCriterion()
		if tier == "Village":
			return household.region == own_region
		digits = SIGNIFICANT_DIGITS[tier]
		return Substring(household.region, 1, digits) == Substring(own_region, 1, digits)

	def is_registered(tier: str) -> Criterion:
		query = _other_members(member, household).where(_is_visible(household, context))
		return ExistsCriterion(SubQuery(query.where(within(tier))))

	place = Case().when(
		_is_missing(member.id_number) | is_registered(context.tier).negate(), NOT_REGISTERED_AGAIN
	)
	for tier in TIERS[: TIERS.index(context.tier)]:
		place = place.when(is_registered(tier), PLACE_OF_TIER[tier])
	return place.else_(PLACE_OF_TIER[context.tier])


def reading_tier(rule: RiskRule) -> str:
	"""The lowest tier whose officers read what the rule finds: that of its data defects; alerts are read in villages."""
	return (rule.kind == "Data Defect" and rule.resolved_by_tier) or TIERS[0]


def conceals(condition: RuleCondition) -> bool:
	"""Whether the condition asks about a number by what is defined here, which does not reveal it."""
	return condition.source == "Member" and condition.field in (CHECK, REGISTERED_AGAIN)


def asks_for_other_registrations(rule: RiskRule) -> bool:
	return any(condition.field == REGISTERED_AGAIN for condition in rule.conditions)


def beyond_tier(rule: RiskRule) -> Iterator[str]:
	"""Why conditions of the rule never hold, in the user's language: they name places that the tier does not see."""
	tier = reading_tier(rule)
	unseen = PLACES[PLACES.index(PLACE_OF_TIER[tier]) + 1 :]
	for condition in rule.conditions:
		if condition.field == REGISTERED_AGAIN:
			for place in sorted({*comparison.split(condition.value)}.intersection(unseen)):
				yield _(
					"Condition {0}: “{1}” is for higher offices only, and officers of the tier {2} read what this rule finds. Make it a rule of data defects with a higher tier."
				).format(condition.idx, _(place), _(tier))


def _is_visible(household: Table, context: RuleContext) -> Criterion:
	if WHOLE in context.visible:
		return EmptyCriterion()
	return Criterion.any([household.region.like(f"{prefix}%") for prefix in context.visible])


def _other_members(member: Table, household: Table) -> QueryBuilder:
	other = frappe.qb.DocType("Household Member").as_("other_member")
	return (
		frappe.qb.from_(other)
		.join(household)
		.on(household.name == other.parent)
		.select(other.name)
		.where(other.id_number == member.id_number)
		.where(other.parenttype == "Household")
		.where(other.parent != member.parent)
		.where(other.status == "Living")
		.where(household.status == "Active")
	)


def _is_missing(number: Term) -> Criterion:
	return number.isnull() | (number == "")


def _has_valid_check_digit(number: Term) -> Criterion:
	last = Case().when(Substring(number, 18, 1) == "X", 10).else_(Substring(number, 18, 1))
	total = last
	for position, weight in enumerate(WEIGHTS, start=1):
		total = total + Substring(number, position, 1) * weight
	return Function("MOD", total, 11) == 1


def _has_possible_date(number: Term) -> Criterion:
	first_of_month = Function("CONCAT", Substring(number, 7, 4), "-", Substring(number, 11, 2), "-01")
	days = Function("DAY", Function("LAST_DAY", first_of_month))
	day = Substring(number, 13, 2) + 0
	return (Substring(number, 7, 4) + 0 > 0) & (day >= 1) & (day <= days)
