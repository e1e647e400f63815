"""Leading groups (领导小组): their members on any day, and the work teams and first secretaries who are posted there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import getdate

from fanpin_app.permissions.postings import covers, in_region

if TYPE_CHECKING:
	from fanpin_app.coordination.doctype.leading_group.leading_group import LeadingGroup
	from fanpin_app.coordination.doctype.leading_group_member.leading_group_member import LeadingGroupMember

GROUP = "Leading Group"
POSTING = "Officer Posting"
LEVELS = ("City", "District", "Town")
ROLES = ("Group Head", "Deputy Head", "Group Member", "Office Head", "Office Member")
# Officers sent to villages from outside; a group works with them, and they are in it by posting.
POSTED_DUTIES = ("First Secretary", "Work Team Member")


def validate(group: LeadingGroup) -> None:
	"""Set the level. Raises `frappe.ValidationError` for a region below the town, and days in the wrong order."""
	level = frappe.db.get_value("Administrative Region", group.region, "level")
	if level not in LEVELS:
		frappe.throw(_("A leading group is one of a city, a district or a town."))
	group.level = level
	for row in (group, *group.members):
		if row.to_date and row.from_date and getdate(row.to_date) < getdate(row.from_date):
			frappe.throw(_("To Date is before From Date: check the days."))


def members_on(group: LeadingGroup, day: date | str) -> list[LeadingGroupMember]:
	"""The rows of the members on the day, by role and then in the order of the table; none before or after the group."""
	if not _is_on(group, getdate(day)):
		return []
	rows = [row for row in group.members if _is_on(row, getdate(day))]
	return sorted(rows, key=lambda row: (ROLES.index(row.group_role), row.idx))


def member_units(members: list[LeadingGroupMember]) -> list[str]:
	"""The units of the members, each once."""
	return list(dict.fromkeys(row.unit for row in members))


def groups_on(region: str, kind: str, day: date | str) -> list[LeadingGroup]:
	"""The groups of one kind of exactly this region that exist on the day."""
	names = frappe.get_all(
		GROUP, {"region": region, "group_kind": kind, "from_date": ("<=", day)}, pluck="name", order_by="name"
	)
	groups = [frappe.get_doc(GROUP, name) for name in names]
	return [group for group in groups if _is_on(group, getdate(day))]


def posted_officers(region: str, day: date | str) -> list[frappe._dict]:
	"""First secretaries and members of work teams in the region on the day: officer_name, duty, place (texts)."""
	posting, place = frappe.qb.DocType(POSTING), frappe.qb.DocType("Administrative Region")
	return (
		frappe.qb.from_(posting)
		.join(place)
		.on(place.name == posting.region)
		.select(posting.officer_name, posting.duty, place.region_name.as_("place"))
		.where(posting.duty.isin(POSTED_DUTIES))
		.where(in_region(posting.region, region))
		.where((posting.from_date <= day) & (posting.to_date.isnull() | (posting.to_date >= day)))
		.orderby(posting.region)
		.orderby(posting.name)
		.run(as_dict=True)
	)


def composition(group: LeadingGroup, day: date | str) -> dict[str, list[dict]]:
	"""For the form, as of the day: `members` (name, role, post, unit, duties) and, for who may read postings, `posted`
	(name, duty, place)."""
	group.check_permission("read")
	members = [
		{
			"name": row.member_name,
			"role": _(row.group_role),
			"post": row.post,
			"unit": row.unit,
			"duties": row.duties,
		}
		for row in members_on(group, day)
	]
	posted = posted_officers(group.region, day) if _may_read_postings(group.region) else []
	return {
		"members": members,
		"posted": [{"name": row.officer_name, "duty": _(row.duty), "place": row.place} for row in posted],
	}


def _may_read_postings(region: str) -> bool:
	return covers(region, doctype=POSTING)


def _is_on(period: LeadingGroup | LeadingGroupMember, day: date) -> bool:
	"""Whether the day is between `from_date` and `to_date`; an empty one is no limit."""
	has_begun = not period.from_date or getdate(period.from_date) <= day
	return has_begun and (not period.to_date or getdate(period.to_date) >= day)
