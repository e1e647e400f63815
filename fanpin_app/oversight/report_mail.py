"""Mailed reports, limited to what their user may see.

Frappe runs a script report as the user who sends the mail (Administrator for scheduled ones), and applies the field
"Based on Permissions For User" only to User Permissions. Scope comes from the user's postings, so the report has to
run as that user. Recipients must have at least the same scope.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.email.doctype.auto_email_report.auto_email_report import AutoEmailReport

from fanpin_app.permissions import postings
from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.security.notices.mail import sending_as_configured
from fanpin_app.security.notices.outside_recipients import refuse_outside
from fanpin_app.security.notices.recipients import normalize_address, outside_addresses, users_of
from fanpin_app.security.roles import is_system_manager
from fanpin_app.security.text.stored_markup import harmless_cells


class ReportMail(AutoEmailReport):
	def validate(self) -> None:
		super().validate()
		if not self._is_scoped():
			if not is_system_manager():
				refuse_outside(self._addresses())
			return
		refuse_outside(self._addresses())
		if refused := sorted(set(self._addresses()) - set(self._permitted_addresses())):
			frappe.throw(
				_(
					"{0} may not read all that {1} sees in this report. Choose a user posted to their region."
				).format(frappe.bold(", ".join(refused)), frappe.bold(self.user)),
				frappe.PermissionError,
			)

	def send(self) -> None:
		"""Mail the report to those recipients who may read it today."""
		if self._is_scoped():
			self.email_to = "\n".join(self._permitted_addresses())
		if self.email_to:
			with sending_as_configured(self._addresses()):
				super().send()

	def get_report_content(self) -> str | bytes | None:
		"""The report as HTML, XLSX or CSV, None if there is nothing to send.

		Raises `frappe.PermissionError` if the user may not read the report.
		"""
		with _as_user(self.user):
			return super().get_report_content()

	def get_html_table(self, columns: list | None = None, data: list | None = None) -> str:
		return super().get_html_table(columns, harmless_cells(data or []))

	def _is_scoped(self) -> bool:
		return self._ref_doctype() in scoped_doctypes()

	def _ref_doctype(self) -> str:
		return frappe.db.get_value("Report", self.report, "ref_doctype")

	def _addresses(self) -> list[str]:
		return (self.email_to or "").replace(",", " ").split()

	def _permitted_addresses(self) -> list[str]:
		outside = outside_addresses(self._addresses())
		return [
			address
			for address in self._addresses()
			if (
				any(map(self._may_receive, users))
				if (users := users_of(address))
				else normalize_address(address) not in outside
			)
		]

	def _may_receive(self, user: str) -> bool:
		"""Whether the user may run the report and covers the scope of the report's user."""
		if not frappe.db.get_value("User", user, "enabled"):
			return False
		with _as_user(user):
			if not frappe.get_doc("Report", self.report).is_permitted():
				return False
		return user == self.user or _covers_scope_of(user, self.user, self._ref_doctype())


def _covers_scope_of(user: str, other: str, doctype: str) -> bool:
	return (
		all(postings.covers(prefix, user, doctype) for prefix in postings.prefixes(other, doctype))
		and set(postings.paired_households(other, doctype, "read"))
		<= set(postings.paired_households(user, doctype, "read"))
		and _covers_agencies_of(user, other, doctype)
	)


def _covers_agencies_of(user: str, other: str, doctype: str) -> bool:
	reached = postings.prefixes_by_agency(user, doctype, "read")
	return all(
		prefix.startswith(tuple(reached.get(agency, ())))
		for agency, prefixes in postings.prefixes_by_agency(other, doctype, "read").items()
		for prefix in prefixes
	)


@contextmanager
def _as_user(user: str) -> Iterator[None]:
	session, request_form = frappe.local.session.copy(), frappe.local.form_dict
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(session.user)
		frappe.local.session.update(session)
		frappe.local.form_dict = request_form
