"""What rules may ask of an ID number without its being told: whether it is valid, and where else it is registered."""

import frappe
from frappe.query_builder.terms import SubQuery
from pypika import Case
from pypika.functions import Substring
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, ExistsCriterion, Function, Term

from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.permissions.scope import SIGNIFICANT_DIGITS
from fanpin_app.registry.households.id_numbers import WEIGHTS

MISSING, INVALID, VALID = "Missing", "Invalid", "Valid"
STATES = (MISSING, INVALID, VALID)
NOWHERE, SAME_VILLAGE, SAME_TOWN = "No", "Same Village", "Same Town"
# In another town of the same district, and beyond it: each office is told of what it reaches.
ELSEWHERE, OTHER_DISTRICT = "Elsewhere", "Other District"
PLACES = (NOWHERE, SAME_VILLAGE, SAME_TOWN, ELSEWHERE, OTHER_DISTRICT)

SHAPE = "^[0-9]{17}[0-9X]$"


def check(member: Table, frame: Frame, months: int = 0) -> Term:
	"""Missing, Invalid (form, check digit or date) or Valid."""
	number = member.id_number
	right = number.regexp(SHAPE) & _has_right_check_digit(number) & _has_possible_date(number)
	return Case().when(_is_missing(number), MISSING).when(right, VALID).else_(INVALID)


def registered_again(member: Table, frame: Frame, months: int = 0) -> Term:
	"""Where the nearest other registered household lies in which a living person has the same number; No for nowhere.

	Same Village is the same grid where villages have grids: who reads the one household reads the other.
	"""
	home = frappe.qb.DocType("Household").as_("other_home")
	own = frappe.qb.DocType("Household").as_("own_home")
	lives_in = SubQuery(frappe.qb.from_(own).select(own.region).where(own.name == member.parent))

	def within(level: str) -> Criterion:
		digits = SIGNIFICANT_DIGITS[level]
		return Substring(home.region, 1, digits) == Substring(lives_in, 1, digits)

	def again(near: Criterion | None = None) -> Criterion:
		query = _others(member, home)
		return ExistsCriterion(SubQuery(query.where(near) if near else query))

	return (
		Case()
		.when(_is_missing(member.id_number) | again().negate(), NOWHERE)
		.when(again(home.region == lives_in), SAME_VILLAGE)
		.when(again(within("Town")), SAME_TOWN)
		.when(again(within("District")), ELSEWHERE)
		.else_(OTHER_DISTRICT)
	)


def _others(member: Table, home: Table) -> QueryBuilder:
	other = frappe.qb.DocType("Household Member").as_("other_member")
	return (
		frappe.qb.from_(other)
		.join(home)
		.on(home.name == other.parent)
		.select(other.name)
		.where(other.id_number == member.id_number)
		.where(other.parenttype == "Household")
		.where(other.parent != member.parent)
		.where(other.status == "Living")
		.where(home.status == "Active")
	)


def _is_missing(number: Term) -> Criterion:
	return number.isnull() | (number == "")


def _has_right_check_digit(number: Term) -> Criterion:
	last = Case().when(Substring(number, 18, 1) == "X", 10).else_(Substring(number, 18, 1))
	total = last
	for place, weight in enumerate(WEIGHTS, start=1):
		total = total + Substring(number, place, 1) * weight
	return Function("MOD", total, 11) == 1


def _has_possible_date(number: Term) -> Criterion:
	first_of_month = Function("CONCAT", Substring(number, 7, 4), "-", Substring(number, 11, 2), "-01")
	days = Function("DAY", Function("LAST_DAY", first_of_month))
	day = Substring(number, 13, 2) + 0
	return (Substring(number, 7, 4) + 0 > 0) & (day >= 1) & (day <= days)
