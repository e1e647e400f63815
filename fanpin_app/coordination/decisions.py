"""Decisions of meetings as tasks: who is responsible, until when, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import formatdate, getdate, today

from fanpin_app.permissions import scope
from fanpin_app.permissions.postings import roles_in

if TYPE_CHECKING:
	from fanpin_app.coordination.doctype.meeting_decision.meeting_decision import MeetingDecision

DECISION = "Meeting Decision"
# Administrators read decisions and carry out none.
ACTING_ROLES = {"Village Officer", "Town Officer", "District Officer", "City Officer"}
OPEN, DONE, WITHDRAWN = "Open", "Done", "Withdrawn"


def validate(decision: MeetingDecision) -> None:
	"""Raises `frappe.ValidationError` for a decision of nobody, one for an office elsewhere, and changes after its end."""
	before = decision.get_doc_before_save()
	if before and before.status != OPEN:
		frappe.throw(
			_("This decision was closed on {0} and stays as it is.").format(formatdate(before.closed_on))
		)
	if bool(decision.office) == bool(decision.agency):
		frappe.throw(_("Choose who is responsible: an office of the region or an agency."))
	region = scope.prefix_of(decision.region) if decision.region else None
	if decision.office and not (region and decision.office.startswith(region)):
		frappe.throw(_("The responsible office is not in the region of the meeting."))
	if getdate(decision.due_on) < getdate(decision.meeting_on):
		frappe.throw(_("The decision is due before its meeting: check Due On."))


def follow_responsible(decision: MeetingDecision) -> None:
	"""After a decision was saved: the responsible officer has it as a task, until it ends or is given to another.

	Raises `frappe.PermissionError` for an officer who may not read it.
	"""
	tasks = frappe.get_all(
		"ToDo",
		{"reference_type": DECISION, "reference_name": decision.name, "status": "Open"},
		["name", "allocated_to", "date"],
	)
	wanted = decision.responsible if decision.status == OPEN else None
	kept = [task for task in tasks if task.allocated_to == wanted and task.date == getdate(decision.due_on)]
	for task in tasks:
		if task not in kept:
			_end_task(task.name, "Closed" if decision.status == DONE else "Cancelled")
	if wanted and not kept:
		frappe.get_doc(
			doctype="ToDo",
			allocated_to=wanted,
			reference_type=DECISION,
			reference_name=decision.name,
			date=decision.due_on,
			description=decision.subject,
		).insert(ignore_permissions=True)


def finish(decision: MeetingDecision, result: str) -> None:
	"""Record the result. Raises `frappe.PermissionError` for who neither prepares the meeting nor is responsible."""
	decision.check_permission("read")
	if decision.status == OPEN and not may_finish(decision):
		frappe.throw(_("This decision is given to another office."), frappe.PermissionError)
	_close(decision, DONE, result)


def may_finish(decision: MeetingDecision) -> bool:
	"""Whether the decision is open, and the user prepares the meeting or acts for the responsible office or agency."""
	return decision.status == OPEN and (_prepares(decision) or _acts_for_responsible(decision))


def withdraw(decision: MeetingDecision, reason: str) -> None:
	"""End a decision that is not carried out, with the reason. Raises `frappe.PermissionError` for who does not prepare
	the meeting."""
	decision.check_permission("write")
	_close(decision, WITHDRAWN, reason)


def follow_region(old: str, new: str) -> None:
	"""After a region was merged or got a new code: its decisions are the successor's."""
	decision = frappe.qb.DocType(DECISION)
	frappe.qb.update(decision).set(decision.office, new).where(decision.office == old).run()


def _prepares(decision: MeetingDecision) -> bool:
	# As stored, and without the message that `has_permission` would show.
	return scope.covers(decision.region, None, DECISION, "write")


def _acts_for_responsible(decision: MeetingDecision) -> bool:
	if decision.office:
		return bool(ACTING_ROLES & roles_in(decision.office))
	return scope.is_given_to(decision)


def _close(decision: MeetingDecision, status: str, result: str) -> None:
	if decision.status != OPEN:
		frappe.throw(_("This decision is closed already."))
	if not result.strip():
		frappe.throw(_("Say what came of it: the result is kept with the decision."))
	decision.update(
		{
			"status": status,
			"result": result.strip(),
			"closed_on": today(),
			"closed_by": frappe.session.user,
		}
	)
	decision.save(ignore_permissions=True)


def _end_task(name: str, status: str) -> None:
	task = frappe.get_doc("ToDo", name)
	task.status = status
	task.save(ignore_permissions=True)
