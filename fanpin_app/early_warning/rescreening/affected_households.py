"""Households affected by a data batch; only these are screened again after it loads."""

from datetime import date

import frappe

from fanpin_app.database import bulk
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.permissions import scope

CHUNK_SIZE = 5000


def contexts_for_batch(batch: str, as_of: date) -> list[RuleContext]:
	"""Contexts for the households that the batch's records are about, or whose village they are about."""
	names = sorted(_named_households(batch) | _households_of_named_villages(batch))
	return [
		RuleContext(scope.WHOLE, as_of, households=tuple(chunk)) for chunk in bulk.chunks(names, CHUNK_SIZE)
	]


def regions_of(contexts: list[RuleContext]) -> list[str]:
	"""The regions of all households that the contexts name."""
	household = frappe.qb.DocType("Household")
	regions = set()
	for context in contexts:
		if context.households:
			households = frappe.qb.from_(household).select(household.region).distinct()
			regions.update(households.where(context.includes(household.name)).run(pluck=True))
	return sorted(regions)


def _named_households(batch: str) -> set[str]:
	record = frappe.qb.DocType("Indicator Record")
	households = frappe.qb.from_(record).select(record.household).distinct().where(record.batch == batch)
	return set(households.where(record.household.isnotnull()).run(pluck=True))


def _households_of_named_villages(batch: str) -> set[str]:
	record, household = frappe.qb.DocType("Indicator Record"), frappe.qb.DocType("Household")
	villages = frappe.qb.from_(record).select(record.region).distinct().where(record.batch == batch)
	found: set[str] = set()
	for village in villages.where(record.household.isnull()).run(pluck=True):
		households = frappe.qb.from_(household).select(household.name)
		found |= set(households.where(household.region.like(f"{village}%")).run(pluck=True))
	return found
