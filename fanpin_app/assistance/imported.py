"""Cases of households that were imported as monitored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe.model import data_fieldtypes
from frappe.utils import getdate, today

from fanpin_app.assistance.cases import open_case
from fanpin_app.database import bulk, insert_listeners

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

DOCTYPE, SOURCE = "Monitoring Case", "Imported"
# Opening a case links these. For households with any of them it is opened through the document API.
LINKED_DOCTYPES = (DOCTYPE, "Risk Alert", "Helper Pairing")
HOUSEHOLD_FIELDS = ("household", "head_name", "region", "monitored_kind")


def follow_batch(batch: DataBatch, method: str | None = None) -> None:
	"""Hook: open cases for monitored households in a loaded file of households, from the day of the batch."""
	if batch.status != "Loaded" or not batch.has_value_changed("status"):
		return
	if frappe.db.get_value("Data Feed", batch.feed, "target") == "Household":
		open_imported_cases(getdate(batch.creation))


def open_imported_cases(opened_on: date | str | None = None) -> int:
	"""Open a case for each household that is registered with a monitored kind and has no open case.

	`opened_on` is the day of inclusion, today by default. Returns the number of opened cases; 0 if repeated.
	"""
	day = getdate(opened_on or today())
	households = _households_without_case()
	bulk_insertable = (
		_without_linked_documents(households) if insert_listeners.can_bulk_insert(DOCTYPE) else set()
	)
	_insert_cases([row for row in households if row.name in bulk_insertable], day)
	for row in households:
		if row.name not in bulk_insertable:
			open_case(row.name, kind=row.monitored_kind, opened_on=day, source=SOURCE)
	return len(households)


def _households_without_case() -> list[frappe._dict]:
	household, case = frappe.qb.DocType("Household"), frappe.qb.DocType(DOCTYPE)
	return (
		frappe.qb.from_(household)
		.left_join(case)
		.on((case.household == household.name) & (case.status == "Open"))
		.select(household.name, household.head_name, household.region, household.monitored_kind)
		.where(household.monitored_kind != "")
		.where(household.status == "Active")
		.where(case.name.isnull())
		.orderby(household.name)
		.run(as_dict=True)
	)


def _without_linked_documents(households: list[frappe._dict]) -> set[str]:
	"""Households without documents that opening a case would have to link: their cases can be inserted in bulk."""
	names = {row.name for row in households if row.region}
	return names.difference(*(_households_with(doctype, sorted(names)) for doctype in LINKED_DOCTYPES))


def _households_with(doctype: str, households: list[str]) -> Iterator[str]:
	for chunk in bulk.chunks(households):
		filters = {"household": ("in", chunk)}
		yield from frappe.get_all(doctype, filters=filters, pluck="household")


def _insert_cases(households: list[frappe._dict], day: date) -> None:
	if not households:
		return
	common_values = _defaults() | {"source": SOURCE, "opened_on": day}
	names = bulk.reserve_names(DOCTYPE, len(households))
	cases = [
		(name, row.name, row.head_name, row.region, row.monitored_kind, *common_values.values())
		for name, row in zip(names, households, strict=True)
	]
	bulk.insert(DOCTYPE, ("name", *HOUSEHOLD_FIELDS, *common_values), cases)
	for chunk in bulk.chunks(households):
		filters = {"name": ("in", [row.name for row in chunk])}
		frappe.db.set_value("Household", filters, "monitored", 1)


def _defaults() -> dict:
	"""Default values of a new case, including those of custom fields."""
	blank = frappe.new_doc(DOCTYPE)
	fields = [field.fieldname for field in blank.meta.fields if field.fieldtype in data_fieldtypes]
	return {
		field: blank.get(field)
		for field in fields
		if field not in HOUSEHOLD_FIELDS and blank.get(field) is not None
	}
