"""Hand over a posting from one officer to another, with the open work assigned to the person.

Later steps of the loop hand over their own documents (`extension_points.posting_handed_over`), and list them with
`record_moved`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import add_days, formatdate, getdate, today

from fanpin_app.extension_points import posting_handed_over
from fanpin_app.permissions import scope
from fanpin_app.registry.officers.posting import may_be_posted, withdraw_ended_roles
from fanpin_app.security.roles import is_system_manager

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.officer_posting.officer_posting import OfficerPosting
	from fanpin_app.registry.doctype.posting_handover.posting_handover import PostingHandover

HELPER, ASSIGNEE = "Helper", "Assignee"


def hand_over(posting: OfficerPosting, successor: str, day: str, reason: str) -> PostingHandover:
	"""End `posting` the day before `day`, give `successor` the same posting from `day` on, and move the open work.

	`day` is today or earlier: work cannot be given to an officer who may not see it yet. Returns the Posting Handover.
	Raises `frappe.ValidationError` with what is wrong.
	"""
	# The lock serialises two handovers of one posting.
	frappe.db.get_value("Officer Posting", posting.name, "name", for_update=True)
	posting.reload()
	_check_day(posting, day)
	_check_successor(posting, successor)
	if not reason.strip():
		frappe.throw(_("Write down why the posting is handed over."))
	successor_posting = _posting_of_successor(posting, successor, day)
	posting.to_date = add_days(day, -1)
	posting.save()
	handover = frappe.get_doc(
		doctype="Posting Handover",
		posting=posting.name,
		duty=posting.duty,
		region=posting.region,
		day=day,
		reason=reason.strip(),
		predecessor=posting.user,
		successor=successor,
		successor_posting=successor_posting,
	).insert(ignore_permissions=True)
	posting_handed_over.call(handover)
	handover.save(ignore_permissions=True)
	withdraw_ended_roles(posting.user)
	return handover


def record_moved(handover: PostingHandover, doctype: str, name: str, held_as: str) -> None:
	handover.append("documents", {"reference_doctype": doctype, "reference_name": name, "held_as": held_as})


def move_assignments(handover: PostingHandover) -> None:
	"""Reassign the predecessor's open assignments in the region, of any DocType, to the successor."""
	tasks = frappe.get_all(
		"ToDo",
		filters={
			"allocated_to": handover.predecessor,
			"status": "Open",
			"reference_type": ("in", list(scope.scoped_doctypes())),
		},
		fields=["name", "reference_type", "reference_name"],
		order_by="creation asc",
	)
	for task in tasks:
		if _falls_under_posting(task, handover):
			_reassign(task, handover.successor)
			record_moved(handover, task.reference_type, task.reference_name, ASSIGNEE)


def _check_day(posting: OfficerPosting, day: str) -> None:
	if getdate(day) > getdate(today()):
		frappe.throw(
			_("A posting is handed over on the day itself or later: choose today or an earlier day.")
		)
	if getdate(day) <= getdate(posting.from_date):
		frappe.throw(
			_("The posting began on {0}: it can be handed over from the day after.").format(
				formatdate(posting.from_date)
			)
		)
	if posting.to_date and getdate(posting.to_date) < getdate(day):
		frappe.throw(
			_("The posting ended on {0} and cannot be handed over any more.").format(
				formatdate(posting.to_date)
			)
		)


def _check_successor(posting: OfficerPosting, successor: str) -> None:
	user = frappe.db.get_value("User", successor, ("name", "user_type"), as_dict=True)
	if not user or user.user_type != "System User" or not may_be_posted(user.name):
		frappe.throw(_("{0} has no account that can work here: choose another successor.").format(successor))
	if user.name == posting.user:
		frappe.throw(_("Predecessor and successor are the same person."))
	if user.name == frappe.session.user and not is_system_manager():
		frappe.throw(
			_("Nobody hands a posting over to themselves: ask another administrator."), frappe.PermissionError
		)


def _posting_of_successor(posting: OfficerPosting, successor: str, day: str) -> str:
	"""The successor's posting with the same duty and region; created if none is in force."""
	existing = frappe.get_all(
		"Officer Posting",
		filters={
			"user": successor,
			"duty": posting.duty,
			"region": posting.region,
			"agency": posting.agency or ("is", "not set"),
			"from_date": ("<=", today()),
		},
		or_filters=[["to_date", "is", "not set"], ["to_date", ">=", posting.to_date or "9999-12-31"]],
		limit=1,
		pluck="name",
	)
	if existing:
		return existing[0]
	successor_posting = frappe.copy_doc(posting)
	successor_posting.update(
		{"user": successor, "officer_name": None, "phone": None, "from_date": day, "to_date": posting.to_date}
	)
	return successor_posting.insert().name


def _falls_under_posting(task: frappe._dict, handover: PostingHandover) -> bool:
	meta = frappe.get_meta(task.reference_type)
	if handover.duty == scope.AGENCY_DUTY:
		return _agency_of(task) == frappe.db.get_value("Officer Posting", handover.posting, "agency")
	if not meta.has_field("region"):
		return False
	region = frappe.db.get_value(task.reference_type, task.reference_name, "region") or ""
	return region.startswith(scope.prefix_of(handover.region))


def _agency_of(task: frappe._dict) -> str | None:
	if task.reference_type == "Data Batch":
		feed = frappe.db.get_value("Data Batch", task.reference_name, "feed")
		return frappe.db.get_value("Data Feed", feed, "agency")
	if task.reference_type == "Data Feed":
		return frappe.db.get_value("Data Feed", task.reference_name, "agency")
	return None


def _reassign(task: frappe._dict, successor: str) -> None:
	todo = frappe.get_doc("ToDo", task.name)
	is_assigned_already = frappe.db.exists(
		"ToDo",
		{
			"reference_type": task.reference_type,
			"reference_name": task.reference_name,
			"allocated_to": successor,
			"status": "Open",
		},
	)
	todo.update({"status": "Cancelled"} if is_assigned_already else {"allocated_to": successor})
	todo.save(ignore_permissions=True)
