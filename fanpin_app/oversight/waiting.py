"""What waits for the reader: the number on the day's cards that no filter of Frappe's can tell."""

import frappe
from frappe.model.document import Document
from frappe.model.workflow import get_workflow, get_workflow_name
from frappe.query_builder.functions import Count

from fanpin_app import scope

CHECK = "Risk Check"


@frappe.whitelist()
def checks_for_me(filters: str | list | dict | None = None) -> dict:
	"""How many checks of the reader's regions stand in a state from which one of the reader's roles moves them on.

	Returns what a Number Card of type Custom shows, and where a click leads. `filters` is what Frappe sends for
	every card; this one has none. Raises `frappe.PermissionError` without the right to read checks.
	"""
	if not frappe.has_permission(CHECK):
		raise frappe.PermissionError
	card = {"value": 0, "fieldtype": "Int", "route": ["List", CHECK]}
	if not get_workflow_name(CHECK):
		return card
	workflow = get_workflow(CHECK)
	states = _states_that_wait_for(frappe.get_roles(), workflow)
	return card | {
		"value": _checks_in(states, workflow),
		"route_options": {workflow.workflow_state_field: ["in", states]},
	}


def _states_that_wait_for(roles: list[str], workflow: Document) -> list[str]:
	return sorted({transition.state for transition in workflow.transitions if transition.allowed in roles})


def _checks_in(states: list[str], workflow: Document) -> int:
	check = frappe.qb.DocType(CHECK)
	return (
		frappe.qb.from_(check)
		.select(Count("*"))
		.where(check[workflow.workflow_state_field].isin(states or [""]))
		.where(scope.criterion(check.region))
		.run()[0][0]
	)
