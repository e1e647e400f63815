"""Whom a batch tells of: the households that are screened again after it, and no others."""

from datetime import date

import frappe

from fanpin_app.database import bulk
from fanpin_app.early_warning.rules.context import Frame
from fanpin_app.permissions import scope

HOUSEHOLDS_AT_ONCE = 5000


def frames(batch: str, as_of: date) -> list[Frame]:
	"""The households that the batch's records are about, or that live in a village which they are about."""
	names = sorted(_told_of(batch) | _living_in_villages_told_of(batch))
	return [
		Frame(scope.WHOLE, as_of, households=tuple(some)) for some in bulk.chunks(names, HOUSEHOLDS_AT_ONCE)
	]


def towns_of(looked_at: list[Frame]) -> list[str]:
	"""The regions of all households that the frames name."""
	household = frappe.qb.DocType("Household")
	regions = set()
	for frame in looked_at:
		if frame.households:
			living = frappe.qb.from_(household).select(household.region).distinct()
			regions.update(living.where(frame.takes_in(household.name)).run(pluck=True))
	return sorted(regions)


def _told_of(batch: str) -> set[str]:
	record = frappe.qb.DocType("Indicator Record")
	told = frappe.qb.from_(record).select(record.household).distinct().where(record.batch == batch)
	return set(told.where(record.household.isnotnull()).run(pluck=True))


def _living_in_villages_told_of(batch: str) -> set[str]:
	record, household = frappe.qb.DocType("Indicator Record"), frappe.qb.DocType("Household")
	villages = frappe.qb.from_(record).select(record.region).distinct().where(record.batch == batch)
	found: set[str] = set()
	for village in villages.where(record.household.isnull()).run(pluck=True):
		living = frappe.qb.from_(household).select(household.name)
		found |= set(living.where(household.region.like(f"{village}%")).run(pluck=True))
	return found
