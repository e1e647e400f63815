import socket
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from unittest import mock

import frappe
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from frappe.email.doctype.auto_email_report.auto_email_report import send_daily
from frappe.utils import add_days, today
from frappe.utils.background_jobs import enqueue

from fanpin_app.assistance.cases import open_case
from fanpin_app.permissions.postings import clear_postings
from fanpin_app.tests.support.builders import (
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_officer,
	make_posting,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

REPORT = "Monitored Household List"
ACCOUNT = "Fanpin Test"
OUTSIDE = "cadre@fanpin.example"


class Inbox(Message):
	"""The mails that a mail server has received."""

	def __init__(self) -> None:
		super().__init__()
		self.mails: list[EmailMessage] = []

	def prepare_message(self, session, envelope) -> EmailMessage:
		return message_from_bytes(envelope.content, policy=policy.default)

	def handle_message(self, message: EmailMessage) -> None:
		self.mails.append(message)


def free_port() -> int:
	with socket.create_server(("127.0.0.1", 0)) as server:
		return server.getsockname()[1]


@contextmanager
def outside_tests():
	"""Frappe sends no mails while its flag marks a test."""
	frappe.flags.in_test = False
	try:
		yield
	finally:
		frappe.flags.in_test = True


@contextmanager
def run_jobs_immediately():
	"""Newer versions of Frappe send each report, and each mail, in a separate job."""

	def do(*method, **arguments):
		return enqueue(*method, **(arguments | {"now": True}))

	with mock.patch.object(frappe, "enqueue", do):
		yield


def make_email_account(port: int) -> str:
	return (
		frappe.get_doc(
			doctype="Email Account",
			email_account_name=ACCOUNT,
			email_id="fanpin@fanpin.example",
			enable_outgoing=1,
			smtp_server="127.0.0.1",
			smtp_port=port,
			use_tls=0,
			no_smtp_authentication=1,
		)
		.insert()
		.name
	)


def make_report_mail(user: str, to: str, **fields):
	"""A daily mail of the list as `user` may see it."""
	return frappe.get_doc(
		{
			"doctype": "Auto Email Report",
			"report": REPORT,
			"report_type": "Script Report",
			"user": user,
			"email_to": to,
			"sender": ACCOUNT,
			"frequency": "Daily",
			"format": "HTML",
			"filters": "{}",
		}
		| fields
	).insert()


class TestTheListByMail(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.inbox = Inbox()
		server = Controller(cls.inbox, hostname="127.0.0.1", port=free_port())
		server.start()
		cls.addClassCleanup(server.stop)
		make_email_account(server.port)
		cls.person = member(member_name="林本村")
		cls.mine = open_case(
			make_household(VILLAGE, [cls.person]).name, "Marginal", opened_on=today(), source="Imported"
		)
		cls.theirs = open_case(
			make_household(OTHER_VILLAGE, [member(member_name="陈邻村")]).name,
			"Marginal",
			opened_on=today(),
			source="Imported",
		)
		cls.officer = make_officer("Village Cadre", VILLAGE)
		cls.transferred = make_officer("Village Cadre", VILLAGE, to_date=add_days(today(), -1))
		cls.neighbour = make_officer("Village Cadre", OTHER_VILLAGE)
		cls.town = make_officer("Town Officer", TOWN)
		cls.district = make_officer("District Officer", DISTRICT)
		frappe.get_doc(doctype="Outside Recipient", address=OUTSIDE, reason="测试").insert()

	def setUp(self) -> None:
		super().setUp()
		frappe.local.lang = "zh"
		self.inbox.mails.clear()

	def tearDown(self) -> None:
		frappe.local.lang = "en"
		super().tearDown()

	def send(self, user: str, to: str = OUTSIDE, **fields) -> list[EmailMessage]:
		"""The mails that arrive when the scheduler sends the day's reports, as Administrator."""
		return self.send_report(make_report_mail(user, to=to, **fields))

	def send_report(self, report) -> list[EmailMessage]:
		with outside_tests(), run_jobs_immediately():
			send_daily()
			for name in frappe.get_all("Email Queue", {"reference_name": report.name}, pluck="name"):
				frappe.get_doc("Email Queue", name).send()
		frappe.delete_doc("Auto Email Report", report.name)
		frappe.db.commit()
		return self.inbox.mails

	def test_the_officer_receives_the_village_s_households_and_no_others(self):
		[mail] = self.send(self.officer)
		body = mail.get_body(("html",)).get_content()
		self.assertEqual(mail["To"], OUTSIDE)
		self.assertEqual(mail["Subject"], "监测对象一览表")
		self.assertIn(self.mine.household, body)
		self.assertIn("林本村", body)
		self.assertNotIn(self.theirs.household, body)
		self.assertNotIn("陈邻村", body)
		self.assertNotIn(self.person["id_number"], body)

	def test_a_workbook_is_attached_where_one_is_asked_for(self):
		[mail] = self.send(self.officer, format="XLSX")
		[attachment] = mail.iter_attachments()
		self.assertTrue(attachment.get_filename().endswith(".xlsx"))
		self.assertTrue(attachment.get_content().startswith(b"PK"))

	def test_a_transferred_officer_receives_nothing(self):
		self.assertEqual(self.send(self.transferred), [])

	def test_the_sender_s_session_does_not_change(self):
		self.send(self.officer)
		self.assertEqual(frappe.session.user, "Administrator")

	def test_it_is_sent_to_recipients_with_at_least_the_scope_of_its_user(self):
		mails = self.send(self.officer, to=f"{self.officer}\n{self.town}\n{self.district}")
		self.assertEqual({mail["To"] for mail in mails}, {self.officer, self.town, self.district})

	def test_it_is_refused_to_recipients_with_less_scope(self):
		for user, recipient in (
			(self.officer, self.neighbour),
			(self.town, self.officer),
			("Administrator", self.town),
		):
			with self.subTest(user=user), self.assertRaisesRegex(frappe.PermissionError, recipient):
				make_report_mail(user, to=recipient)

	def test_it_is_refused_to_an_address_that_nobody_has_allowed(self):
		with self.assertRaisesRegex(frappe.ValidationError, "stranger@elsewhere.example"):
			make_report_mail(self.officer, to=f"{OUTSIDE}\nstranger@elsewhere.example")

	def test_it_is_no_longer_sent_to_a_recipient_who_was_transferred(self):
		receiver = make_officer("Village Cadre", OTHER_VILLAGE)
		posting = make_posting(receiver, "Town Officer", TOWN)
		report = make_report_mail(self.officer, to=f"{receiver}\n{self.town}")
		posting.db_set("to_date", add_days(today(), -1))
		clear_postings()
		self.assertEqual([mail["To"] for mail in self.send_report(report)], [self.town])
