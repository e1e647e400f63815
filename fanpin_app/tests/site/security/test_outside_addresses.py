"""Mail to addresses of nobody: no officer sends it, whatever it is about and whatever it carries."""

import frappe
from frappe.core.doctype.communication.email import _make

from fanpin_app.tests.support.builders import VILLAGE, make_region, make_user, notify_of_new_documents
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.notices import OUTSIDE, NoticesTestCase

REGION = "Administrative Region"
ABOUT: dict[str, dict[str, str]] = {
	"nothing": {},
	"a region": {"reference_doctype": REGION, "reference_name": VILLAGE},
	"a setting": {"reference_doctype": "Alert Level", "reference_name": "Yellow"},
}


class TestOutsideAddresses(NoticesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_region(VILLAGE)
		cls.former = make_user()
		frappe.db.set_value("User", cls.former, "enabled", 0)
		cls.manager = make_user(role="System Manager")

	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("Email Queue Recipient")

	def recipients(self) -> set[str]:
		return set(frappe.get_all("Email Queue Recipient", pluck="recipient"))

	def send(self, user: str, **options) -> set[str]:
		"""Those who get a mail that the user sends to an officer, a disabled user and an address of nobody."""
		frappe.db.delete("Email Queue Recipient")
		to = {"recipients": [self.offices.town, self.former, f"某局 <{OUTSIDE.upper()}>"]}
		with as_user(user):
			frappe.sendmail(subject="请看", message="请看", **(to | options))
		return self.recipients()

	def allow(self) -> None:
		frappe.get_doc(doctype="Outside Recipient", address=OUTSIDE, reason="协议").insert()

	def test_they_are_removed_whatever_the_mail_is_about(self):
		for kind, about in ABOUT.items():
			with self.subTest(about=kind):
				self.assertEqual(self.send(self.offices.village, **about), {self.offices.town})

	def test_they_are_removed_from_the_copies(self):
		for field in ("cc", "bcc"):
			with self.subTest(field=field):
				copies = {"recipients": [self.offices.town], field: [OUTSIDE]}
				self.assertEqual(self.send(self.offices.village, **copies), {self.offices.town})

	def test_they_are_removed_from_mails_with_files_of_nobody(self):
		with as_user(self.offices.village):
			file = frappe.get_doc(doctype="File", file_name="名单.txt", content="名单", is_private=1).insert()
		sent = self.send(self.offices.village, attachments=[{"fid": file.name}])
		self.assertEqual(sent, {self.offices.town})

	def test_a_mail_to_them_alone_is_kept_with_the_reason_and_not_sent(self):
		self.assertEqual(self.send(self.offices.village, recipients=[OUTSIDE]), set())
		kept = frappe.get_last_doc("Email Queue")
		self.assertEqual(kept.status, "Error")
		self.assertIn(OUTSIDE, kept.error)

	def test_a_message_to_them_is_refused(self):
		for field in ("recipients", "cc", "bcc"):
			for about in ({}, {"doctype": REGION, "name": VILLAGE}):
				for address in (OUTSIDE, self.former):
					message = {"recipients": self.offices.town} | about | {field: address}
					with self.subTest(**message), as_user(self.offices.village):
						with self.assertRaisesRegex(frappe.ValidationError, address):
							_make(content="x", subject="x", send_email=True, **message)
		self.assertEqual(self.recipients(), set())

	def test_an_administrator_allows_one(self):
		self.allow()
		for kind, about in ABOUT.items():
			with self.subTest(about=kind):
				sent = self.send(self.offices.village, **about)
				self.assertEqual(len(sent), 2, sent)

	def test_a_system_manager_and_the_system_send_to_them(self):
		for user in (self.manager, "Administrator"):
			self.assertEqual(len(self.send(user)), 3)

	def test_a_guest_gets_the_link_for_a_new_password(self):
		with as_user("Guest"):
			user = frappe.get_doc("User", self.offices.village)
			# Later 15.x gave the method another name.
			reset = user._reset_password if hasattr(user, "_reset_password") else user.reset_password
			reset(send_email=True)
		self.assertEqual(self.recipients(), {self.offices.village})

	def test_a_notification_is_mailed_to_the_address_entered_in_it(self):
		self.addCleanup(frappe.clear_cache)
		frappe.db.delete("Notification")
		notify_of_new_documents(
			"Note",
			channel="Email",
			recipients=[{"receiver_by_role": "Town Officer", "cc": OUTSIDE}],
		)
		with as_user(self.offices.village):
			frappe.get_doc(doctype="Note", title="放假").insert(ignore_permissions=True)
		self.assertIn(OUTSIDE, self.recipients())
