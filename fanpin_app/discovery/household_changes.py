"""How facts, visits and applications follow a household when its registration changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe

from fanpin_app.discovery.visits.recording import update_last_visit
from fanpin_app.registry.households.relocation import reassign_to_surviving_household, update_region
from fanpin_app.registry.operations.merge import duplicate_members

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.registry_change.registry_change import RegistryChange


def follow_move(households: list[str], region: str) -> None:
	"""Hook: give the households' records, visits and applications the new region."""
	for doctype in ("Indicator Record", "Household Visit", "Service Application"):
		update_region(doctype, households, region)


def follow_split(change: RegistryChange) -> None:
	"""Hook: reassign what agencies reported of the departed members to their new household."""
	left = [row.member for row in change.members if row.household_after == change.other_household]
	record = frappe.qb.DocType("Indicator Record")
	(
		frappe.qb.update(record)
		.set(record.household, change.other_household)
		.set(record.region, change.region)
		.where((record.household == change.household) & record.member.isin(left))
		.run()
	)


def follow_merge(change: RegistryChange) -> None:
	"""Hook: reassign records, visits and applications to the surviving household.

	A person's records are reassigned to the member row that is kept.
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
		update_last_visit(household)
