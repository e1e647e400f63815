"""The meaning of workflow states. Administrators name, add and reorder states; code uses only their stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from frappe.model.workflow import get_workflow, get_workflow_name

if TYPE_CHECKING:
	from frappe.workflow.doctype.workflow.workflow import Workflow
	from frappe.workflow.doctype.workflow_document_state.workflow_document_state import WorkflowDocumentState

	from fanpin_app.verification.doctype.risk_check.risk_check import RiskCheck

VILLAGE = "Village Review"
TOWN = "Town Verification"
DISTRICT = "District Determination"
APPROVED = "Approved"
REJECTED = "Rejected"

Stage = Literal["Village Review", "Town Verification", "District Determination", "Approved", "Rejected"]
FORWARD = (VILLAGE, TOWN, DISTRICT, APPROVED)
FINAL = (APPROVED, REJECTED)


def stage_of(check: RiskCheck) -> Stage:
	"""The stage that the current workflow state sets; a state that sets none leaves the stage unchanged."""
	before = check.get_doc_before_save()
	stage: Stage = before.stage if before else VILLAGE
	for state in _states(check):
		if state.update_field == "stage" and state.update_value:
			stage = state.update_value
	return stage


def state_of(check: RiskCheck) -> str | None:
	"""The name of the workflow state, by default the first. None without a workflow."""
	if not (workflow := _workflow(check)):
		return None
	return check.get(workflow.workflow_state_field) or workflow.states[0].state


def editing_roles(check: RiskCheck) -> set[str]:
	"""The roles that the workflow permits to edit a check in its current state."""
	return {state.allow_edit for state in _states(check)}


def workflow_fields(check: RiskCheck) -> set[str]:
	"""The fields that a transition writes, which do not count as the officer's changes."""
	if not (workflow := _workflow(check)):
		return set()
	return {workflow.workflow_state_field, *(state.update_field for state in workflow.states)}


def is_forward(before: str, after: str) -> bool:
	"""Whether the move brings the check closer to approval."""
	return after in FORWARD and FORWARD.index(after) > FORWARD.index(before)


def just_reached(check: RiskCheck, *stages: str) -> bool:
	"""Whether this save moved the check into one of the stages."""
	before = check.get_doc_before_save()
	return check.stage in stages and bool(before) and before.stage != check.stage


def _states(check: RiskCheck) -> list[WorkflowDocumentState]:
	if not (workflow := _workflow(check)):
		return []
	current = state_of(check)
	return [state for state in workflow.states if state.state == current]


def _workflow(check: RiskCheck) -> Workflow | None:
	return get_workflow(check.doctype) if get_workflow_name(check.doctype) else None
