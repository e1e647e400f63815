"""A member dies, moves out, is born or joins the household."""

import frappe
from frappe import _

from fanpin_app.registry.operations import change
from fanpin_app.registry.operations.head import next_head as next_head_of
from fanpin_app.registry.operations.head import set_head

DECEASED, MOVED_OUT = "Deceased", "Moved Out"
BORN, JOINED = "Member Born", "Member Joined"
OF_NEW_MEMBER = (
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


@frappe.whitelist(methods=["POST"])
def record_death(
	household: str, member: str, effective_on: str, reason: str, next_head: str | None = None
) -> str:
	"""`member` (the name of a living member's row) died; returns the name of the Registry Change.

	`next_head` (a row, too) is needed where the head died and others live. Raises `frappe.PermissionError` outside
	the user's regions.
	"""
	return _leave("Member Died", DECEASED, household, member, effective_on, reason, next_head)


@frappe.whitelist(methods=["POST"])
def record_moving_out(
	household: str, member: str, effective_on: str, reason: str, next_head: str | None = None
) -> str:
	"""`member` lives here no more; arguments and errors as of `record_death`."""
	return _leave("Member Moved Out", MOVED_OUT, household, member, effective_on, reason, next_head)


@frappe.whitelist(methods=["POST"])
def add_member(household: str, member: str | dict, effective_on: str, reason: str, born: bool = False) -> str:
	"""A child is `born` or somebody joins; returns the name of the Registry Change.

	`member` holds the values of OF_NEW_MEMBER that are known, as a dict or its JSON; name and relation are needed.
	Raises `frappe.PermissionError` outside the user's regions.
	"""
	(doc,) = change.take_up(household)
	told = frappe.parse_json(member)
	values = {field: told.get(field) for field in OF_NEW_MEMBER if told.get(field)}
	if not values.get("member_name") or not values.get("relation"):
		frappe.throw(_("Give the new member's name and relation to the head."))
	record = change.begin(BORN if born else JOINED, [doc], effective_on, reason)
	doc.append("members", values | {"status": change.LIVING})
	change.save(doc)
	return change.finish(record)


def _leave(
	kind: str,
	status: str,
	household: str,
	member: str,
	effective_on: str,
	reason: str,
	next_head: str | None,
) -> str:
	(doc,) = change.take_up(household)
	row = change.row_of(doc, member)
	record = change.begin(kind, [doc], effective_on, reason)
	staying = [one for one in doc.members if one.status == change.LIVING and one is not row]
	head = next_head_of(doc, staying, next_head)
	row.status = status
	if head:
		set_head(doc, head)
	change.save(doc)
	return change.finish(record)
