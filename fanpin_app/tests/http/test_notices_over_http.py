import time
from email.header import decode_header, make_header
from email.utils import parseaddr

import frappe
import requests
from frappe.permissions import update_permission_property
from frappe.utils import get_fullname, get_url

from fanpin_app.tests.http.test_report_mail import make_email_account
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_officer,
	member,
	notify_of_new_documents,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security.files import attach

HEAD = "林邻户"
OUTSIDE = "bureau@elsewhere.example"
TIMEOUT_SECONDS = 60
MAKE_MAIL = "frappe.core.doctype.communication.email.make"


class TestNotificationsOverHttp(CommittedTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		# Deleted together with the right to mail.
		cls.addClassCleanup(frappe.clear_cache)
		super().setUpClass()

	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE, [member(member_name=HEAD)])
		cls.officer = make_officer("Village Cadre", VILLAGE)
		cls.token = make_token(cls.officer)
		cls.insider = make_officer("Town Officer", TOWN)
		cls.outsider = make_officer("Village Cadre", OTHER_VILLAGE)
		cls.outsiders_token = make_token(cls.outsider)
		frappe.db.set_value("User", cls.outsider, "document_follow_notify", 1)
		frappe.get_doc("Email Account", make_email_account(port=1)).db_set("default_outgoing", 1)
		update_permission_property("Household", "Village Officer", 0, "email", 1)
		frappe.get_doc(
			doctype="Permitted Endpoint", endpoint=MAKE_MAIL, role="Village Officer", reason="测试"
		).insert()

	def tearDown(self) -> None:
		super().tearDown()
		for doctype in ("Notification Log", "Email Queue Recipient", "Email Queue", "Communication", "ToDo"):
			frappe.db.delete(doctype)
		frappe.db.commit()

	def post(self, method: str, token: str | None = None, **data) -> requests.Response:
		return requests.post(
			get_url(f"/api/method/{method}"),
			json=data,
			headers={"Authorization": token or self.token, "Accept": "application/json"},
			timeout=60,
		)

	def received(self, user: str) -> list[str]:
		frappe.db.rollback()
		return frappe.get_all("Notification Log", {"for_user": user}, pluck="subject")

	def wait_for_the_insider(self) -> None:
		"""A worker creates all notifications in one job."""
		end = time.monotonic() + TIMEOUT_SECONDS
		while not self.received(self.insider) and time.monotonic() < end:
			time.sleep(0.5)
		self.assertTrue(self.received(self.insider), "the insider heard nothing")

	def document(self) -> dict:
		return {"doctype": "Household", "name": self.household.name}

	def assert_refused(self, answer: requests.Response) -> None:
		self.assertEqual(answer.status_code, 403, answer.text)
		self.assertEqual(self.received(self.outsider), [])

	def test_a_mention_notifies_the_insider_and_not_the_outsider(self):
		mentions = "".join(
			f'<span class="mention" data-id="{user}">@</span>' for user in (self.insider, self.outsider)
		)
		answer = self.post(
			"frappe.desk.form.utils.add_comment",
			reference_doctype="Household",
			reference_name=self.household.name,
			content=f"<div>{mentions} 请看 {HEAD}</div>",
			comment_email=self.officer,
			comment_by="测试",
		)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.wait_for_the_insider()
		self.assertEqual(self.received(self.outsider), [])

	def test_a_notification_of_a_new_document_reaches_the_insider_and_not_the_outsider(self):
		notification = notify_of_new_documents(
			"Household Visit",
			recipients=[{"receiver_by_role": "Town Officer"}, {"receiver_by_role": "Village Officer"}],
		)
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.delete_doc, "Notification", notification.name)
		answer = requests.post(
			get_url("/api/resource/Household Visit"),
			json={"household": self.household.name},
			headers={"Authorization": self.token},
			timeout=60,
		)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.wait_for_the_insider()
		self.assertEqual(self.received(self.outsider), [])

	def test_a_task_is_assigned_to_the_insider_and_refused_to_the_outsider(self):
		answer = self.post("frappe.desk.form.assign_to.add", assign_to=[self.insider], **self.document())
		self.assertEqual(answer.status_code, 200, answer.text)
		self.wait_for_the_insider()
		answer = self.post("frappe.desk.form.assign_to.add", assign_to=[self.outsider], **self.document())
		self.assert_refused(answer)
		self.assertIn(self.outsider, answer.text)
		self.assertFalse(frappe.db.exists("ToDo", {"allocated_to": self.outsider}))
		self.assertFalse(frappe.db.exists("DocShare", {"share_name": self.household.name}))

	def test_a_task_made_by_rest_is_refused_to_the_outsider(self):
		answer = requests.post(
			get_url("/api/resource/ToDo"),
			json={
				"allocated_to": self.outsider,
				"reference_type": "Household",
				"reference_name": self.household.name,
				"description": HEAD,
			},
			headers={"Authorization": self.token},
			timeout=60,
		)
		self.assert_refused(answer)

	def test_the_outsider_is_not_made_to_follow_the_document(self):
		method = "frappe.desk.form.document_follow.follow_document"
		answer = self.post(method, doctype="Household", doc_name=self.household.name, user=self.outsider)
		self.assert_refused(answer)
		self.assertFalse(frappe.db.exists("Document Follow", {"user": self.outsider}))

	def mail(self, *addresses: str, about: dict | None = None, **options) -> requests.Response:
		"""Mail about the household, or about another document."""
		return self.post(
			MAKE_MAIL,
			recipients=", ".join(addresses),
			subject="请看",
			content=HEAD,
			send_email=1,
			**(self.document() if about is None else about),
			**options,
		)

	def mailed(self) -> set[str]:
		frappe.db.rollback()
		return set(frappe.get_all("Email Queue Recipient", pluck="recipient"))

	def test_an_officer_mails_a_document_to_the_insider_and_to_nobody_else(self):
		self.assertEqual(self.mail(self.insider).status_code, 200)
		self.assertEqual(self.mailed(), {self.insider})
		for address in (self.outsider, OUTSIDE):
			with self.subTest(address=address):
				answer = self.mail(self.insider, address)
				self.assert_refused(answer)
				self.assertIn(address, answer.text)
				self.assertEqual(self.mailed(), {self.insider})

	def test_an_officer_mails_nothing_to_an_address_of_nobody(self):
		file = attach(None, "名单.txt", HEAD, attached_to_doctype=None)
		file.db_set("owner", self.officer)
		frappe.db.commit()
		for to, options in (
			(OUTSIDE, {}),
			(OUTSIDE, {"attachments": frappe.as_json([file.name])}),
			(self.insider, {"cc": OUTSIDE}),
			(self.insider, {"bcc": OUTSIDE}),
		):
			with self.subTest(to=to, **options):
				answer = self.mail(to, about={}, **options)
				self.assertEqual(answer.status_code, 417, answer.text)
				self.assertIn(OUTSIDE, answer.text)
		self.assertEqual(self.mailed(), set())
		self.assertEqual(self.mail(self.insider, about={}).status_code, 200)

	def test_an_officer_mails_a_document_outside_where_an_administrator_has_allowed_it(self):
		frappe.get_doc(doctype="Outside Recipient", address=OUTSIDE, reason="协议").insert()
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.delete_doc, "Outside Recipient", OUTSIDE)
		self.assertEqual(self.mail(OUTSIDE).status_code, 200)
		self.assertEqual(self.mailed(), {OUTSIDE})

	def test_a_mail_with_a_print_carries_no_public_link(self):
		frappe.db.set_single_value("System Settings", "attach_view_link", 1)
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.set_single_value, "System Settings", "attach_view_link", 0)
		answer = self.mail(self.insider, print_format="Standard")
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual(self.mailed(), {self.insider})
		self.assertFalse(frappe.db.exists("Document Share Key", {"reference_docname": self.household.name}))

	def sent_as(self) -> list[tuple]:
		"""The sender of each mail, as shown to its recipients and as noted in its document."""
		frappe.db.rollback()
		noted = frappe.get_all(
			"Communication",
			fields=["sender", "sender_full_name", "sent_or_received", "communication_type", "user"],
			as_list=True,
		)
		shown = frappe.get_all("Email Queue", pluck="sender")
		return [*noted, *(parseaddr(str(make_header(decode_header(sender)))) for sender in shown)]

	def test_a_mail_has_the_name_of_the_officer_who_sends_it(self):
		forged = {
			"sender": f"林区长 <{self.insider}>",
			"sender_full_name": "林区长",
			"sent_or_received": "Received",
			"communication_type": "Automated Message",
		}
		name = get_fullname(self.officer)
		answer = self.mail(self.insider, **forged)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual(
			self.sent_as(),
			[(self.officer, name, "Sent", "Communication", self.officer), (name, self.officer)],
		)

	def test_a_mail_made_by_rest_has_it_too(self):
		frappe.get_doc("User", self.officer).add_roles("Inbox User")
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.delete, "Has Role", {"parent": self.officer, "role": "Inbox User"})
		for forged in (
			{"sender": self.insider, "sender_full_name": "林区长"},
			{"sender": self.insider, "sent_or_received": "Received", "user": self.insider},
			{"sender": self.insider, "communication_type": "Chat"},
		):
			answer = requests.post(
				get_url("/api/resource/Communication"),
				json={"subject": "请看", "communication_medium": "Email", "recipients": self.insider}
				| forged,
				headers={"Authorization": self.token, "Accept": "application/json"},
				timeout=60,
			)
			self.assertEqual(answer.status_code, 200, answer.text)
		own = (self.officer, get_fullname(self.officer), "Sent", "Communication", self.officer)
		self.assertEqual(self.sent_as(), [own] * 3)

	def test_an_officer_sends_from_the_site_s_outgoing_account(self):
		account = frappe.db.get_value("Email Account", {"default_outgoing": 1}, ["name", "email_id"])
		answer = self.mail(self.insider, sender=account[1], sender_full_name="林区长")
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual(self.sent_as()[0][:2], (account[1], account[0]))

	def test_a_mail_carries_the_officer_s_own_files(self):
		file = attach(self.household.name, "证明.txt", HEAD)
		frappe.db.commit()
		answer = self.mail(self.insider, attachments=frappe.as_json([file.name]))
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual(self.mailed(), {self.insider})

	def test_officers_allow_no_address_by_themselves(self):
		answer = requests.post(
			get_url("/api/resource/Outside Recipient"),
			json={"address": OUTSIDE, "reason": "x"},
			headers={"Authorization": self.token},
			timeout=60,
		)
		self.assertEqual(answer.status_code, 403, answer.text)
		answer = self.post("fanpin_app.security.api.get_unconfirmed_recipients", addresses=[OUTSIDE])
		self.assertEqual(answer.status_code, 403, answer.text)

	def test_a_file_of_a_document_is_not_mailed_to_who_may_not_read_it(self):
		file = attach(self.household.name, "证明.txt", HEAD)
		frappe.db.commit()
		answer = self.post(
			MAKE_MAIL,
			token=self.outsiders_token,
			recipients=self.outsider,
			subject="文件",
			content="见附件",
			send_email=1,
			attachments=frappe.as_json([file.name]),
		)
		self.assertEqual(self.mailed(), set(), answer.text)
