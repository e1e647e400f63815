"""Reports by mail, as their user may see them.

Frappe runs a script report as whoever sends the mail, which is Administrator when the scheduler does, and asks the
field "Based on Permissions For User" only for User Permissions. Scope comes from the user's postings, so the report
has to run as that user.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe.email.doctype.auto_email_report.auto_email_report import AutoEmailReport


class ReportMail(AutoEmailReport):
	def get_report_content(self) -> str | bytes | None:
		"""The report as HTML, XLSX or CSV, None if there is nothing to send.

		Raises `frappe.PermissionError` where the user may not read the report.
		"""
		with _session_of(self.user):
			return super().get_report_content()


@contextmanager
def _session_of(user: str) -> Iterator[None]:
	session, request_form = frappe.local.session.copy(), frappe.local.form_dict
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(session.user)
		frappe.local.session.update(session)
		frappe.local.form_dict = request_form
