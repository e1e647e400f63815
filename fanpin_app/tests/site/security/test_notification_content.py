from unittest.mock import patch

import frappe
from frappe.integrations.doctype.webhook import webhook

from fanpin_app.tests.support.builders import VILLAGE, make_household, make_visit, member
from fanpin_app.tests.support.security.notices import OUTSIDE, PHONE, ROLE, NoticesTestCase

LOOKED_UP = "{{ frappe.db.get_value('Household', doc.name, 'phone') }}"


class TestNotificationContent(NoticesTestCase):
	def sent(self, message: str, doctype: str = "Household Visit") -> str:
		"""Subject and text of a notification to the village with this template."""
		self.notify(
			document_type=doctype,
			subject=message,
			message=message,
			recipients=ROLE,
		)
		if doctype == "Household":
			make_household(VILLAGE, [member(member_name="林二", id_number=self.id_number)], phone=PHONE)
		else:
			make_visit(self.household.name, needs=self.id_number)
		[log] = frappe.get_all(
			"Notification Log",
			{"for_user": self.offices.village},
			["subject", "email_content"],
			order_by="creation desc",
			limit=1,
		)
		return f"{log.subject} {log.email_content}"

	def setUp(self) -> None:
		super().setUp()
		self.id_number = frappe.db.get_value("Household Member", self.household.members[0].name, "id_number")

	def test_private_fields_are_masked(self):
		sent = self.sent(
			"{{ doc.members[0].member_name }} {{ doc.phone }} {{ doc.members[0].id_number }} {{ doc.get('phone') }}",
			doctype="Household",
		)
		self.assertNotIn(PHONE, sent)
		self.assertNotIn(self.id_number, sent)
		self.assertIn("138****5678", sent)
		self.assertIn("林二", sent)

	def test_private_fields_that_a_template_looks_up_are_masked(self):
		sent = self.sent("{{ frappe.db.get_value('Household', doc.household, 'phone') }}")
		self.assertNotIn(PHONE, sent)
		self.assertIn("138****5678", sent)
		of_a_member = "{{ frappe.db.get_value('Household Member', {'parent': doc.household}, 'id_number') }}"
		self.assertNotIn(self.id_number, self.sent(of_a_member))

	def test_id_numbers_in_typed_text_are_masked(self):
		self.assertNotIn(self.id_number, self.sent("{{ doc.needs }}"))

	def test_typed_text_is_not_run_as_a_template(self):
		self.notify(subject="{{ doc.needs }}", message="{{ doc.needs }}", recipients=ROLE)
		# Stored before such text was refused.
		with patch("fanpin_app.security.text.plain_text.refuse_markup"):
			make_visit(self.household.name, needs="{{ 6 * 7 }}")
		[log] = frappe.get_all(
			"Notification Log", {"for_user": self.offices.village}, ["subject", "email_content"]
		)
		self.assertEqual(log.subject, "{{ 6 * 7 }}")
		self.assertIn("6 * 7", log.email_content)

	def test_a_mention_contains_no_id_number(self):
		mention = f'<span class="mention" data-id="{self.offices.village}">@</span>'
		self.household.add_comment("Comment", text=f"{mention} {self.id_number} {PHONE}")
		[content] = frappe.get_all(
			"Notification Log", {"for_user": self.offices.village}, pluck="email_content"
		)
		self.assertNotIn(self.id_number, content)
		self.assertNotIn(PHONE, content)

	def texted(self) -> dict[str, str]:
		"""Number → text of what a notification to the role, the visitor and the household sends by SMS."""
		frappe.db.set_value("User", self.offices.village, "mobile_no", "13900000001")
		frappe.db.set_value("User", self.offices.stranger, "mobile_no", "13900000002")
		self.notify(
			channel="SMS",
			message="{{ frappe.db.get_value('Household', doc.household, 'phone') }} {{ doc.needs }}",
			recipients=[*ROLE, {"receiver_by_document_field": "needs"}],
		)
		with patch("frappe.email.doctype.notification.notification.send_sms") as send:
			make_visit(self.household.name, needs="13911112222")
		return {
			number: call.kwargs["msg"]
			for call in send.call_args_list
			for number in call.kwargs["receiver_list"]
		}

	def test_a_text_message_is_sent_to_officers_with_access_and_has_nothing_private(self):
		texted = self.texted()
		self.assertEqual(list(texted), ["13900000001"])
		self.assertNotIn(PHONE, texted["13900000001"])

	def test_an_outside_channel_needs_confirmation_and_gets_nothing_before(self):
		frappe.get_doc(
			doctype="Slack Webhook URL", webhook_name="站外群", webhook_url="https://elsewhere.example/hook"
		).insert()
		slack = {"channel": "Slack", "slack_webhook_url": "站外群", "recipients": []}
		self.assertRaisesRegex(frappe.ValidationError, "站外群", self.notify, **slack)
		frappe.get_doc(doctype="Outside Recipient", address="站外群", reason="协议").insert()
		self.notify(**slack, message="{{ frappe.db.get_value('Household', doc.household, 'phone') }}")
		with patch("frappe.email.doctype.notification.notification.send_slack_message") as send:
			make_visit(self.household.name)
			frappe.delete_doc("Outside Recipient", "站外群")
			make_visit(self.household.name)
		self.assertEqual(send.call_count, 1)
		self.assertEqual(send.call_args.kwargs["message"], "138****5678")

	def test_a_fixed_outside_address_needs_confirmation(self):
		fields = {"channel": "Email", "recipients": [{"cc": OUTSIDE}]}
		self.assertRaisesRegex(frappe.ValidationError, OUTSIDE, self.notify, **fields)
		frappe.get_doc(doctype="Outside Recipient", address=OUTSIDE, reason="协议").insert()
		self.notify(**fields)
		make_visit(self.household.name)
		self.assertTrue(frappe.db.exists("Email Queue Recipient", {"recipient": OUTSIDE}))


class TestTemplatesOfAdministrators(NoticesTestCase):
	"""A template may use the document's private fields, but they are masked."""

	TEMPLATE = "{{ doc.phone }}/{{ doc.members[0].id_number }}"

	def setUp(self) -> None:
		super().setUp()
		self.household.reload()
		self.id_number = frappe.db.get_value("Household Member", self.household.members[0].name, "id_number")

	def assert_masked(self, text: str) -> None:
		self.assertNotIn(PHONE, text)
		self.assertNotIn(self.id_number, text)
		self.assertIn("138****5678/449913************", text)

	def test_a_print(self):
		frappe.get_doc(
			doctype="Print Format",
			name="测试打印",
			doc_type="Household",
			custom_format=1,
			print_format_type="Jinja",
			standard="No",
			html=self.TEMPLATE,
		).insert()
		self.assert_masked(frappe.get_print("Household", self.household.name, "测试打印"))

	def test_a_webhook(self):
		hook = frappe.get_doc(
			doctype="Webhook",
			webhook_doctype="Household",
			webhook_docevent="on_update",
			request_url="https://elsewhere.example/hook",
			request_structure="JSON",
			webhook_json=frappe.as_json({"text": self.TEMPLATE + LOOKED_UP}),
		)
		sent = frappe.as_json(webhook.get_webhook_data(self.household, hook))
		self.assertNotIn(PHONE, sent)
		self.assertNotIn(self.id_number, sent)
		self.assertIn("138****5678", sent)
