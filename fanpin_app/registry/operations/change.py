"""Shared by all operations: permission checks, recording the state before and after, and hooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.query_builder.functions import Max
from frappe.utils import formatdate, getdate, today

from fanpin_app.extension_points import household_followers

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household
	from fanpin_app.registry.doctype.household_member.household_member import HouseholdMember
	from fanpin_app.registry.doctype.registry_change.registry_change import RegistryChange

LIVING = "Living"
HEAD = "Household Head"
HOUSEHOLD_FIELDS = ("head_name", "region", "status", "household_kind", "people", "workers")


def lock_households(*names: str, with_ended: bool = False) -> list[Household]:
	"""The households, locked so that concurrent operations run one after the other.

	Raises `frappe.PermissionError` if the user may not write one, `frappe.ValidationError` if one has ended or was
	merged; `with_ended`: only if it was merged.
	"""
	for name in sorted(names):
		frappe.db.get_value("Household", name, "name", for_update=True)
	households = [frappe.get_doc("Household", name) for name in names]
	for household in households:
		household.check_permission("write")
	for household in households:
		if household.merged_into:
			frappe.throw(
				_("Household {0} was merged into {1}: record the change there.").format(
					household.name, household.merged_into
				)
			)
		if household.status == "Ended" and not with_ended:
			frappe.throw(_("Household {0} has ended: nothing changes in it any more.").format(household.name))
	return households


def require_right_to_register(household: Household) -> None:
	"""Creating, ending and moving households requires the right to register one there: the town or above."""
	if not frappe.has_permission("Household", "create", doc=household):
		frappe.throw(
			_("Splitting, merging and moving households is for the town or above: ask the town office."),
			frappe.PermissionError,
		)


def start_change(
	kind: str,
	households: Sequence[Household | frappe._dict],
	effective_on: date | str,
	reason: str,
	with_members: bool = True,
) -> RegistryChange:
	"""A Registry Change with the households' current state, for `finish_change`. The first household is the main one.

	Raises `frappe.ValidationError` if the day or the reason is not acceptable.
	"""
	_check_day(households, effective_on)
	if not reason.strip():
		frappe.throw(_("Write down why the register changes."))
	return build_change(kind, households, effective_on, reason, with_members)


def build_change(
	kind: str,
	households: Sequence[Household | frappe._dict],
	effective_on: date | str,
	reason: str,
	with_members: bool = True,
) -> RegistryChange:
	"""As `start_change`, without validating the day and the reason."""
	main = households[0]
	change = frappe.new_doc("Registry Change")
	change.update({"kind": kind, "effective_on": effective_on, "reason": reason.strip()})
	change.update({"household": main.name, "head_name": main.head_name, "region": main.region})
	for household in households:
		record_state_before(change, household, with_members)
	return change


def record_state_before(
	change: RegistryChange, household: Household | frappe._dict, with_members: bool = True
) -> None:
	"""Record the household, as given, as its state before the change."""
	facts = {field: household.get(field) for field in HOUSEHOLD_FIELDS}
	change.append(
		"households", {"household": household.name, "existed": 1, "with_members": int(with_members), **facts}
	)
	if with_members:
		for row in household.members:
			_record_member_before(change, household, row)
	for statement in frappe.get_all(
		"Income Statement",
		filters={"household": household.name},
		fields=["household", "year", "net_income"],
		order_by="year asc",
	):
		change.append("incomes", statement)


def record_as_new(change: RegistryChange, household: Household) -> None:
	"""Record that the household did not exist before the change."""
	change.append("households", {"household": household.name, "existed": 0, "with_members": 1})


def record_moved(change: RegistryChange, doctype: str, name: str, household_before: str | None) -> None:
	"""Record a document that was moved to another household."""
	change.append(
		"documents",
		{"reference_doctype": doctype, "reference_name": name, "household_before": household_before},
	)


def finish_change(change: RegistryChange, event: str | None = None) -> str:
	"""Record the members' new state, let later steps follow the change (`event`: follow_split or follow_merge), and insert
	it; returns its name."""
	_record_members_after(change)
	head_before, head = change.head_name, frappe.db.get_value("Household", change.household, "head_name")
	events = [event] if event else []
	if head and head != head_before:
		change.head_name = head
		events.append("follow_head")
	for each in events:
		household_followers.call(each, change)
	return change.insert(ignore_permissions=True).name


def save_household(household: Household) -> None:
	"""Save a household within a recorded change; the permission was checked before."""
	household.flags.in_operation = True
	household.flags.ignore_permissions = True
	household.save()


def living_member(household: Household, member: str) -> HouseholdMember:
	"""The household's living member with this row name."""
	for row in household.members:
		if row.name == member and row.status == LIVING:
			return row
	frappe.throw(_("Choose a living member of household {0}.").format(household.name))


def _check_day(households: Sequence[Household | frappe._dict], day: date | str) -> None:
	if getdate(day) > getdate(today()):
		frappe.throw(_("A change is recorded once it is in effect: choose today or an earlier day."))
	change, row = frappe.qb.DocType("Registry Change"), frappe.qb.DocType("Changed Household")
	last = (
		frappe.qb.from_(change)
		.join(row)
		.on(row.parent == change.name)
		.where(row.household.isin([household.name for household in households]))
		.select(Max(change.effective_on))
		.run()[0][0]
	)
	if last and getdate(day) < getdate(last):
		frappe.throw(
			_("The last change of this household is of {0}: choose that day or a later one.").format(
				formatdate(last)
			)
		)


def _record_member_before(
	change: RegistryChange, household: Household | frappe._dict, row: HouseholdMember
) -> None:
	change.append(
		"members",
		{
			"member": row.name,
			"member_name": row.member_name,
			"household_before": household.name,
			"relation_before": row.relation,
			"status_before": row.status,
		},
	)


def _record_members_after(change: RegistryChange) -> None:
	before = {row.member: row for row in change.members}
	changed = [row.household for row in change.households if row.with_members]
	rows = frappe.get_all(
		"Household Member",
		filters={"parenttype": "Household", "parent": ("in", changed)},
		fields=["name", "parent", "member_name", "relation", "status"],
		order_by="parent asc, idx asc",
	)
	for member in rows if changed else []:
		row = before.get(member.name) or change.append(
			"members", {"member": member.name, "member_name": member.member_name}
		)
		row.update(
			{
				"household_after": member.parent,
				"relation_after": member.relation,
				"status_after": member.status,
			}
		)
