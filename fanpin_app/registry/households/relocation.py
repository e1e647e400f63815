"""Move households to another village or grid, with all documents that have a copy of their region.

Each module updates its own documents (`extension_points.household_followers`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Coalesce
from frappe.utils import now

from fanpin_app.database import bulk
from fanpin_app.extension_points import household_followers
from fanpin_app.registry.operations.change import record_moved

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.registry_change.registry_change import RegistryChange


def relocate(households: list[str], region: str) -> None:
	"""Set the region of the named households and of everything that depends on them, in bulk.

	Writing the history is up to the caller (`registry.operations`).
	"""
	household = frappe.qb.DocType("Household")
	for names in bulk.chunks(households):
		(
			frappe.qb.update(household)
			.set(household.region, region)
			.set(household.modified, now())
			.set(household.modified_by, frappe.session.user)
			.where(household.name.isin(names))
			.run()
		)
	notify_moved(households, region)


def notify_moved(households: list[str], region: str) -> None:
	"""Let every module update the documents of households that are already in `region`."""
	household_followers.call("follow_move", households, region)


def update_region(
	doctype: str, households: list[str], region: str, decided: Mapping[str, Iterable[str]] | None = None
) -> None:
	"""Set the region of the households' documents of this DocType.

	`decided` names a field and its values for which a document permanently records where it was decided: its field
	`decided_region` keeps the region of that time.
	"""
	table = frappe.qb.DocType(doctype)
	for names in bulk.chunks(households):
		moved = (table.household.isin(names)) & (table.region != region)
		if decided:
			is_decided = Criterion.all(table[field].isin(list(values)) for field, values in decided.items())
			(
				frappe.qb.update(table)
				.set(table.decided_region, Coalesce(table.decided_region, table.region))
				.where(moved & is_decided)
				.run()
			)
		frappe.qb.update(table).set(table.region, region).where(moved).run()


def follow_move(households: list[str], region: str) -> None:
	"""Hook: the register's own documents follow their household's region."""
	for doctype in ("Income Statement", "Data Authorization", "Reveal Log", "Registry Change"):
		update_region(doctype, households, region)


def reassign_to_surviving_household(
	doctype: str,
	change: RegistryChange,
	decided: Mapping[str, Iterable[str]] | None = None,
	listed: bool = True,
) -> None:
	"""After a merge (`change`): give the absorbed household's documents to the surviving household.

	`decided` as in `update_region`: such documents keep the household, the village and the head of their time. With
	`listed`, each is recorded on the Registry Change.
	"""
	table = frappe.qb.DocType(doctype)
	theirs = table.household == change.other_household
	if listed:
		for name in frappe.get_all(doctype, filters={"household": change.other_household}, pluck="name"):
			record_moved(change, doctype, name, change.other_household)
	is_decided = Criterion.all(table[field].isin(list(values)) for field, values in (decided or {}).items())
	if decided:
		(
			frappe.qb.update(table)
			.set(table.decided_household, Coalesce(table.decided_household, table.household))
			.set(table.decided_region, Coalesce(table.decided_region, table.region))
			.where(theirs & is_decided)
			.run()
		)
	if frappe.get_meta(doctype).has_field("head_name"):
		undecided = theirs & is_decided.negate() if decided else theirs
		head = frappe.db.get_value("Household", change.household, "head_name")
		frappe.qb.update(table).set(table.head_name, head).where(undecided).run()
	(
		frappe.qb.update(table)
		.set(table.household, change.household)
		.set(table.region, change.region)
		.where(theirs)
		.run()
	)


def rename_head(doctype: str, change: RegistryChange, **still_open: Iterable[str]) -> None:
	"""After a change of head: set the new head's name on the household's open documents.

	`still_open` names the fields and values that mark an open document.
	"""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).set(table.head_name, change.head_name)
	query = query.where(table.household == change.household)
	for field, values in still_open.items():
		query = query.where(table[field].isin(list(values)))
	query.run()


def follow_merge(change: RegistryChange) -> None:
	"""Hook: authorizations stay in force for the surviving household. The merge itself adds up the incomes."""
	reassign_to_surviving_household("Data Authorization", change)


def follow_head(change: RegistryChange) -> None:
	rename_head("Data Authorization", change)
