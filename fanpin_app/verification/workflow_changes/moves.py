"""Where checks go whose state an administrator takes out of the workflow.

A check must stand at a state of the workflow, else nobody can move it on. So a state in use is only removed together
with the state that takes its checks: one of the same stage or, as when a check is returned, of an earlier one. Nobody
is decided about by a change of the workflow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import frappe
from frappe import _
from frappe.query_builder.functions import Count

from fanpin_app.verification import stages
from fanpin_app.verification.workflow_changes.rules import CHECK, objections, stage_set_by

if TYPE_CHECKING:
	from frappe.workflow.doctype.workflow.workflow import Workflow

# The form sends {state that was removed: state that takes its checks} with the workflow; it is not stored.
MOVES = "__moved_checks"


class Place(NamedTuple):
	"""Checks of one state and stage."""

	state: str
	stage: str
	number: int


def check(workflow: Workflow, method: str | None = None) -> None:
	"""Hook before a Workflow is saved. Raises ValidationError if a check could not be finished by it."""
	if workflow.document_type != CHECK:
		return
	if workflow.is_active:
		sentences = objections(workflow) or [*_objections_to_moves(workflow), *_changed_meanings(workflow)]
	else:
		sentences = _objections_to_end(workflow)
	_refuse(sentences)


def check_deletion(workflow: Workflow, method: str | None = None) -> None:
	"""Hook before a Workflow is deleted. Raises ValidationError while checks need it."""
	if workflow.document_type == CHECK:
		_refuse(_objections_to_end(workflow))


def move(workflow: Workflow, method: str | None = None) -> None:
	"""Hook after a Workflow is saved: move the checks whose states were removed, and note it on the workflow."""
	if workflow.document_type != CHECK or not workflow.is_active:
		return
	for place in _removed_places(workflow):
		target = _moves(workflow)[place.state]
		_move_checks(place, target, _stages(workflow)[target])
		workflow.add_comment(
			"Info",
			_("{0} checks were moved from {1} to {2}.").format(place.number, _(place.state), _(target)),
		)


def _refuse(sentences: list[str]) -> None:
	if sentences:
		frappe.throw(sentences, title=_("Checks could not go on"), as_list=True)


def _objections_to_moves(workflow: Workflow) -> list[str]:
	stage_of_state, moves = _stages(workflow), _moves(workflow)
	sentences = []
	for place in _removed_places(workflow):
		target = moves.get(place.state)
		if target not in stage_of_state:
			sentences.append(
				_(
					"{0} checks stand at {1}, which is no longer in the workflow. Choose the state that takes them."
				).format(place.number, _(place.state))
			)
		elif not _may_take(place.stage, stage_of_state[target]):
			sentences.append(
				_(
					"{0} checks at {1} cannot go to {2}: choose a state of the stage {3}, or of an earlier one."
				).format(place.number, _(place.state), _(target), _(place.stage))
			)
	return sentences


def _changed_meanings(workflow: Workflow) -> list[str]:
	stage_of_state = _stages(workflow)
	return [
		_(
			"{0} checks stand at {1} with the stage {2}. A state in use keeps its stage: add another state instead."
		).format(place.number, _(place.state), _(place.stage))
		for place in _places()
		if stage_of_state.get(place.state) not in (None, place.stage)
	]


def _objections_to_end(workflow: Workflow) -> list[str]:
	if not frappe.db.get_value("Workflow", workflow.name, "is_active"):
		return []
	count = frappe.db.count(CHECK, {"stage": ("not in", stages.FINAL)})
	if not count:
		return []
	return [
		_("{0} checks are not decided yet. Make another workflow of checks active instead.").format(count)
	]


def _may_take(stage: str, target: str | None) -> bool:
	"""Whether checks of a stage may go to a state that sets `target`."""
	if target in (None, stage):
		return True
	return stage not in stages.FINAL and target in stages.FORWARD and not stages.is_forward(stage, target)


def _move_checks(place: Place, target: str, stage: str | None) -> None:
	if stage in (None, place.stage):
		table = frappe.qb.DocType(CHECK)
		at_place = (table.workflow_state == place.state) & (table.stage == place.stage)
		frappe.qb.update(table).set(table.workflow_state, target).where(at_place).run()
		return
	for name in frappe.get_all(CHECK, {"workflow_state": place.state, "stage": place.stage}, pluck="name"):
		returned = frappe.get_doc(CHECK, name, for_update=True)
		returned.update({"workflow_state": target})
		returned.flags.workflow_changed = True
		returned.save(ignore_permissions=True)


def _removed_places(workflow: Workflow) -> list[Place]:
	return [place for place in _places() if place.state not in _stages(workflow)]


def _places() -> list[Place]:
	table = frappe.qb.DocType(CHECK)
	rows = (
		frappe.qb.from_(table)
		.select(table.workflow_state, table.stage, Count("*"))
		.where(table.workflow_state.isnotnull() & (table.workflow_state != ""))
		.groupby(table.workflow_state, table.stage)
		.run()
	)
	return [Place(*row) for row in rows]


def _stages(workflow: Workflow) -> dict[str, str | None]:
	return {row.state: stage_set_by(row) for row in workflow.states}


def _moves(workflow: Workflow) -> dict[str, str]:
	moves = frappe.parse_json(workflow.get(MOVES) or {})
	return {str(state): str(target) for state, target in moves.items()} if isinstance(moves, dict) else {}
