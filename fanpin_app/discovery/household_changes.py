"""How facts, visits and applications follow a household whose registration changes."""

import frappe
from frappe.model.document import Document

from fanpin_app.discovery.visits.recording import tell_household
from fanpin_app.registry.households.relocation import reassign_to_surviving_household, update_region
from fanpin_app.registry.operations.merge import duplicate_members


def follow_move(households: list[str], region: str) -> None:
	"""Hook: records, visits and applications lie where their household lives now."""
	for doctype in ("Indicator Record", "Household Visit", "Service Application"):
		update_region(doctype, households, region)


def follow_split(change: Document) -> None:
	"""Hook: what agencies told of the members who left is told of their new household."""
	left = [row.member for row in change.members if row.household_after == change.other_household]
	record = frappe.qb.DocType("Indicator Record")
	(
		frappe.qb.update(record)
		.set(record.household, change.other_household)
		.set(record.region, change.region)
		.where((record.household == change.household) & record.member.isin(left))
		.run()
	)


def follow_merge(change: Document) -> None:
	"""Hook: records, visits and applications are those of the household that took the other in.

	A person's are those of the one row that stays.
	"""
	reassign_to_surviving_household("Indicator Record", change, listed=False)
	reassign_to_surviving_household("Household Visit", change)
	reassign_to_surviving_household("Service Application", change)
	record = frappe.qb.DocType("Indicator Record")
	for left_behind, kept in duplicate_members(change.household, change.other_household).items():
		(
			frappe.qb.update(record)
			.set(record.member, kept)
			.set(record.subject, kept)
			.where((record.household == change.household) & (record.member == left_behind))
			.run()
		)
	for household in (change.household, change.other_household):
		tell_household(household)
