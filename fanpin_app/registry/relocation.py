"""Households lie in another village or grid, and all that carries a copy of their region goes along.

Every module moves what is its own (hook `households_moved`): functions that take the names of the households and the
code of the region where they lie now.
"""

from collections.abc import Iterable, Iterator

import frappe
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Coalesce
from frappe.utils import now

NAMES_AT_ONCE = 1000


def relocate(households: list[str], region: str) -> None:
	"""Put the named households into `region`, set-based, with everything that hangs on them.

	The history is the caller's to write (`registry.operations`).
	"""
	household = frappe.qb.DocType("Household")
	for names in _chunks(households):
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
	for names in _chunks(households):
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
	for doctype in ("Income Statement", "Data Authorization", "Reveal Log"):
		carry(doctype, households, region)


def _chunks(names: list[str]) -> Iterator[list[str]]:
	for start in range(0, len(names), NAMES_AT_ONCE):
		yield names[start : start + NAMES_AT_ONCE]
