"""Data Defects as tasks: their region, the officer who corrects them, and accepting data that is correct as it is.

A defect that a town or a higher office has to correct is in the region of that office, so that villages do not learn
from it what is registered in other villages.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import now_datetime, today
from pypika import Table
from pypika.terms import Criterion

from fanpin_app.database import bulk
from fanpin_app.early_warning.response.officers import (
	TIERS,
	OfficerLookup,
	bulk_update,
	has_responsible,
	region_chunks,
)
from fanpin_app.permissions.postings import WHOLE, code_at, prefix_of
from fanpin_app.registry.households.relocation import rename_head

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.data_defect.data_defect import DataDefect
	from fanpin_app.early_warning.doctype.risk_rule.risk_rule import RiskRule
	from fanpin_app.registry.doctype.registry_change.registry_change import RegistryChange

DOCTYPE = "Data Defect"
OPEN, RESOLVED, ACCEPTED = "Open", "Resolved", "Confirmed Correct"
CURRENT_STATUSES = (OPEN, ACCEPTED)
LOWEST_TIER = TIERS[0]


def responsible_tier(rule: RiskRule) -> str:
	"""The tier whose officers correct what the rule finds."""
	return rule.resolved_by_tier or LOWEST_TIER


def responsible_region(region: str, tier: str) -> str:
	"""The region of a household's defect: the household's own village or grid, or the region of the tier's office."""
	if tier == LOWEST_TIER:
		return region
	return code_at(tier, region)


def accept(defect: DataDefect, reason: str) -> None:
	"""Close the defect because the data is correct. It stays accepted for as long as the rule finds it."""
	if not reason.strip():
		frappe.throw(_("Say why the data is right as it is: the reason is kept with the defect."))
	if defect.status != OPEN:
		frappe.throw(_("This defect is closed already: it is {0}.").format(_(defect.status, context=DOCTYPE)))
	defect.update(
		{
			"status": ACCEPTED,
			"acceptance_reason": reason.strip(),
			"accepted_by": frappe.session.user,
			"accepted_on": today(),
		}
	)
	defect.save(ignore_permissions=True)


def give_to_officers(within: str = WHOLE) -> None:
	"""Daily job, and when postings change: set the officers of the regions' open defects from today's postings."""
	defect, officers, moment = frappe.qb.DocType(DOCTYPE), OfficerLookup(within), now_datetime()
	waiting = (defect.status == OPEN) & defect.region.like(f"{within}%")
	changes: dict[tuple, list[str]] = {}
	for group in _responsibility_groups(defect, waiting):
		user, _tier = officers.find(group.region, group.leading_tier, group.responsible)
		if user != group.responsible:
			changes.setdefault((group.leading_tier, group.responsible, user), []).append(group.region)
	for (tier, holder, user), regions in changes.items():
		for chunk in region_chunks(regions):
			criterion = (
				waiting
				& has_responsible(defect, holder)
				& (defect.leading_tier == tier)
				& defect.region.isin(chunk)
			)
			bulk_update(defect, {"responsible": user}, criterion, moment)


def follow_move(households: list[str], region: str) -> None:
	"""Hook: move defects to the household's new region."""
	defect = frappe.qb.DocType(DOCTYPE)
	for chunk in bulk.chunks(households):
		for tier in TIERS:
			(
				frappe.qb.update(defect)
				.set(defect.region, responsible_region(region, tier))
				.where(defect.household.isin(chunk))
				.where(defect.leading_tier == tier)
				.run()
			)
	give_to_officers(prefix_of(region))


def follow_head(change: RegistryChange) -> None:
	"""Hook: show the new head in open defects."""
	rename_head(DOCTYPE, change, status=[OPEN])


def follow_merge(change: RegistryChange) -> None:
	"""Hook: close the defects of the household that was merged into another; the next screening checks the other's data."""
	defect = frappe.qb.DocType(DOCTYPE)
	(
		frappe.qb.update(defect)
		.set(defect.status, RESOLVED)
		.set(defect.resolved_on, change.effective_on)
		.set(defect.closing_note, _("The household was merged into {0}.").format(change.household))
		.set(defect.open_key, None)
		.where(defect.household == change.other_household)
		.where(defect.status.isin(CURRENT_STATUSES))
		.run()
	)


def _responsibility_groups(defect: Table, waiting: Criterion) -> Iterable[frappe._dict]:
	"""The distinct combinations on which the responsible officer depends."""
	return (
		frappe.qb.from_(defect)
		.select(defect.region, defect.leading_tier, defect.responsible)
		.distinct()
		.where(waiting)
		.run(as_dict=True)
	)
