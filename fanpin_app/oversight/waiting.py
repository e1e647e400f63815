"""Number cards for work that waits for the reader, where Frappe's filters are not sufficient."""

from typing import TYPE_CHECKING

import frappe
from frappe.model.workflow import get_workflow, get_workflow_name
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Count

from fanpin_app.permissions import postings, scope

if TYPE_CHECKING:
	from frappe.workflow.doctype.workflow.workflow import Workflow

CHECK = "Risk Check"


def checks_for_me() -> dict:
	"""Number of checks in a state from which the user's role in the check's region can move them on.

	Returns the value and the route of a Number Card of type Custom. Raises `frappe.PermissionError` without the right to
	read checks.
	"""
	if not frappe.has_permission(CHECK):
		raise frappe.PermissionError
	card = {"value": 0, "fieldtype": "Int", "route": ["List", CHECK]}
	if not get_workflow_name(CHECK):
		return card
	workflow = get_workflow(CHECK)
	states = {role: _states_for_role(role, workflow) for role in frappe.get_roles()}
	return card | {
		"value": _count_checks(states, workflow),
		"route_options": {workflow.workflow_state_field: ["in", sorted(set().union(*states.values()))]},
	}


def _states_for_role(role: str, workflow: "Workflow") -> set[str]:
	return {transition.state for transition in workflow.transitions if transition.allowed == role}


def _count_checks(states: dict[str, set[str]], workflow: "Workflow") -> int:
	check = frappe.qb.DocType(CHECK)
	waiting = [
		check[workflow.workflow_state_field].isin(waiting_states) & check.region.like(f"{prefix}%")
		for role, waiting_states in states.items()
		if waiting_states
		for prefix in postings.prefixes_of_role(role)
	]
	if not waiting:
		return 0
	return (
		frappe.qb.from_(check)
		.select(Count("*"))
		.where(Criterion.any(waiting))
		.where(scope.criterion(check.region))
		.run()[0][0]
	)
