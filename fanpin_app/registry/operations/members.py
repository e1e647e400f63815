"""A member dies, moves out, is born or joins the household."""

import frappe
from frappe import _

from fanpin_app.registry.operations import change
from fanpin_app.registry.operations.head import next_head as next_head_of
from fanpin_app.registry.operations.head import set_head

DECEASED, MOVED_OUT = "Deceased", "Moved Out"
BORN, JOINED = "Member Born", "Member Joined"
NEW_MEMBER_FIELDS = (
	"member_name",
	"relation",
	"id_number",
	"ethnicity",
	"education",
	"school_status",
	"health",
	"labour_capacity",
	"employment_status",
	"medical_insurance",
)


def record_death(
	household: str, member: str, effective_on: str, reason: str, next_head: str | None = None
) -> str:
	"""Record that `member` (the name of a living member's row) died; returns the name of the Registry Change.

	`next_head` (also a row) is required if the head died and others live. Raises `frappe.PermissionError` outside of
	the user's regions.
	"""
	return _record_leaving("Member Died", DECEASED, household, member, effective_on, reason, next_head)


def record_moving_out(
	household: str, member: str, effective_on: str, reason: str, next_head: str | None = None
) -> str:
	"""Record that `member` moved out; arguments and errors as in `record_death`."""
	return _record_leaving("Member Moved Out", MOVED_OUT, household, member, effective_on, reason, next_head)


def add_member(household: str, member: str | dict, effective_on: str, reason: str, born: bool = False) -> str:
	"""Add a member who was `born` or joined; returns the name of the Registry Change.

	`member` holds values for the fields in NEW_MEMBER_FIELDS, as a dict or its JSON; name and relation are required.
	Raises `frappe.PermissionError` outside of the user's regions.
	"""
	(doc,) = change.lock_households(household)
	payload = frappe.parse_json(member)
	values = {field: payload.get(field) for field in NEW_MEMBER_FIELDS if payload.get(field)}
	if not values.get("member_name") or not values.get("relation"):
		frappe.throw(_("Give the new member's name and relation to the head."))
	record = change.start_change(BORN if born else JOINED, [doc], effective_on, reason)
	doc.append("members", values | {"status": change.LIVING})
	change.save_household(doc)
	return change.finish_change(record)


def _record_leaving(
	kind: str,
	status: str,
	household: str,
	member: str,
	effective_on: str,
	reason: str,
	next_head: str | None,
) -> str:
	(doc,) = change.lock_households(household)
	row = change.living_member(doc, member)
	record = change.start_change(kind, [doc], effective_on, reason)
	staying = [other for other in doc.members if other.status == change.LIVING and other is not row]
	head = next_head_of(doc, staying, next_head)
	row.set("status", status)
	if head:
		set_head(doc, head)
	change.save_household(doc)
	return change.finish_change(record)
