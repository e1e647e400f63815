"""Households lie in another village or grid, and all that carries a copy of their region goes along.

Every module moves what is its own (hook `households_moved`): functions that take the names of the households and the
code of the region where they lie now.
"""

from collections.abc import Iterable

import frappe
from frappe.model.document import Document
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Coalesce
from frappe.utils import now

from fanpin_app.database import bulk
from fanpin_app.registry.operations.change import record_moved


def relocate(households: list[str], region: str) -> None:
	"""Put the named households into `region`, set-based, with everything that hangs on them.

	The history is the caller's to write (`registry.operations`).
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
	tell(households, region)


def tell(households: list[str], region: str) -> None:
	"""Let every module follow households that lie in `region` already."""
	for follow in frappe.get_hooks("households_moved"):
		frappe.get_attr(follow)(households, region)


def carry(
	doctype: str, households: list[str], region: str, decided: dict[str, Iterable[str]] | None = None
) -> None:
	"""Give the households' documents of this DocType the region.

	`decided` names a field and its values for which a document says for good where it was decided: its field
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


def carry_register(households: list[str], region: str) -> None:
	"""Hook: what the register itself keeps of a household lies where the household lies."""
	for doctype in ("Income Statement", "Data Authorization", "Reveal Log", "Registry Change"):
		carry(doctype, households, region)


def hand_to_survivor(
	doctype: str,
	change: Document,
	decided: dict[str, Iterable[str]] | None = None,
	listed: bool = True,
) -> None:
	"""After a merge (`change`): the documents of the household that was taken in are the other's.

	`decided` as of `carry`: such documents keep the household, the village and the head of their time. `listed`
	writes each on the Registry Change.
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


def rename_head(doctype: str, change: Document, **still_open: Iterable[str]) -> None:
	"""After a change of head: the household's documents that are still open show the new head's name.

	`still_open` names the field that tells, and its values.
	"""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).set(table.head_name, change.head_name)
	query = query.where(table.household == change.household)
	for field, values in still_open.items():
		query = query.where(table[field].isin(list(values)))
	query.run()


def follow_merge(change: Document) -> None:
	"""Hook: authorizations stay in force for the household that took the other in. Incomes are united by the merge."""
	hand_to_survivor("Data Authorization", change)


def follow_head(change: Document) -> None:
	rename_head("Data Authorization", change)
