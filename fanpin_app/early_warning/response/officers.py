"""The officer responsible for an alert: one of its leading tier who is posted to its region, else of the next tier up.

The officer is a column of the alert, so that a hundred thousand alerts can be updated when postings change, without a
document or a task for each. An officer keeps an alert for as long as the posting covers it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import now_datetime
from pypika import Table
from pypika.terms import Criterion

from fanpin_app.database import bulk
from fanpin_app.permissions.postings import SIGNIFICANT_DIGITS, WHOLE, codes_above, on_duty, prefix_of

# Of several officers posted to one region, the tier's first duty is responsible; within a duty, the latest posting.
DUTIES_OF_TIER = {
	"Village": ("Village Cadre", "First Secretary", "Work Team Member", "Grid Member"),
	"Town": ("Town Officer",),
	"District": ("District Officer",),
	"City": ("City Officer",),
}
TIERS = tuple(DUTIES_OF_TIER)
RANK = {duty: (tier, rank) for tier, duties in DUTIES_OF_TIER.items() for rank, duty in enumerate(duties)}
# Once a check has started, whoever checks is responsible.
WAITING = ("Open", "Acknowledged")

Responsible = tuple[str | None, str | None]  # user, tier


class OfficerLookup:
	"""The officers posted today to the regions of a prefix or to regions above it."""

	def __init__(self, within: str = WHOLE) -> None:
		self._posted: dict[tuple[str, str], list[tuple]] = defaultdict(list)
		self._names: dict[str, str] = {}
		for posting in _postings(within):
			tier, rank = RANK[posting.duty]
			since = -posting.from_date.toordinal()
			self._posted[tier, prefix_of(posting.region)].append((rank, since, posting.user))
			self._names[posting.user] = posting.full_name
		self._cache: dict[tuple[str, str], list[str]] = {}

	def find(self, region: str, tier: str, holder: str | None = None) -> Responsible:
		"""The officer responsible for a region, searching upward from a tier; the current `holder` if still eligible.

		Returns (user, tier), both None if nobody is posted.
		"""
		for each in TIERS[TIERS.index(tier) :]:
			if users := self._users_at(region, each):
				return (holder if holder in users else users[0]), each
		return None, None

	def responsible_fields(self, user: str | None, tier: str | None) -> dict[str, Any]:
		"""The values of an alert's fields for the responsible officer."""
		return {
			"responsible": user,
			"responsible_name": self._names.get(user) if user else None,
			"responsible_tier": tier,
		}

	def _users_at(self, region: str, tier: str) -> list[str]:
		if (region, tier) not in self._cache:
			above = {region[:digits] for digits in SIGNIFICANT_DIGITS.values()}
			found = sorted(each for prefix in above for each in self._posted.get((tier, prefix), ()))
			self._cache[region, tier] = [user for *_rank, user in found]
		return self._cache[region, tier]


def next_tier(tier: str) -> str | None:
	return next(iter(TIERS[TIERS.index(tier) + 1 :]), None)


def follow_postings(within: str = WHOLE) -> None:
	"""Daily job, and when postings change: set the officers of the regions' waiting alerts from today's postings."""
	officers, moment = OfficerLookup(within), now_datetime()
	alert = frappe.qb.DocType("Risk Alert")
	waiting = Criterion.all([alert.status.isin(WAITING), alert.region.like(f"{within}%")])
	changes: dict[tuple, list[str]] = defaultdict(list)
	for group in responsibility_groups(alert, waiting):
		user, tier = officers.find(group.region, group.leading_tier, group.responsible)
		if (user, tier) != (group.responsible, group.responsible_tier):
			changes[group.leading_tier, group.responsible, user, tier].append(group.region)
	for (leading_tier, holder, user, tier), regions in changes.items():
		for chunk in region_chunks(regions):
			values = officers.responsible_fields(user, tier)
			if user != holder:
				values["responsible_since"] = moment if user else None
			criterion = (
				waiting
				& has_responsible(alert, holder)
				& (alert.leading_tier == leading_tier)
				& alert.region.isin(chunk)
			)
			bulk_update(alert, values, criterion, moment)


def responsibility_groups(alert: Table, criterion: Criterion) -> list[frappe._dict]:
	"""The distinct combinations on which the responsible officer depends: a few per village, however many alerts."""
	columns = (alert.region, alert.leading_tier, alert.responsible, alert.responsible_tier)
	return (
		frappe.qb.from_(alert)
		.select(*columns)
		.distinct()
		.where(criterion)
		.where(alert.leading_tier.notnull())
		.where(alert.region.notnull())
		.run(as_dict=True)
	)


def has_responsible(table: Table, user: str | None) -> Criterion:
	"""Criterion that the officer responsible for an alert or a data defect is `user`; None: nobody."""
	return table.responsible == user if user else table.responsible.isnull()


def bulk_update(table: Table, values: dict, criterion: Criterion, moment: datetime) -> None:
	"""Set the same values on all matching documents. `modified` changes too, so that forms opened before must be
	reloaded."""
	statement = frappe.qb.update(table).where(criterion)
	for column, value in (values | {"modified": moment}).items():
		statement = statement.set(table[column], value)
	statement.run()


def region_chunks(regions: Iterable[str]) -> Iterator[list[str]]:
	"""The regions in chunks that fit into one statement."""
	return bulk.chunks(sorted(set(regions)))


def _postings(within: str) -> list[frappe._dict]:
	posting, user = frappe.qb.DocType("Officer Posting"), frappe.qb.DocType("User")
	above, inside = codes_above(within), posting.region.like(f"{within}%")
	return (
		on_duty(*RANK)
		.join(user)
		.on(user.name == posting.user)
		.select(posting.user, posting.duty, posting.region, posting.from_date, user.full_name)
		.where(user.enabled == 1)
		.where(inside | posting.region.isin(above) if above else inside)
		.run(as_dict=True)
	)
