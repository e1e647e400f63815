"""Who answers an alert: an officer of its leading tier who is posted where it lies, else of the next tier up.

The alert keeps them in a column, so that a hundred thousand alerts find their officers, and follow when postings
change, without a document or a task for each. Who holds an alert keeps it as long as the posting lets them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime
from pypika import Table
from pypika.terms import Criterion

from fanpin_app.database import bulk
from fanpin_app.permissions.postings import SIGNIFICANT_DIGITS, WHOLE, codes_above, in_force, prefix_of

# Where several are posted to one place, the first duty of a tier answers, and of one duty who came last.
DUTIES_OF_TIER = {
	"Village": ("Village Cadre", "First Secretary", "Work Team Member", "Grid Member"),
	"Town": ("Town Officer",),
	"District": ("District Officer",),
	"City": ("City Officer",),
}
TIERS = tuple(DUTIES_OF_TIER)
RANK = {duty: (tier, rank) for tier, duties in DUTIES_OF_TIER.items() for rank, duty in enumerate(duties)}
# From the check on, the alert is in the hands of who checks.
WAITING = ("Open", "Acknowledged")

Found = tuple[str | None, str | None]  # user, tier


class Officers:
	"""The officers posted today who can be responsible within the regions of a prefix, or above them."""

	def __init__(self, within: str = WHOLE) -> None:
		self._posted: dict[tuple[str, str], list[tuple]] = defaultdict(list)
		self._names: dict[str, str] = {}
		for posting in _postings(within):
			tier, rank = RANK[posting.duty]
			since = -posting.from_date.toordinal()
			self._posted[tier, prefix_of(posting.region)].append((rank, since, posting.user))
			self._names[posting.user] = posting.full_name
		self._known: dict[tuple[str, str], list[str]] = {}

	def of(self, region: str, tier: str, holder: str | None = None) -> Found:
		"""Who is responsible in the region from this tier up, and the tier that they are posted to; `holder` if they may be."""
		for each in TIERS[TIERS.index(tier) :]:
			if users := self._of_tier(region, each):
				return (holder if holder in users else users[0]), each
		return None, None

	def as_values(self, user: str | None, tier: str | None) -> dict[str, str | None]:
		"""What an alert says of who is responsible."""
		return {
			"responsible": user,
			"responsible_name": self._names.get(user) if user else None,
			"responsible_tier": tier,
		}

	def _of_tier(self, region: str, tier: str) -> list[str]:
		if (region, tier) not in self._known:
			above = {region[:digits] for digits in SIGNIFICANT_DIGITS.values()}
			found = sorted(each for prefix in above for each in self._posted.get((tier, prefix), ()))
			self._known[region, tier] = [user for *_rank, user in found]
		return self._known[region, tier]


def next_tier(tier: str) -> str | None:
	return next(iter(TIERS[TIERS.index(tier) + 1 :]), None)


def follow_posting(posting: Document, method: str | None = None) -> None:
	"""Hook, after a posting is saved or deleted: the alerts that wait there find who answers them now."""
	if posting.duty not in RANK:
		return
	before = posting.get_doc_before_save()
	for region in {posting.region, before.region if before else posting.region}:
		follow_postings(prefix_of(region))


def follow_postings(within: str = WHOLE) -> None:
	"""Every day, and when postings change: bring the waiting alerts of the regions in line with who is posted today."""
	officers, moment = Officers(within), now_datetime()
	alert = frappe.qb.DocType("Risk Alert")
	waiting = Criterion.all([alert.status.isin(WAITING), alert.region.like(f"{within}%")])
	handed: dict[tuple, list[str]] = defaultdict(list)
	for group in groups(alert, waiting):
		user, tier = officers.of(group.region, group.leading_tier, group.responsible)
		if (user, tier) != (group.responsible, group.responsible_tier):
			handed[group.leading_tier, group.responsible, user, tier].append(group.region)
	for (leading_tier, holder, user, tier), regions in handed.items():
		for some in some_regions(regions):
			values = officers.as_values(user, tier)
			if user != holder:
				values["responsible_since"] = moment if user else None
			concerned = (
				waiting
				& held_by(alert, holder)
				& (alert.leading_tier == leading_tier)
				& alert.region.isin(some)
			)
			write(alert, values, concerned, moment)


def groups(alert: Table, concerned: Criterion) -> list[frappe._dict]:
	"""The alerts, as far as who is responsible for them can differ: some for a village, however many alerts it has."""
	columns = (alert.region, alert.leading_tier, alert.responsible, alert.responsible_tier)
	return (
		frappe.qb.from_(alert)
		.select(*columns)
		.distinct()
		.where(concerned)
		.where(alert.leading_tier.notnull())
		.where(alert.region.notnull())
		.run(as_dict=True)
	)


def held_by(alert: Table, user: str | None) -> Criterion:
	return alert.responsible == user if user else alert.responsible.isnull()


def write(alert: Table, values: dict, concerned: Criterion, moment: datetime) -> None:
	"""Set what is the same for all these alerts; a form that was opened before is told to load them anew."""
	statement = frappe.qb.update(alert).where(concerned)
	for column, value in (values | {"modified": moment}).items():
		statement = statement.set(alert[column], value)
	statement.run()


def some_regions(regions: Iterable[str]) -> Iterator[list[str]]:
	"""So many at a time as a statement takes."""
	return bulk.chunks(sorted(set(regions)))


def _postings(within: str) -> list[frappe._dict]:
	posting, user = frappe.qb.DocType("Officer Posting"), frappe.qb.DocType("User")
	above, lies_there = codes_above(within), posting.region.like(f"{within}%")
	return (
		frappe.qb.from_(posting)
		.join(user)
		.on(user.name == posting.user)
		.select(posting.user, posting.duty, posting.region, posting.from_date, user.full_name)
		.where(posting.duty.isin(list(RANK)))
		.where(in_force(posting))
		.where(user.enabled == 1)
		.where(lies_there | posting.region.isin(above) if above else lies_there)
		.run(as_dict=True)
	)
