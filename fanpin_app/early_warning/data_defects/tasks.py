"""A Data Defect as somebody's task: where it lies, who mends it, who says that it is right as it is.

What the town or a higher office has to settle lies in the town's region (or that of the office), so that villages do
not learn from it what is registered in other villages.
"""

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now, today
from pypika import Table
from pypika.terms import Criterion

from fanpin_app.database import bulk
from fanpin_app.early_warning.response.officers import RANK, TIERS, Officers, some_regions
from fanpin_app.permissions.postings import WHOLE, code_at, prefix_of
from fanpin_app.registry.households.relocation import rename_head

DOCTYPE = "Data Defect"
OPEN, MENDED, ACCEPTED = "Open", "Mended", "Accepted as Right"
STANDING = (OPEN, ACCEPTED)
LOWEST_TIER = TIERS[0]


def tier_of(rule: Document) -> str:
	"""The tier whose officers correct what the rule finds."""
	return rule.mended_by or LOWEST_TIER


def place_of(region: str, tier: str) -> str:
	"""The region in which a household's defect is mended: its own village or grid, or what the tier's office covers."""
	if tier == LOWEST_TIER:
		return region
	return code_at(tier, region)


def accept(defect: Document, reason: str) -> None:
	"""The data is right as it is: the defect is no task any more, for as long as the rule finds it."""
	if not reason.strip():
		frappe.throw(_("Say why the data is right as it is: the reason is kept with the defect."))
	if defect.status != OPEN:
		frappe.throw(_("This defect is closed already: it is {0}.").format(_(defect.status)))
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
	"""Every day, and when postings change: bring the open defects of the regions in line with who is posted today."""
	defect, officers = frappe.qb.DocType(DOCTYPE), Officers(within)
	waiting = (defect.status == OPEN) & defect.region.like(f"{within}%")
	handed: dict[tuple, list[str]] = {}
	for group in _groups(defect, waiting):
		user, _tier = officers.of(group.region, group.leading_tier, group.responsible)
		if user != group.responsible:
			handed.setdefault((group.leading_tier, group.responsible, user), []).append(group.region)
	for (tier, holder, user), regions in handed.items():
		held = defect.responsible == holder if holder else defect.responsible.isnull()
		for some in some_regions(regions):
			(
				frappe.qb.update(defect)
				.set(defect.responsible, user)
				.set(defect.modified, now())
				.where(waiting & held & (defect.leading_tier == tier) & defect.region.isin(some))
				.run()
			)


def follow_posting(posting: Document, method: str | None = None) -> None:
	"""Hook, after a posting is saved or deleted: the open defects there find who mends them now."""
	if posting.duty not in RANK:
		return
	before = posting.get_doc_before_save()
	for region in {posting.region, before.region if before else posting.region}:
		give_to_officers(prefix_of(region))


def follow_move(households: list[str], region: str) -> None:
	"""Hook: defects lie where their household lives now."""
	defect = frappe.qb.DocType(DOCTYPE)
	for some in bulk.chunks(households):
		for tier in TIERS:
			(
				frappe.qb.update(defect)
				.set(defect.region, place_of(region, tier))
				.where(defect.household.isin(some))
				.where(defect.leading_tier == tier)
				.run()
			)
	give_to_officers(prefix_of(region))


def follow_head(change: Document) -> None:
	"""Hook: open defects show the new head."""
	rename_head(DOCTYPE, change, status=[OPEN])


def follow_merge(change: Document) -> None:
	"""Hook: what was wrong in the data of the household that was taken in is closed; the next screening sees the other's."""
	defect = frappe.qb.DocType(DOCTYPE)
	(
		frappe.qb.update(defect)
		.set(defect.status, MENDED)
		.set(defect.mended_on, change.effective_on)
		.set(defect.closing_note, _("The household was merged into {0}.").format(change.household))
		.set(defect.open_key, None)
		.where(defect.household == change.other_household)
		.where(defect.status.isin(STANDING))
		.run()
	)


def _groups(defect: Table, waiting: Criterion) -> Iterable[frappe._dict]:
	"""The open defects, as far as who mends them can differ."""
	return (
		frappe.qb.from_(defect)
		.select(defect.region, defect.leading_tier, defect.responsible)
		.distinct()
		.where(waiting)
		.run(as_dict=True)
	)
