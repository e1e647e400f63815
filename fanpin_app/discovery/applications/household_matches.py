"""Households to which an applicant may belong. Computed for the person who decides on the application; never stored."""

from typing import TYPE_CHECKING

import frappe
from pypika.queries import QueryBuilder

from fanpin_app.discovery.applications.decisions import APPLICATION, village_prefix
from fanpin_app.discovery.applications.private_values import log_look_up
from fanpin_app.registry.personal_data import number_guesses

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.service_application.service_application import ServiceApplication

BY_ID_NUMBER, BY_NAME = "ID Number", "Name and Village"
MAX_SHOWN = 20


def possible_households(application: str) -> list[dict]:
	"""Households within the user's scope with a member who has the applicant's ID number, else the name in the village.

	Each with household, head_name, address, member_name, id_number_masked and `by` (ID Number or Name and Village).
	A number that is looked up in the application for the first time in a day is logged (Application Reading).
	Raises `frappe.PermissionError` where the user may not decide on the application, and
	`frappe.RateLimitExceededError` where too many numbers were looked up.
	"""
	doc = frappe.get_doc(APPLICATION, application)
	doc.check_permission("write")
	# The scope is applied to each separately: a number registered elsewhere must not affect the answer.
	return _looked_up(doc) or _in_scope(_with_name(doc.applicant_name, doc.region))


def _looked_up(application: "ServiceApplication") -> list[dict]:
	"""Households with the applicant's ID number within the user's scope."""
	number = application.id_number
	if not number:
		return []
	if number_guesses.count_look_up(application.name, number):
		log_look_up(application)
	member = frappe.qb.DocType("Household Member")
	found = _in_scope(_found(_members().where(member.id_number == number), BY_ID_NUMBER))
	if found:
		number_guesses.mark_as_found(number)
	return found


def _with_name(name: str, region: str) -> list[dict]:
	member, household = frappe.qb.DocType("Household Member"), frappe.qb.DocType("Household")
	query = _members().where(household.region.like(f"{village_prefix(region)}%"))
	return _found(query.where(member.member_name == name), BY_NAME)


def _members() -> QueryBuilder:
	member, household = frappe.qb.DocType("Household Member"), frappe.qb.DocType("Household")
	return (
		frappe.qb.from_(member)
		.join(household)
		.on(household.name == member.parent)
		.select(
			household.name.as_("household"),
			household.head_name,
			household.address,
			household.status,
			member.member_name,
			member.id_number_masked,
		)
		.orderby(household.name)
	)


def _found(query: QueryBuilder, by: str) -> list[dict]:
	return [{**row, "by": by} for row in query.run(as_dict=True)]


def _in_scope(found: list[dict]) -> list[dict]:
	names = [row["household"] for row in found]
	seen = (
		frappe.get_list("Household", filters={"name": ("in", names)}, pluck="name", limit=0) if names else []
	)
	return [row for row in found if row["household"] in seen][:MAX_SHOWN]
