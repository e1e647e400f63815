"""The cases of households that the register brought along as monitored."""

from collections.abc import Iterator
from datetime import date

import frappe
from frappe.model import data_fieldtypes
from frappe.model.document import Document
from frappe.utils import getdate, today

from fanpin_app.assistance.cases import open_case
from fanpin_app.database import bulk, insert_listeners

DOCTYPE, SOURCE = "Monitoring Case", "Imported"
# What a case that opens takes up: with any of these the household's case is opened by its document.
TAKEN_UP = (DOCTYPE, "Risk Alert", "Helper Pairing")
OF_HOUSEHOLD = ("household", "head_name", "region", "monitored_kind")


def follow_batch(batch: Document, method: str | None = None) -> None:
	"""A loaded file of households may name monitored ones: they have a case from the day of the batch."""
	if batch.status != "Loaded" or not batch.has_value_changed("status"):
		return
	if frappe.db.get_value("Data Feed", batch.feed, "target") == "Household":
		open_imported_cases(getdate(batch.creation))


def open_imported_cases(opened_on: date | str | None = None) -> int:
	"""Open a case for each household that the register marks with a monitored kind and that has none open.

	`opened_on` is the day of inclusion, today by default. Returns how many were opened; run again, none.
	"""
	day = getdate(opened_on or today())
	waiting = _waiting()
	at_once = _first_heard_of(waiting) if insert_listeners.may_be_written_at_once(DOCTYPE) else set()
	_write([row for row in waiting if row.name in at_once], day)
	for row in waiting:
		if row.name not in at_once:
			open_case(row.name, kind=row.monitored_kind, opened_on=day, source=SOURCE)
	return len(waiting)


def _waiting() -> list[dict]:
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


def _first_heard_of(waiting: list[dict]) -> set[str]:
	"""The households of which nothing but the register tells: their case takes up nothing."""
	names = {row.name for row in waiting if row.region}
	return names.difference(*(_with(doctype, sorted(names)) for doctype in TAKEN_UP))


def _with(doctype: str, households: list[str]) -> Iterator[str]:
	for some in bulk.chunks(households):
		among = {"household": ("in", some)}
		yield from frappe.get_all(doctype, filters=among, pluck="household")


def _write(waiting: list[dict], day: date) -> None:
	if not waiting:
		return
	alike = _defaults() | {"source": SOURCE, "opened_on": day}
	names = bulk.reserve_names(DOCTYPE, len(waiting))
	cases = [
		(name, row.name, row.head_name, row.region, row.monitored_kind, *alike.values())
		for name, row in zip(names, waiting, strict=True)
	]
	bulk.insert(DOCTYPE, ("name", *OF_HOUSEHOLD, *alike), cases)
	for some in bulk.chunks(waiting):
		of_these = {"name": ("in", [row.name for row in some])}
		frappe.db.set_value("Household", of_these, "monitored", 1)


def _defaults() -> dict:
	"""What a new case holds by itself, an administrator's fields too."""
	blank = frappe.new_doc(DOCTYPE)
	fields = [field.fieldname for field in blank.meta.fields if field.fieldtype in data_fieldtypes]
	return {
		field: blank.get(field)
		for field in fields
		if field not in OF_HOUSEHOLD and blank.get(field) is not None
	}
