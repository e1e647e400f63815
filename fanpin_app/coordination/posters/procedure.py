"""The steps of the procedure as configured: the states of the workflow of checks, with office, days and actions."""

from __future__ import annotations

from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.workflow import get_workflow_name
from frappe.workflow.doctype.workflow.workflow import Workflow

from fanpin_app.verification import stages
from fanpin_app.verification.clock import notice_days
from fanpin_app.verification.clocks.terms import WHOLE, Term, term_for

CHECK, PURPOSE, ANY_CHANNEL = "Risk Check", "Inclusion", ""


class Step(NamedTuple):
	"""A state of the workflow: its name, office and days in words, and where its actions lead."""

	name: str
	office: str
	days: str
	actions: tuple[str, ...]


def steps() -> tuple[list[Step], list[Step]]:
	"""The steps of a check in the order in which they are reached, and its outcomes; both empty without a workflow."""
	if not (name := get_workflow_name(CHECK)):
		return [], []
	workflow: Workflow = frappe.get_cached_doc("Workflow", name)
	stage_of = {row.state: row.update_value for row in workflow.states if row.update_field == "stage"}
	office_of: dict[str, list[str]] = {}
	for row in workflow.states:
		office_of.setdefault(row.state, []).append(_(row.allow_edit))
	found = [
		Step(_(state), "、".join(dict.fromkeys(office_of[state])), days_of(stage_of.get(state)), actions)
		for state in _in_order(workflow)
		for actions in [_actions(workflow, state)]
	]
	final = [_(state) for state, stage in stage_of.items() if stage in stages.FINAL]
	return [step for step in found if step.name not in final], [step for step in found if step.name in final]


def days_of(stage: str | None) -> str:
	"""The time limits of a stage of an inclusion in words, empty if it has none."""
	parts = []
	if stage and (limit := term_for(stage, PURPOSE, ANY_CHANNEL)):
		parts.append(_("within {0}").format(_days(limit)))
	if stage == stages.VILLAGE and (posted := notice_days(PURPOSE)):
		parts.append(_("public notice of {0} days").format(posted))
	if stage == stages.DISTRICT and (limit := term_for(WHOLE, PURPOSE, ANY_CHANNEL)):
		parts.append(_("within {0} from the start").format(_days(limit)))
	return "，".join(parts)


def _days(limit: Term) -> str:
	return (_("{0} working days") if limit.in_working_days else _("{0} days")).format(limit.days)


def _in_order(workflow: Workflow) -> list[str]:
	"""The states as they are reached from the first one; those that are not reached at the end."""
	names = list(dict.fromkeys(row.state for row in workflow.states))
	reached = names[:1]
	for state in reached:
		for transition in workflow.transitions:
			if transition.state == state and transition.next_state not in reached:
				reached.append(transition.next_state)
	return [*reached, *(name for name in names if name not in reached)]


def _actions(workflow: Workflow, state: str) -> tuple[str, ...]:
	"""The actions in a state, each with the state that it leads to."""
	found = (
		(_(transition.action), _(transition.next_state))
		for transition in workflow.transitions
		if transition.state == state
	)
	return tuple(
		dict.fromkeys(
			action if action == leads_to else f"{action} → {leads_to}" for action, leads_to in found
		)
	)
