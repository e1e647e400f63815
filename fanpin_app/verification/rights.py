"""Who may write what in a check: the role that holds the step, and only what belongs to it.

Frappe's desk shows a document read-only to roles that the workflow does not let edit its state, and hides an
action from who may not approve their own; its server asks neither of a plain save. Here it is asked.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_transitions, has_approval_access

from fanpin_app.permissions.postings import roles_in
from fanpin_app.verification import papers, stages
from fanpin_app.verification.changes import changed_fields

FIELDS_OF_STEP = {
	stages.VILLAGE: {
		"green_lane",
		"green_lane_reason",
		"visited_on",
		"village_opinion",
		"votes_present",
		"votes_for",
		"votes_against",
		"notice_from",
		"notice_to",
	},
	stages.TOWN: {"verified_on", "town_opinion"},
	stages.DISTRICT: {"determined_kind", "decided_on", "district_opinion"},
}


def check_transition(check: Document) -> None:
	"""Refuse a new state that no action of the user's leads to. Raises `frappe.PermissionError`."""
	before = check.get_doc_before_save()
	if not before or not stages.state_of(before) or stages.state_of(before) == stages.state_of(check):
		return
	roles = roles_in(before.region)
	leading = [
		row
		for row in get_transitions(before)
		if row.next_state == stages.state_of(check) and row.allowed in roles
	]
	if not any(has_approval_access(frappe.session.user, check, row) for row in leading):
		frappe.throw(
			_(
				"You cannot move this check from {0} to {1}: that is for another office or another officer."
			).format(_(stages.state_of(before)), _(stages.state_of(check))),
			frappe.PermissionError,
		)


def check_changes(check: Document) -> None:
	"""Refuse what the user may not write at the check's present step. Raises `frappe.PermissionError`."""
	before = check.get_doc_before_save()
	changed = changed_fields(check) - stages.fields_of_workflow(check) - papers.being_handed_in(check)
	holders = stages.holders(before or check)
	held = not holders or not holders.isdisjoint(roles_in((before or check).region))
	if before and changed and not held:
		frappe.throw(
			_("The check is at the step {0}: only {1} may change it now.").format(
				_(before.stage), ", ".join(_(role) for role in sorted(holders))
			),
			frappe.PermissionError,
		)
	_refuse_other_steps(check, changed, (before or check).stage if held else None)


def _refuse_other_steps(check: Document, changed: set[str], step: str | None) -> None:
	for stage, fields in FIELDS_OF_STEP.items():
		if stage != step and (foreign := changed & fields):
			labels = ", ".join(_(check.meta.get_label(field)) for field in sorted(foreign))
			frappe.throw(
				_("{0} belongs to the step {1}: it is written there, by whoever holds that step.").format(
					labels, _(stage)
				),
				frappe.PermissionError,
			)
