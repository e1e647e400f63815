"""A document moves on by the actions of its workflow, not by writing its state.

The state is read-only, and read-only fields that a client sends keep their stored values (`read_only_fields`). For the
state that would be a success that moved nothing: a program would believe that it approved.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_name, get_workflow_state_field


class WrittenStateError(frappe.ValidationError):
	"""A client wrote the state of a workflow instead of applying an action."""


def check(doc: Document, stored: Document | None) -> None:
	"""Raise `WrittenStateError` if the document has another workflow state than the stored one."""
	if not stored or not (workflow := get_workflow_name(doc.doctype)):
		return
	field = get_workflow_state_field(workflow)
	if doc.get(field) and doc.get(field) != stored.get(field):
		frappe.throw(
			_("{0} {1} moves from {2} to {3} by an action of its workflow, not by writing its state.").format(
				_(doc.doctype), doc.name, _(stored.get(field)), _(doc.get(field))
			),
			WrittenStateError,
		)
