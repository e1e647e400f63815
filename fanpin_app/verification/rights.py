"""Who may write what in a check: only the role that is responsible for the step, and only the fields of that step.

Frappe's desk shows a document read-only to roles that may not edit its workflow state, and hides actions from users
who may not approve their own documents; its server checks neither for a plain save. These functions do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.workflow import get_transitions, has_approval_access

from fanpin_app.permissions.postings import roles_in
from fanpin_app.verification import officers, papers, stages
from fanpin_app.verification.changes import changed_fields
from fanpin_app.verification.facts import digests
from fanpin_app.verification.public_notice import objections

if TYPE_CHECKING:
	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

STEP_FIELDS = {
	stages.VILLAGE: {
		"green_lane",
		"green_lane_reason",
		"visited_on",
		"second_surveyor",
		"village_opinion",
		*papers.APPRAISAL,
		*papers.NOTICE,
	},
	stages.TOWN: {"verified_on", "town_opinion"},
	stages.DISTRICT: {"determined_kind", "elimination_mode", "decided_on", "district_opinion"},
}


def check_transition(check: RiskCheck) -> None:
	"""Refuse a new state that none of the user's actions leads to. Raises `frappe.PermissionError`."""
	before = check.get_doc_before_save()
	if not before or not stages.state_of(before) or stages.state_of(before) == stages.state_of(check):
		return
	if check.flags.workflow_changed:
		return
	roles = roles_in(before.region or "")
	transitions = [
		row
		for row in get_transitions(before)
		if row.next_state == stages.state_of(check) and row.allowed in roles
	]
	if not any(has_approval_access(frappe.session.user, check, row) for row in transitions):
		frappe.throw(
			_(
				"You cannot move this check from {0} to {1}: that is for another office or another officer."
			).format(_(stages.state_of(before)), _(stages.state_of(check))),
			frappe.PermissionError,
		)
	officers.refuse_second_step(before)


def check_changes(check: RiskCheck) -> None:
	"""Refuse changes that the user may not make at the check's current step. Raises `frappe.PermissionError`."""
	before = check.get_doc_before_save()
	changed = changed_fields(check) - stages.workflow_fields(check) - written_by_functions(check)
	editing_roles = stages.editing_roles(before or check)
	is_responsible = not editing_roles or not editing_roles.isdisjoint(
		roles_in((before or check).region or "")
	)
	if before and changed and not is_responsible:
		frappe.throw(
			_("The check is at the step {0}: only {1} may change it now.").format(
				_(before.stage), ", ".join(_(role) for role in sorted(editing_roles))
			),
			frappe.PermissionError,
		)
	_refuse_other_steps(check, changed, (before or check).stage if is_responsible else None)
	if changed:
		_refuse_decided_facts(check)
	if before and changed:
		officers.refuse_second_step(before)


def written_by_functions(check: RiskCheck) -> set[str]:
	"""The fields that this save may write at any step: papers that are handed in, objections and their answers."""
	return papers.fields_being_handed_in(check) | objections.fields_being_written(check)


def _refuse_other_steps(check: RiskCheck, changed: set[str], step: str | None) -> None:
	for stage, fields in STEP_FIELDS.items():
		if stage != step and (foreign := changed & fields):
			labels = ", ".join(_(check.meta.get_label(field)) for field in sorted(foreign))
			frappe.throw(
				_("{0} belongs to the step {1}: it is written there, by whoever holds that step.").format(
					labels, _(stage)
				),
				frappe.PermissionError,
			)


def _refuse_decided_facts(check: RiskCheck) -> None:
	labels, step = digests.changed_by_save(check)
	if labels:
		frappe.throw(
			_(
				"{0}: the step {1} decided on it, so it stays. Return the check to that step to change it."
			).format(", ".join(labels), _(step)),
			frappe.PermissionError,
		)
