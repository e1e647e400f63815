"""Tasks (ToDo): who gave one is the user of the request, for ever, and takes it back; who was given it closes it."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.security.documents.child_rows import is_written_by_client
from fanpin_app.security.queries.companion_guards import acts_by_itself
from fanpin_app.security.queries.function_guards import Call, guards
from fanpin_app.security.queries.reader_guards import require_readable
from fanpin_app.security.roles import is_system_manager

GIVER = ("assigned_by", "assigned_by_full_name", "owner")


def sign(todo: Document, method: str | None = None) -> None:
	"""A new task is given by whoever makes it, whatever the request says. Before it is inserted."""
	if _is_asked_for_by_client() and not is_system_manager():
		todo.assigned_by = frappe.session.user
		todo.assigned_by_full_name = frappe.utils.get_fullname(frappe.session.user)


def keep_giver(todo: Document, method: str | None = None) -> None:
	"""Who gave a task stays as it is stored, whatever a form sends. Before it is validated."""
	stored = todo.get_doc_before_save()
	if stored and _is_asked_for_by_client() and not is_system_manager():
		todo.update({field: stored.get(field) for field in GIVER})


def keep_task_of_another(todo: Document, method: str | None = None) -> None:
	"""Refuses to delete a task that somebody else gave: it is closed, so that both know. Raises `frappe.PermissionError`."""
	if is_written_by_client(todo) and not _is_of(frappe.session.user, todo) and not is_system_manager():
		frappe.throw(
			_("This task is another officer's too. Close it instead of deleting it."), frappe.PermissionError
		)


@guards("frappe.desk.form.assign_to.remove")
def remove(call: Call) -> Any:
	"""A task is taken back by who gave it, by who has it and by who may write its document; Frappe asks for none."""
	if call["ignore_permissions"] is not True and not acts_by_itself():
		doctype, name, assignee = call["doctype"], call["name"], call["assign_to"]
		require_readable(doctype, name)
		if not _may_take_back(doctype, name, assignee):
			frappe.throw(
				_(
					"This task was given by another officer. It is taken back by who gave it, or by who edits {0}."
				).format(f"{_(doctype)} {name}"),
				frappe.PermissionError,
			)
	return call.proceed()


def _may_take_back(doctype: str, name: str, assignee: str) -> bool:
	user = frappe.session.user
	if assignee == user or frappe.has_permission(doctype, "write", name):
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
	# Frappe's takes back one of them.
	return all(_is_of(user, task) for task in tasks)


def _is_of(user: str, task: Document | dict) -> bool:
	return user in (task.owner, task.assigned_by)


def _is_asked_for_by_client() -> bool:
	"""Whether a request is at work, or a job for one; Frappe's functions save tasks without asking for a right."""
	flags = frappe.flags
	return bool(getattr(frappe.local, "request", None) or flags.in_job_of_clients or flags.in_import)
