"""Which mails a client can have sent, for every whitelisted function that sends one.

The functions are found in the code of the installed apps. Each is called, whether it is open or not, with another
sender, with recipients outside, and about a document that the caller may not read.
"""

from contextlib import suppress
from email.header import decode_header, make_header
from email.utils import parseaddr
from unittest.mock import patch

import frappe
from frappe.handler import execute_cmd
from frappe.permissions import update_permission_property
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from fanpin_app.security.gate.open_endpoints import shipped_endpoints
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_household, make_officer, member
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security import call_graph
from fanpin_app.tests.support.security.documents import invented
from fanpin_app.tests.support.security.files import attach
from fanpin_app.tests.support.security.notices import OUTSIDE, NoticesTestCase

# What sends mails: `send_email` is the method of Communication.
SENDING = {"sendmail", "QueueBuilder", "send_email"}
MAKE = "frappe.core.doctype.communication.email.make"
GET_QUEUE = "frappe.utils.background_jobs.get_queue"
SECRET = "外村张保密"
RECIPIENTS = ("recipients", "cc", "bcc", "email", "emails", "email_list")
# Functions that send mails, or call what might, and are open → to which roles. All others are closed.
OPEN = {
	MAKE: {"Monitoring Administrator"},
	"frappe.core.doctype.user.user.reset_password": {"Guest"},
	"frappe.twofactor.reset_otp_secret": {"Desk"},
	"frappe.www.printview.get_html_and_style": {"Desk"},
	"frappe.www.printview.get_rendered_raw_commands": {"Desk"},
}
# The same in later 15.x: an export in the background mails its user a link.
OPEN_LATER = {
	"frappe.desk.query_report.export_query": {"Desk"},
	"frappe.desk.reportview.export_query": {"Desk"},
	"frappe.utils.print_format.render_letterhead_for_print": {"Desk"},
}


def sends_mail(function: call_graph.Function) -> bool:
	return bool(SENDING & function.words)


