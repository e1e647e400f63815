"""One mail a day for each officer with alerts, through a real mail server."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import frappe
from aiosmtpd.controller import Controller
from frappe.utils import now_datetime

from fanpin_app.early_warning.alerts import digest
from fanpin_app.tests.http.test_report_mail import Inbox, free_port, make_email_account, outside_tests
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_alert,
	make_household,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.responses import OfficersTestCase

TEMPLATE = "预警每日提醒"


class TestContents(OfficersTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.now = now_datetime()
		self.cadre = make_officer("Village Cadre", VILLAGE)

	def listed(self, since: datetime | None = None) -> dict[str, tuple[int, list[str]]]:
		officer = frappe.db.get_value("User", self.cadre, ("name", "full_name"), as_dict=True)
		variables = digest.contents(officer, since or self.now - timedelta(days=1), self.now) or {
			"sections": []
		}
		return {
			section["title"]: (section["count"], [alert["name"] for alert in section["alerts"]])
			for section in variables["sections"]
		}

	def due(self, **later):
		alert = self.alert()
		alert.db_set({"response_due": self.now + timedelta(**later), "responsible_since": "2026-01-01"})
		return alert.name

	def test_it_lists_what_is_new_due_overdue_and_escalated(self):
		new = self.alert().name
		late, later = self.due(days=-1), self.due(days=-2)
		self.due(days=9)
		escalated = self.due(days=9)
		frappe.db.set_value("Risk Alert", escalated, "times_escalated", 1)
		self.assertEqual(
			self.listed(),
			{
				"Overdue": (2, [later, late]),
				"Escalated to You": (1, [escalated]),
				"New": (1, [new]),
			},
		)

	def test_what_is_due_today_is_listed(self):
		self.now = self.now.replace(hour=8)
		due = self.due(hours=2)
		self.assertEqual(self.listed(), {"Due Today": (1, [due])})

	def test_officers_without_alerts_get_nothing(self):
		self.due(days=9)
		answered = frappe.get_doc("Risk Alert", self.due(days=-1))
		answered.acknowledge()
		self.assertEqual(self.listed(), {})

	def test_only_the_first_are_listed_and_all_are_counted(self):
		for _each in range(12):
			self.due(days=-1)
		count, listed = self.listed()["Overdue"]
		self.assertEqual((count, len(listed)), (12, 10))

	def test_what_the_officer_may_not_read_is_not_listed(self):
		self.due(days=-1)
		frappe.db.set_value("Officer Posting", {"user": self.cadre}, "region", OTHER_VILLAGE)
		from fanpin_app.permissions import postings

		postings.clear_postings()
		self.assertEqual(self.listed(), {})


class TestTheMail(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.inbox = Inbox()
		server = Controller(cls.inbox, hostname="127.0.0.1", port=free_port())
		server.start()
		cls.addClassCleanup(server.stop)
		account = frappe.get_doc("Email Account", make_email_account(server.port))
		account.db_set("default_outgoing", 1)
		cls.plan = {
			field: frappe.get_doc("Response Plan").get(field)
			for field in ("send_digest", "digest_hour", "digest_template", "digest_sent_on")
		}
		cls.addClassCleanup(cls.set_plan, **cls.plan)
		cls.cadre = make_officer("Village Cadre", VILLAGE)
		cls.colleague = make_officer("Village Cadre", OTHER_VILLAGE)
		frappe.db.set_value("User", cls.cadre, "language", "zh")
		frappe.db.set_value("User", cls.colleague, "language", "en")
		make_officer("Village Cadre", "449913101203")
		cls.person = member(member_name="林本村")
		household = make_household(VILLAGE, [cls.person])
		cls.mine = [make_alert(household.name, risk, "Blue").name for risk in ("R1", "R3")]
		cls.theirs = make_alert(make_household(OTHER_VILLAGE).name, "R1", "Blue").name

	@classmethod
	def set_plan(cls, **values) -> None:
		for field, value in values.items():
			frappe.db.set_single_value("Response Plan", field, value)
		frappe.clear_document_cache("Response Plan", "Response Plan")
		frappe.db.commit()

	def setUp(self) -> None:
		super().setUp()
		self.inbox.mails.clear()
		self.set_plan(send_digest=1, digest_hour=8, digest_template=TEMPLATE, digest_sent_on=None)
		self.eight = now_datetime().replace(hour=8, minute=0, second=0, microsecond=0)

	def sent(self, now: datetime) -> dict[str, EmailMessage]:
		"""Recipient → mail that arrives when the scheduler runs at this moment."""
		before = set(frappe.get_all("Email Queue", pluck="name"))
		with outside_tests():
			digest.send_when_due(now)
			frappe.db.commit()
			for name in set(frappe.get_all("Email Queue", pluck="name")) - before:
				frappe.get_doc("Email Queue", name).send()
		mails = {mail["To"]: mail for mail in self.inbox.mails}
		self.assertEqual(len(mails), len(self.inbox.mails))
		return mails

	def text(self, mail: EmailMessage) -> str:
		return mail.get_body(("html",)).get_content()

	def test_each_officer_gets_one_mail_in_their_language_about_their_own_alerts(self):
		mails = self.sent(self.eight)
		self.assertEqual(set(mails), {self.cadre, self.colleague})
		mine = mails[self.cadre]
		self.assertIn("待您响应的风险预警：", mine["Subject"])
		self.assertIn("新增 2", mine["Subject"])
		for text in (*self.mine, "林本村", "因病因残", "蓝色"):
			self.assertIn(text, self.text(mine))
		for withheld in (self.theirs, self.person["id_number"]):
			self.assertNotIn(withheld, self.text(mine))
		self.assertIn("Risk alerts that wait for you", mails[self.colleague]["Subject"])

	def test_it_is_sent_once_a_day_from_the_hour_on(self):
		self.assertEqual(self.sent(self.eight - timedelta(hours=1)), {})
		self.assertEqual(len(self.sent(self.eight + timedelta(hours=3))), 2)
		self.inbox.mails.clear()
		self.assertEqual(self.sent(self.eight + timedelta(hours=4)), {})

	def test_an_administrator_can_turn_it_off(self):
		self.set_plan(send_digest=0)
		self.assertEqual(self.sent(self.eight), {})

	def test_the_wording_is_the_template_s(self):
		template = frappe.get_doc("Email Template", TEMPLATE)
		before = template.response_html
		template.update({"response_html": "<p>请 {{ officer }} 处理</p>"}).save()
		frappe.db.commit()
		try:
			self.assertIn("请 测试 处理", self.text(self.sent(self.eight)[self.cadre]))
		finally:
			template.update({"response_html": before}).save()
			frappe.db.commit()

	def test_a_mail_that_fails_does_not_prevent_the_others(self):
		frappe.db.set_value("User", self.colleague, "email", "")
		frappe.db.commit()
		try:
			self.assertEqual(set(self.sent(self.eight)), {self.cadre})
		finally:
			frappe.db.set_value("User", self.colleague, "email", self.colleague)
			frappe.db.commit()
