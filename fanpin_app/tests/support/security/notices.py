"""Officers of two villages, and the notifications that each of them receives."""

from unittest.mock import patch

import frappe
from frappe.email.doctype.email_queue.email_queue import EmailQueue

from fanpin_app.security.notices import patches
from fanpin_app.tests.http.test_report_mail import make_email_account
from fanpin_app.tests.support.builders import VILLAGE, make_household, member, notify_of_new_documents
from fanpin_app.tests.support.procedure import OfficesTestCase

PHONE = "13800135678"
OUTSIDE = "bureau@elsewhere.example"
HEAD = "林保密"
ROLE = [{"receiver_by_role": "Village Officer"}]


class NoticesTestCase(OfficesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		patches.install()
		frappe.get_doc("Email Account", make_email_account(port=1)).db_set("default_outgoing", 1)
		# Mails stay in the queue, because sending one commits.
		patcher = patch.object(EmailQueue, "send")
		patcher.start()
		cls.addClassCleanup(patcher.stop)
		cls.household = make_household(VILLAGE, [member(member_name=HEAD)], phone=PHONE)
		cls.both = [cls.offices.village, cls.offices.stranger]

	def notify(self, **fields):
		"""A notification of new visits to households."""
		self.addCleanup(frappe.clear_cache)
		frappe.db.delete("Notification")
		return notify_of_new_documents(
			"Household Visit", **({"subject": f"{HEAD} {{{{ doc.name }}}}"} | fields)
		)

	def received(self, user: str) -> list[str]:
		"""Notifications in the desk and mails for the user."""
		address = frappe.db.get_value("User", user, "email")
		mails = frappe.get_all(
			"Email Queue Recipient", {"recipient": ("in", (user, address))}, pluck="parent"
		)
		return frappe.get_all("Notification Log", {"for_user": user}, pluck="name") + mails
