"""What rules may ask about an ID number without revealing it: whether it is valid, and where else it is registered."""

import frappe
from frappe.query_builder.terms import SubQuery
from pypika import Case
from pypika.functions import Substring
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, ExistsCriterion, Function, Term

from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.permissions.scope import SIGNIFICANT_DIGITS
from fanpin_app.registry.households.id_numbers import WEIGHTS

MISSING, INVALID, VALID = "Missing", "Invalid", "Valid"
STATES = (MISSING, INVALID, VALID)
NOT_REGISTERED_AGAIN, SAME_VILLAGE, SAME_TOWN = "No", "Same Village", "Same Town"
# In another town of the same district, and beyond it: each office learns of what is within its regions.
ELSEWHERE, OTHER_DISTRICT = "Elsewhere", "Other District"
PLACES = (NOT_REGISTERED_AGAIN, SAME_VILLAGE, SAME_TOWN, ELSEWHERE, OTHER_DISTRICT)

FORMAT = "^[0-9]{17}[0-9X]$"


def check(member: Table, context: RuleContext, months: int = 0) -> Term:
	"""Missing, Invalid (form, check digit or date) or Valid."""
	number = member.id_number
	valid = number.regexp(FORMAT) & _has_valid_check_digit(number) & _has_possible_date(number)
	return Case().when(_is_missing(number), MISSING).when(valid, VALID).else_(INVALID)


def registered_again(member: Table, context: RuleContext, months: int = 0) -> Term:
	"""Where the nearest other active household with a living member of the same number is; No if there is none.

	In villages with grids, Same Village means the same grid: whoever may read one household may read the other.
	"""
	household = frappe.qb.DocType("Household").as_("other_household")
	own_household = frappe.qb.DocType("Household").as_("own_household")
	own_region = SubQuery(
		frappe.qb.from_(own_household).select(own_household.region).where(own_household.name == member.parent)
	)

	def within(level: str) -> Criterion:
		digits = SIGNIFICANT_DIGITS[level]
		return Substring(household.region, 1, digits) == Substring(own_region, 1, digits)

	def is_registered(criterion: Criterion | None = None) -> Criterion:
		query = _other_members(member, household)
		return ExistsCriterion(SubQuery(query.where(criterion) if criterion else query))

	return (
		Case()
		.when(_is_missing(member.id_number) | is_registered().negate(), NOT_REGISTERED_AGAIN)
		.when(is_registered(household.region == own_region), SAME_VILLAGE)
		.when(is_registered(within("Town")), SAME_TOWN)
		.when(is_registered(within("District")), ELSEWHERE)
		.else_(OTHER_DISTRICT)
	)


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
