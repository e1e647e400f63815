"""A log whose rows are written by the system alone, and can be neither changed nor deleted by any user."""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.security.documents.child_rows import is_written_by_client


def write(**values) -> None:
	"""Add an entry (`doctype` and its fields) to a log in the name of the user, who needs the right to create it.

	Raises `frappe.PermissionError`.
	"""
	entry = frappe.get_doc(values)
	entry.flags.in_operation = True
	entry.insert()


class AppendOnlyLog(Document):
	def validate(self) -> None:
		if not self.is_new():
			self._refuse()
		if is_written_by_client(self) and not self.flags.in_operation:
			frappe.throw(
				_("The system alone writes this log, when something is read or changed."),
				frappe.PermissionError,
			)

	def on_trash(self) -> None:
		self._refuse()

	def refusal_message(self) -> str:
		return _("What was read stays in the log: it is neither changed nor deleted.")

	def _refuse(self) -> None:
		frappe.throw(self.refusal_message(), frappe.PermissionError)
