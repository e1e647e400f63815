"""Frappe's notifications, only to the readers of their documents (hook `override_doctype_class`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.automation.doctype.assignment_rule.assignment_rule import AssignmentRule
from frappe.desk.doctype.notification_log.notification_log import NotificationLog
from frappe.email.doctype.notification.notification import Notification
from frappe.model.document import Document
from markupsafe import Markup
from rq import get_current_job

from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.security.notices.mail import sending_as_configured
from fanpin_app.security.notices.outside_recipients import refuse_outside
from fanpin_app.security.notices.recipients import is_reader, permitted_addresses, readers, scoped_documents
from fanpin_app.security.notices.redaction import masked, without_private_values
from fanpin_app.security.roles import is_system_manager

if TYPE_CHECKING:
	from frappe.desk.doctype.todo.todo import ToDo
	from frappe.email.doctype.document_follow.document_follow import DocumentFollow


class ReadersNotificationLog(NotificationLog):
	"""Notifications in the desk and by mail: mentions, assignments, shares, reminders."""

	def insert(self, *args, **kwargs) -> Document:
		"""Insert the log, or do nothing if its user may not read the document.

		Raises `frappe.RetryBackgroundJobError` in a job that started before the document was committed.
		"""
		if None in scoped_documents(self.document_type, self.document_name) and get_current_job():
			raise frappe.RetryBackgroundJobError
		if not is_reader(self.document_type, self.document_name, self.for_user):
			return self
		for fieldname in ("subject", "email_content"):
			text = without_private_values(self.get(fieldname), self.document_type, self.document_name)
			self.set(fieldname, text)
		return super().insert(*args, **kwargs)


class ReadersNotification(Notification):
	"""A notification set up by administrators, without private values, whatever its template contains."""

	def validate(self) -> None:
		super().validate()
		if self.document_type in scoped_doctypes() or not is_system_manager():
			refuse_outside(self._fixed_addresses())

	def get_list_of_recipients(self, doc: Document, context: dict) -> tuple[list[str], ...]:
		lists = super().get_list_of_recipients(doc, context)
		return tuple(permitted_addresses(*_reference(doc), addresses) for addresses in lists)

	def get_receiver_list(self, doc: Document, context: dict) -> list[str]:
		return permitted_addresses(*_reference(doc), super().get_receiver_list(doc, context))

	def create_system_notification(self, doc: Document, context: dict) -> None:
		with self._rendered(doc, context) as rendered:
			super().create_system_notification(doc, rendered)

	def send_an_email(self, doc: Document, context: dict) -> None:
		with self._rendered(doc, context) as rendered, sending_as_configured(self._fixed_addresses()):
			super().send_an_email(doc, rendered)

	def send_sms(self, doc: Document, context: dict) -> None:
		with self._rendered(doc, context) as rendered:
			super().send_sms(doc, rendered)

	def send_a_slack_msg(self, doc: Document, context: dict) -> None:
		if not permitted_addresses(*_reference(doc), [self.slack_webhook_url]):
			return
		with self._rendered(doc, context) as rendered:
			super().send_a_slack_msg(doc, rendered)

	@contextmanager
	def _rendered(self, doc: Document, context: dict) -> Iterator[dict]:
		"""Within the context, subject and message are rendered and passed to Frappe as values of its template
		context.

		As templates they would be rendered a second time, which would run what users typed into fields.
		"""
		templates = {"subject": self.subject, "message": self.message}
		shown = context | {"doc": masked(doc)}
		for fieldname, template in templates.items():
			text = frappe.render_template(template, shown) if "{" in (template or "") else template
			shown["notice_" + fieldname] = Markup(without_private_values(text, *_reference(doc)) or "")
			self.set(fieldname, "{{ notice_" + fieldname + " }}")
		try:
			yield shown
		finally:
			self.update(templates)

	def _fixed_addresses(self) -> list[str]:
		typed = [
			value for row in self.recipients for value in (row.cc, row.bcc) if value and "{" not in value
		]
		addresses = [address.strip() for value in typed for address in value.replace(",", "\n").split("\n")]
		return [*addresses, self.slack_webhook_url] if self.channel == "Slack" else addresses


class ReadersAssignmentRule(AssignmentRule):
	"""An assignment rule that only chooses users who may read the document."""

	def get_user(self, doc: dict) -> str | None:
		"""The next user for the document; None if none of the rule's users may read it."""
		if self.rule == "Based on Field":
			chosen = super().get_user(doc)
			return chosen if is_reader(doc.get("doctype"), doc.get("name"), chosen) else None
		in_turn = readers(doc.get("doctype"), doc.get("name"), self._users_in_turn())
		if self.rule == "Round Robin" or len(in_turn) < 2:
			return in_turn[0] if in_turn else None
		return min(in_turn, key=self._open_tasks)

	def _users_in_turn(self) -> list[str]:
		users = [row.user for row in self.users]
		if self.rule != "Round Robin" or self.last_user not in users:
			return users
		after_last = users.index(self.last_user) + 1
		return users[after_last:] + users[:after_last]

	def _open_tasks(self, user: str) -> int:
		return frappe.db.count(
			"ToDo", {"reference_type": self.document_type, "allocated_to": user, "status": "Open"}
		)


def _reference(doc: Document) -> tuple[str, str]:
	"""DocType and name of the document that a notification is about: for a row, its parent."""
	return (doc.parenttype, doc.parent) if doc.meta.istable else (doc.doctype, doc.name)


def check_task(todo: ToDo, method: str | None = None) -> None:
	"""Hook on saving a ToDo: refuse it if the assignee may not read the document.

	Existing tasks may be closed.
	"""
	if not any(
		todo.has_value_changed(field) for field in ("allocated_to", "reference_type", "reference_name")
	):
		return
	if todo.allocated_to and not is_reader(todo.reference_type, todo.reference_name, todo.allocated_to):
		refuse(todo.allocated_to, todo.reference_type, todo.reference_name)


def check_follower(follow: DocumentFollow, method: str | None = None) -> None:
	"""Hook on saving a Document Follow: refuse it if the user may not read the document, whose changes are
	mailed."""
	if follow.user and not is_reader(follow.ref_doctype, follow.ref_docname, follow.user):
		refuse(follow.user, follow.ref_doctype, follow.ref_docname)


def refuse(user: str, doctype: str, name: str) -> None:
	"""Raise `frappe.PermissionError`: the user may not read the document."""
	frappe.throw(
		_("{0} may not read {1} {2}. Choose somebody who is posted to its region.").format(
			frappe.bold(user), _(doctype), frappe.bold(name)
		),
		frappe.PermissionError,
	)
