"""Tasks (ToDo): the assigner is the user who created the task. The assigner and officers of a higher region may
withdraw it; the assignee may close it, and changes nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import frappe
from frappe import _

from fanpin_app.permissions import postings, scope
from fanpin_app.security.documents.child_rows import is_written_by_client
from fanpin_app.security.queries.companion_guards import is_system_job
from fanpin_app.security.queries.function_guards import Call, guards
from fanpin_app.security.queries.reader_guards import require_readable
from fanpin_app.security.roles import is_system_manager

if TYPE_CHECKING:
	from frappe.desk.doctype.todo.todo import ToDo

ASSIGNER_FIELDS = ("assigned_by", "assigned_by_full_name", "owner")
ASSIGNEE_FIELDS = {"status"}


def set_assigner(todo: ToDo, method: str | None = None) -> None:
	"""Hook before a task is inserted: the assigner is the current user, whatever the request contains."""
	if _is_client_action() and not is_system_manager():
		todo.assigned_by = frappe.session.user
		todo.assigned_by_full_name = frappe.utils.get_fullname(frappe.session.user)


def restore_assigner(todo: ToDo, method: str | None = None) -> None:
	"""Hook before a task is validated: the assigner stays as stored, whatever the form sends, and for all but the
	assigner everything else except the status."""
	stored = todo.get_doc_before_save()
	if not stored or is_system_manager() or not _is_client_action():
		return
	todo.update({field: stored.get(field) for field in ASSIGNER_FIELDS})
	if is_written_by_client(todo) and not _belongs_to(frappe.session.user, stored):
		fields = {field.fieldname for field in todo.meta.get("fields")} - ASSIGNEE_FIELDS
		todo.update({field: stored.get(field) for field in fields})


def refuse_deletion(todo: ToDo, method: str | None = None) -> None:
	"""Hook on deletion: a task of another assigner must be closed instead, so that both know.

	Raises `frappe.PermissionError`.
	"""
	if is_written_by_client(todo) and not _belongs_to(frappe.session.user, todo) and not is_system_manager():
		frappe.throw(
			_("This task is another officer's too. Close it instead of deleting it."), frappe.PermissionError
		)


@guards("frappe.desk.form.assign_to.remove")
def remove(call: Call) -> Any:
	"""The assigner, the assignee, and officers of a higher region who may write the document may withdraw a task; Frappe
	checks no right."""
	if call["ignore_permissions"] is not True and not is_system_job():
		doctype, name, assignee = call["doctype"], call["name"], call["assign_to"]
		require_readable(doctype, name)
		if not _may_withdraw(doctype, name, assignee):
			frappe.throw(
				_(
					"This task was given by another officer. It is taken back by that officer or a higher office, and closed by the officer who has it."
				),
				frappe.PermissionError,
			)
	return call.proceed()


def _may_withdraw(doctype: str, name: str, assignee: str) -> bool:
	user = frappe.session.user
	if assignee == user or is_system_manager():
		return True
	tasks = frappe.get_all(
		"ToDo",
		filters={
			"reference_type": doctype,
			"reference_name": name,
			"allocated_to": assignee,
			"status": ("!=", "Cancelled"),
		},
		fields=["owner", "assigned_by", "status"],
	)
	others = [task for task in tasks if not _belongs_to(user, task)]  # Frappe withdraws any one of the tasks.
	if not others:
		return True
	region = scope.document_region(frappe.get_doc(doctype, name))
	assigners = {task.assigned_by or task.owner for task in others}.difference(frappe.STANDARD_USERS)
	return bool(frappe.has_permission(doctype, "write", name)) and all(
		postings.is_above(user, assigner, region) for assigner in assigners
	)


def _belongs_to(user: str, task: ToDo | frappe._dict) -> bool:
	return user in (task.owner, task.assigned_by)


def _is_client_action() -> bool:
	"""Whether this is a request or a user's job; Frappe saves tasks without checking permissions."""
	flags = frappe.flags
	return bool(getattr(frappe.local, "request", None) or flags.in_job_of_clients or flags.in_import)
