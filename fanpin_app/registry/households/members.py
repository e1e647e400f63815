"""Derived fields and validation of household members."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.privacy.masks import AGE_OF_CHILDREN, mask_id_number
from fanpin_app.registry.households import id_numbers
from fanpin_app.registry.households.relations import HEAD, OTHER, SPOUSE
from fanpin_app.registry.personal_data import number_guesses
from fanpin_app.security.documents.child_rows import is_work_of_client
from fanpin_app.security.roles import is_system_manager

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household
	from fanpin_app.registry.doctype.household_member.household_member import HouseholdMember

LIVING = "Living"


def fill_derived_fields(member: HouseholdMember) -> None:
	"""Normalise the ID number, take birth date and sex from it, and set whether the health is recorded."""
	member.health_recorded = int(bool(member.health))
	if not member.id_number:
		return
	member.id_number = id_numbers.normalize(member.id_number)
	if not id_numbers.is_recognised(member.id_number):
		frappe.throw(
			_("Row {0}: the ID number of {1} is not valid. Compare it with the ID card.").format(
				member.idx, member.member_name
			)
		)
	member.id_number_masked = masked_id_number(member.id_number)
	# Passports and permits contain no birth date.
	if id_numbers.is_valid(member.id_number):
		member.birth_date = id_numbers.birth_date(member.id_number)
		member.sex = id_numbers.sex(member.id_number)


def count_new_numbers(household: Household) -> None:
	"""Count the numbers that the user of a request enters in the household. Raises `frappe.RateLimitExceededError`.

	System managers, who can read the database, are not limited.
	"""
	if not is_work_of_client() or is_system_manager():
		return
	before = household.get_doc_before_save()
	stored = {row.name: row.id_number for row in before.members} if before else {}
	number_guesses.count_entered(
		row.id_number for row in household.members if row.id_number and row.id_number != stored.get(row.name)
	)


def masked_id_number(id_number: str, today: date | None = None) -> str:
	"""A valid ID number masked for display; a child's shows less."""
	return mask_id_number(id_number, adult=not id_numbers.is_younger_than(id_number, AGE_OF_CHILDREN, today))


def release_former_heads(household: Household) -> None:
	"""With a living head, heads who died or moved out become "Other": their relation to the new head is unknown."""
	heads = [row for row in household.members if row.relation == HEAD]
	if any(row.status == LIVING for row in heads):
		for row in heads:
			if row.status != LIVING:
				row.relation = OTHER


def validate(household: Household) -> None:
	"""At most one head, at most one spouse, and no person twice."""
	living = [row for row in household.members if row.status == LIVING]
	for relation in (HEAD, SPOUSE):
		if sum(row.relation == relation for row in living) > 1:
			frappe.throw(
				_("A household has only one {0}. Correct the relation of the others.").format(_(relation))
			)
	numbers = [row.id_number for row in household.members if row.id_number]
	if len(numbers) != len(set(numbers)):
		frappe.throw(
			_("A person is entered twice in this household: remove one of the rows with the same ID number.")
		)