class MailFunctionsCase(NoticesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		cls.addClassCleanup(frappe.clear_cache)
		super().setUpClass()
		for role in ("Village Officer", "Monitoring Administrator"):
			update_permission_property("Household", role, 0, "email", 1)
		cls.far = make_household(OTHER_VILLAGE, [member(member_name=SECRET)])
		cls.outgoing = frappe.db.get_value("Email Account", {"default_outgoing": 1}, "email_id")
		cls.callers = ("Guest", cls.offices.village, make_officer("Monitoring Administrator", VILLAGE))
		cls.found = sorted(call_graph.whitelisted_that(sends_mail))

	def mails_of(self, caller: str, function: str, **changes) -> list[frappe._dict]:
		"""The mails that are queued when the caller calls the function; everything else is rolled back."""
		before = {key: getattr(frappe.local, key, None) for key in ("request", "form_dict", "response")}
		frappe.db.savepoint("mail_function")
		kept = set(frappe.get_all("Email Queue", pluck="name"))
		cmd, arguments = self.call_of(function, **changes)
		try:
			# Becoming a user empties the request.
			with as_user(caller), patch.object(frappe.db, "commit"), patch(GET_QUEUE), suppress(Exception):
				frappe.local.request_ip = "127.0.0.1"
				frappe.local.request = Request(EnvironBuilder(method="POST").get_environ())
				frappe.local.form_dict = frappe._dict(arguments, cmd=cmd)
				frappe.local.response = frappe._dict(docs=[])
				execute_cmd(cmd)
			queued = frappe.get_all(
				"Email Queue",
				filters={"name": ("not in", kept or [""])},
				fields=["name", "sender", "message", "reference_doctype", "reference_name"],
			)
			for mail in queued:
				recipients = {"parent": mail.name, "parenttype": "Email Queue"}
				mail.recipients = frappe.get_all("Email Queue Recipient", recipients, pluck="recipient")
			return queued
		finally:
			frappe.db.rollback(save_point="mail_function")
			for key, value in before.items():
				setattr(frappe.local, key, value)

	def call_of(self, function: str, **changes) -> tuple[str, dict]:
		"""The name and the arguments of the request; a method is called on an invented document."""
		owner, _dot, method = function.rpartition(".")
		arguments = self.forged() | changes
		if not owner.rsplit(".", 1)[-1][0].isupper():
			return function, arguments
		doctype = frappe.unscrub(owner.split(".")[-2])
		if owner == "frappe.model.document.Document":
			return "run_doc_method", {"dt": "Household", "dn": self.far.name, "method": method}
		name = invented(doctype).name
		return "run_doc_method", {
			"dt": doctype,
			"dn": name,
			"method": method,
			"args": frappe.as_json(arguments),
		}

	def forged(self) -> dict:
		"""Arguments by the names that functions give them; Frappe passes those that a function has."""
		return {
			**dict.fromkeys(("doctype", "dt", "reference_doctype", "doc"), "Household"),
			**dict.fromkeys(("name", "docname", "dn", "reference_name"), self.far.name),
			**dict.fromkeys(RECIPIENTS, OUTSIDE),
			**dict.fromkeys(("sender", "comment_email"), self.offices.district),
			**dict.fromkeys(("sender_full_name", "comment_by"), "林区长"),
			**dict.fromkeys(("subject", "content", "message", "comment"), "请看"),
			"user": self.offices.district,
			"send_email": 1,
			"send_me_a_copy": 1,
			"print_format": "Standard",
			"attachments": frappe.as_json([self.file.name]),
			"like": 1,
			"route": "",
		}

	def setUp(self) -> None:
		super().setUp()
		self.file = attach(self.far.name, "证明.txt", SECRET)

	def assert_sender_and_content(self, caller: str, mail: frappe._dict) -> None:
		sender = parseaddr(str(make_header(decode_header(mail.sender))))[1]
		self.assertIn(sender, (caller, self.outgoing))
		text = f"{mail.message}{frappe.safe_decode(frappe.as_json(mail))}"
		self.assertNotIn(SECRET, text)
		self.assertNotEqual((mail.reference_doctype, mail.reference_name), ("Household", self.far.name))


class TestEveryMailFunction(MailFunctionsCase):
	def test_no_function_that_sends_mails_is_open_but_these(self):
		listed = {
			function: roles
			for function in self.found
			if (roles := {role for role, endpoints in shipped_endpoints().items() if function in endpoints})
		}
		self.assertEqual(
			{function: roles for function, roles in listed.items() if function not in OPEN_LATER}, OPEN
		)
		self.assertLessEqual(listed.items(), (OPEN | OPEN_LATER).items())

	def test_none_sends_in_another_name_or_about_a_document_that_the_caller_may_not_read(self):
		for function in self.found:
			for caller in self.callers:
				for mail in self.mails_of(caller, function):
					with self.subTest(function=function, caller=caller):
						self.assert_sender_and_content(caller, mail)

	def test_none_sends_a_readable_document_to_somebody_who_may_not_read_it(self):
		own = {"name": self.household.name, "reference_name": self.household.name, "attachments": "[]"}
		for function in self.found:
			for caller in self.callers[1:]:
				for recipient in (OUTSIDE, self.offices.stranger):
					for mail in self.mails_of(
						caller, function, **own, **dict.fromkeys(RECIPIENTS, recipient)
					):
						with self.subTest(function=function, caller=caller, recipient=recipient):
							self.assert_sender_and_content(caller, mail)
							if mail.reference_name == self.household.name:
								self.assertNotIn(recipient, mail.recipients)

	def test_none_sends_to_an_address_of_nobody_whatever_it_is_about(self):
		region = {
			**dict.fromkeys(("doctype", "dt", "reference_doctype"), "Administrative Region"),
			**dict.fromkeys(("name", "docname", "dn", "reference_name"), VILLAGE),
		}
		for about in (region, dict.fromkeys(region)):
			for function in self.found:
				for caller in self.callers:
					for mail in self.mails_of(caller, function, **about, attachments="[]"):
						with self.subTest(function=function, caller=caller, about=about):
							self.assertNotIn(OUTSIDE, mail.recipients)

	def test_a_mail_about_a_readable_document_to_its_readers_is_sent(self):
		for caller in self.callers[1:]:
			about = {
				"name": self.household.name,
				"attachments": "[]",
				"cc": "",
				"bcc": "",
				"send_me_a_copy": 0,
			}
			[mail] = self.mails_of(caller, MAKE, recipients=self.offices.town, **about)
			self.assert_sender_and_content(caller, mail)
			self.assertEqual(mail.recipients, [self.offices.town])
