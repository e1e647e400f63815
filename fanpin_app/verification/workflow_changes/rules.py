"""What an administrator's workflow of checks must fulfil before it is saved, so that every check can go on to its end.

States are renamed, added, replaced and given to other roles in the desk. Code only knows the stage that a state sets
(`stages`), so only the stages must still lead from the village to a decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.verification import stages

if TYPE_CHECKING:
	from frappe.workflow.doctype.workflow.workflow import Workflow
	from frappe.workflow.doctype.workflow_document_state.workflow_document_state import WorkflowDocumentState

CHECK = "Risk Check"


def objections(workflow: Workflow) -> list[str]:
	"""The reasons why checks could not be finished by this workflow, as sentences; empty if there are none."""
	return [
		*_wrong_stages(workflow),
		*_states_without_way(workflow),
		*_roles_without_right(workflow),
	]


def stage_set_by(row: WorkflowDocumentState) -> str | None:
	"""The stage that a state sets; None if a check keeps its stage there."""
	return row.update_value or None if row.update_field == "stage" else None


def final_states(workflow: Workflow) -> set[str]:
	return {row.state for row in workflow.states if stage_set_by(row) in stages.FINAL}


def _wrong_stages(workflow: Workflow) -> Iterator[str]:
	known = (*stages.FORWARD, stages.REJECTED)
	for row in workflow.states:
		if (stage := stage_set_by(row)) and stage not in known:
			yield _("State {0}: “{1}” is no stage of a check. Under Update Value, write one of: {2}.").format(
				_(row.state), stage, ", ".join(known)
			)
	if workflow.states and stage_set_by(workflow.states[0]) not in (None, stages.VILLAGE):
		yield _("State {0} is the first: a check starts with the stage {1}.").format(
			_(workflow.states[0].state), _(stages.VILLAGE)
		)


def _states_without_way(workflow: Workflow) -> Iterator[str]:
	reached = _reached(workflow)
	approving = {row.state for row in workflow.states if stage_set_by(row) == stages.APPROVED}
	if not approving & reached:
		yield _("No action leads from the first state to one that sets the stage {0}.").format(
			_(stages.APPROVED)
		)
	ending = _ending(workflow)
	for row in workflow.states:
		if row.state not in reached:
			yield _("State {0}: no action leads to it. Add a transition, or remove the state.").format(
				_(row.state)
			)
		elif row.state not in ending:
			yield _("State {0}: no action leads on from it to a decision. Add a transition.").format(
				_(row.state)
			)


def _reached(workflow: Workflow) -> set[str]:
	"""The states to which actions lead from the first."""
	reached = {row.state for row in workflow.states[:1]}
	while new := {row.next_state for row in workflow.transitions if row.state in reached} - reached:
		reached |= new
	return reached


def _ending(workflow: Workflow) -> set[str]:
	"""The states from which actions lead to a decision, and those of decisions."""
	ending = final_states(workflow)
	while new := {row.state for row in workflow.transitions if row.next_state in ending} - ending:
		ending |= new
	return ending


def _roles_without_right(workflow: Workflow) -> Iterator[str]:
	final = final_states(workflow)
	roles = {row.allowed for row in workflow.transitions}
	roles |= {row.allow_edit for row in workflow.states if row.state not in final}
	writing = {row.role for row in frappe.get_meta(CHECK).permissions if row.write and not row.permlevel}
	for role in sorted(roles - writing):
		yield _(
			"{0} may not write checks: give the role this right under Role Permissions Manager first."
		).format(_(role))
