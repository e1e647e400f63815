"""Whatever Frappe tells its users of a document goes to who may read it. Each way to tell is tried with an officer of
the village, who is told, and with one of another village, who is not."""

from collections.abc import Callable
from unittest.mock import patch

import frappe
from frappe.desk.form import assign_to, document_follow
from frappe.desk.notifications import notify_mentions
from frappe.email.doctype.email_queue.email_queue import EmailQueue
from frappe.utils import add_days, add_to_date, now_datetime, today

from fanpin_app.reach import forget_postings
from fanpin_app.security import notices_patches
from fanpin_app.security.recipients import permitted_addresses, readers
from fanpin_app.tests.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_alert,
	make_household,
	make_user,
	make_visit,
	member,
	notify_of_new_documents,
)
from fanpin_app.tests.procedure import OfficesTestCase
from fanpin_app.tests.test_report_mail import make_email_account

PHONE = "13800135678"
OUTSIDE = "bureau@elsewhere.example"
HEAD = "林保密"

Tell = Callable[["TestWaysToTell"], None]


def _mention(case: "TestWaysToTell") -> None:
	mentions = "".join(f'<span class="mention" data-id="{user}">@</span>' for user in case.both)
	case.household.add_comment("Comment", text=f"{mentions} 请看 {HEAD} 户")


def _mention_of_a_group(case: "TestWaysToTell") -> None:
	group = frappe.get_doc(
		doctype="User Group", name="测试组", user_group_members=[{"user": user} for user in case.both]
	).insert()
	mention = f'<span class="mention" data-id="{group.name}" data-is-group="true">@</span>'
	notify_mentions("Household", case.household.name, mention)


def _notify(**fields) -> Tell:
	def tell(case: "TestWaysToTell") -> None:
		case.notify(**fields)
		make_visit(case.household.name, needs=",".join(case.both))

	return tell


def _remind(case: "TestWaysToTell") -> None:
	for user in case.both:
		frappe.set_user(user)
		reminder = frappe.get_doc(
			doctype="Reminder",
			remind_at=add_to_date(now_datetime(), hours=1),
			description=HEAD,
			reminder_doctype="Household",
			reminder_docname=case.household.name,
		).insert(ignore_permissions=True)
		frappe.set_user("Administrator")
		reminder.send_reminder()


def _give_points(case: "TestWaysToTell") -> None:
	for user in case.both:
		frappe.get_doc(
			doctype="Energy Point Log",
			type="Appreciation",
			points=5,
			user=user,
			reference_doctype="Household",
			reference_name=case.household.name,
			reason=HEAD,
		).insert(ignore_permissions=True)


def _mail(case: "TestWaysToTell") -> None:
	frappe.sendmail(
		recipients=case.both,
		subject=HEAD,
		message=HEAD,
		reference_doctype="Household",
		reference_name=case.household.name,
	)


def _mail_copies(case: "TestWaysToTell") -> None:
	frappe.sendmail(
		cc=case.both[:1],
		bcc=case.both[1:],
		recipients=[],
		subject=HEAD,
		message=HEAD,
		reference_doctype="Household",
		reference_name=case.household.name,
	)


def _mail_a_print(case: "TestWaysToTell") -> None:
	frappe.sendmail(
		recipients=case.both,
		subject="打印件",
		message="见附件",
		attachments=[
			{"print_format_attachment": 1, "doctype": "Household", "name": case.household.name, "lang": "zh"}
		],
	)


def _mail_a_file(case: "TestWaysToTell") -> None:
	file = frappe.get_doc(
		doctype="File",
		file_name="证明.txt",
		content=HEAD,
		is_private=1,
		attached_to_doctype="Household",
		attached_to_name=case.household.name,
	).insert()
	frappe.sendmail(recipients=case.both, subject="文件", message="见附件", attachments=[{"fid": file.name}])


def _mail_about_a_comment(case: "TestWaysToTell") -> None:
	comment = case.household.add_comment("Comment", text=HEAD)
	frappe.sendmail(
		recipients=case.both,
		subject=HEAD,
		message=HEAD,
		reference_doctype="Comment",
		reference_name=comment.name,
	)


ROLE = [{"receiver_by_role": "Village Officer"}]
# Each way that Frappe has of telling somebody of a document.
WAYS: dict[str, Tell] = {
	"mention": _mention,
	"mention of a group": _mention_of_a_group,
	"notification to a role at the bell": _notify(recipients=ROLE),
	"notification to a role by mail": _notify(recipients=ROLE, channel="Email"),
	"notification to a role by both": _notify(recipients=ROLE, channel="Email", send_system_notification=1),
	"notification on a condition": _notify(recipients=[ROLE[0] | {"condition": "doc.household"}]),
	"notification with copies": _notify(recipients=[{"cc": "{{ doc.needs }}"}], channel="Email"),
	"notification with hidden copies": _notify(
		# Frappe sends no mail that has hidden copies alone.
		recipients=[{"receiver_by_role": "Town Officer", "bcc": "{{ doc.needs }}"}],
		channel="Email",
	),
	"notification to a field": _notify(recipients=[{"receiver_by_document_field": "needs"}]),
	"reminder": _remind,
	"points": _give_points,
	"mail": _mail,
	"mail with copies": _mail_copies,
	"mail with a print": _mail_a_print,
	"mail with a file": _mail_a_file,
	"mail about a comment": _mail_about_a_comment,
}


class NoticesTestCase(OfficesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		notices_patches.install()
		frappe.get_doc("Email Account", make_email_account(port=1)).db_set("default_outgoing", 1)
		# Mails stay in the queue: sending one commits.
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
		"""What the user has been sent: notices at the bell and mails."""
		address = frappe.db.get_value("User", user, "email")
		mails = frappe.get_all(
			"Email Queue Recipient", {"recipient": ("in", (user, address))}, pluck="parent"
		)
		return frappe.get_all("Notification Log", {"for_user": user}, pluck="name") + mails


class TestWaysToTell(NoticesTestCase):
	def test_each_way_tells_who_may_read_the_document_and_nobody_else(self):
		for way, tell in WAYS.items():
			with self.subTest(way=way):
				frappe.db.savepoint("before_way")
				tell(self)
				self.assertTrue(self.received(self.offices.village), "the insider heard nothing")
				self.assertEqual(self.received(self.offices.stranger), [])
				frappe.db.rollback(save_point="before_way")
				# Frappe keeps in memory which notifications there are.
				frappe.clear_cache()

	def test_a_mail_that_nobody_may_get_is_kept_with_the_reason_and_not_sent(self):
		frappe.sendmail(
			recipients=[self.offices.stranger],
			subject=HEAD,
			message=HEAD,
			reference_doctype="Household",
			reference_name=self.household.name,
		)
		[kept] = frappe.get_all(
			"Email Queue", {"reference_name": self.household.name}, ["status", "error"], limit=5
		)
		self.assertEqual(kept.status, "Error")
		self.assertIn(self.offices.stranger, kept.error)

	def test_mail_about_what_has_no_scope_goes_out_as_ever(self):
		frappe.sendmail(recipients=[OUTSIDE, self.offices.stranger], subject="放假通知", message="放假")
		self.assertEqual(len(self.received(self.offices.stranger)), 1)
		self.assertTrue(frappe.db.exists("Email Queue Recipient", {"recipient": OUTSIDE}))


class TestReaders(NoticesTestCase):
	def readers(self, *users: str) -> list[str]:
		return readers("Household", self.household.name, users)

	def test_they_are_the_officers_whose_regions_hold_the_document(self):
		offices = self.offices
		asked = (offices.stranger, offices.village, offices.town, offices.district)
		self.assertEqual(self.readers(*asked), [offices.village, offices.town, offices.district])

	def test_a_disabled_officer_is_none_of_them(self):
		frappe.db.set_value("User", self.offices.village, "enabled", 0)
		self.assertEqual(self.readers(self.offices.village), [])

	def test_an_officer_whose_posting_has_ended_is_none_of_them(self):
		frappe.db.set_value(
			"Officer Posting", {"user": self.offices.village}, "to_date", add_days(today(), -1)
		)
		forget_postings()
		self.addCleanup(forget_postings)
		self.assertEqual(self.readers(self.offices.village), [])

	def test_a_user_without_the_role_is_none_of_them(self):
		self.assertEqual(self.readers(make_user(role="Village Officer"), make_user()), [])

	def test_a_document_that_does_not_exist_has_none(self):
		self.assertEqual(readers("Household", "no such household", [self.offices.village]), [])

	def test_a_row_is_read_by_the_readers_of_its_document(self):
		row = self.household.members[0]
		self.assertEqual(readers("Household Member", row.name, self.both), [self.offices.village])

	def test_an_address_is_found_whatever_its_spelling(self):
		address = f"林干部 <{self.offices.village.upper()}>"
		self.assertEqual(permitted_addresses("Household", self.household.name, [address]), [address])

	def test_an_address_of_nobody_gets_nothing_until_an_administrator_allows_it(self):
		about = ("Household", self.household.name)
		self.assertEqual(permitted_addresses(*about, [OUTSIDE]), [])
		frappe.get_doc(doctype="Outside Recipient", address=OUTSIDE.upper(), reason="协议").insert()
		self.assertEqual(permitted_addresses(*about, [OUTSIDE]), [OUTSIDE])


class TestTasks(NoticesTestCase):
	def assign(self, user: str, document=None) -> None:
		document = document or self.household
		assign_to.add({"assign_to": [user], "doctype": document.doctype, "name": document.name})

	def test_a_task_is_given_to_who_may_read_the_document(self):
		self.assign(self.offices.village)
		self.assertTrue(frappe.db.exists("ToDo", {"allocated_to": self.offices.village}))

	def test_a_task_for_anybody_else_is_refused_in_words(self):
		for document in (self.household, make_alert(self.household.name), make_visit(self.household.name)):
			with (
				self.subTest(doctype=document.doctype),
				self.assertRaisesRegex(frappe.PermissionError, self.offices.stranger),
			):
				self.assign(self.offices.stranger, document)
		self.assertEqual(self.received(self.offices.stranger), [])

	def test_a_task_is_not_handed_on_to_anybody_else(self):
		self.assign(self.offices.village)
		todo = frappe.get_last_doc("ToDo", {"allocated_to": self.offices.village})
		todo.allocated_to = self.offices.stranger
		self.assertRaises(frappe.PermissionError, todo.save)

	def test_a_task_of_a_former_officer_can_be_closed(self):
		self.assign(self.offices.village)
		frappe.db.set_value(
			"Officer Posting", {"user": self.offices.village}, "to_date", add_days(today(), -1)
		)
		forget_postings()
		self.addCleanup(forget_postings)
		assign_to.remove("Household", self.household.name, self.offices.village)
		self.assertFalse(
			frappe.db.exists("ToDo", {"allocated_to": self.offices.village, "status": ("!=", "Cancelled")})
		)

	def assigned(self, **fields) -> list[str]:
		"""To whom a rule for new visits assigns them: one each."""
		self.addCleanup(frappe.clear_cache)
		frappe.get_doc(
			{
				"doctype": "Assignment Rule",
				"name": "走访分派",
				"document_type": "Household Visit",
				"assign_condition": "1",
				"description": "走访",
				"rule": "Round Robin",
				"users": [{"user": user} for user in (self.offices.stranger, self.offices.village)],
				"assignment_days": [
					{"day": day}
					for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
				],
			}
			| fields
		).insert()
		visits = [make_visit(self.household.name).name for _turn in range(3)]
		return frappe.get_all(
			"ToDo", {"reference_name": ("in", visits)}, pluck="allocated_to", order_by="creation"
		)

	def test_a_rule_chooses_among_its_users_those_who_may_read_the_document(self):
		for rule in ("Round Robin", "Load Balancing"):
			with self.subTest(rule=rule):
				frappe.db.savepoint("before_rule")
				self.assertEqual(self.assigned(rule=rule), [self.offices.village] * 3)
				frappe.db.rollback(save_point="before_rule")

	def test_a_rule_goes_round_its_users(self):
		users = [self.offices.stranger, self.offices.village, self.offices.town]
		assigned = self.assigned(users=[{"user": user} for user in users])
		self.assertEqual(assigned, [self.offices.village, self.offices.town, self.offices.village])

	def test_a_rule_without_a_user_who_may_read_the_document_assigns_nobody_and_keeps_the_document(self):
		self.assertEqual(self.assigned(users=[{"user": self.offices.stranger}]), [])


class TestFollowing(NoticesTestCase):
	def follow(self, user: str) -> None:
		frappe.db.set_value(
			"User", user, {"document_follow_notify": 1, "document_follow_frequency": "Hourly"}
		)
		frappe.clear_cache(user=user)
		document_follow.follow_document("Household", self.household.name, user)

	def test_nobody_is_made_to_follow_what_they_may_not_read(self):
		self.assertRaises(frappe.PermissionError, self.follow, self.offices.stranger)

	def test_a_follower_is_told_as_long_as_they_may_read_the_document(self):
		self.follow(self.offices.village)
		self.household.add_comment("Comment", text="有新情况")
		told, _documents = document_follow.get_message_for_user("Hourly", self.offices.village)
		self.assertTrue(told)
		frappe.db.set_value(
			"Officer Posting", {"user": self.offices.village}, "to_date", add_days(today(), -1)
		)
		forget_postings()
		self.addCleanup(forget_postings)
		self.assertEqual(document_follow.get_message_for_user("Hourly", self.offices.village), ([], []))


class TestWhatIsSent(NoticesTestCase):
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

	def test_id_numbers_in_what_somebody_typed_are_masked(self):
		self.assertNotIn(self.id_number, self.sent("{{ doc.needs }}"))

	def test_what_somebody_typed_is_not_run_as_a_template(self):
		self.notify(subject="{{ doc.needs }}", message="{{ doc.needs }}", recipients=ROLE)
		make_visit(self.household.name, needs="{{ 6 * 7 }}")
		[log] = frappe.get_all(
			"Notification Log", {"for_user": self.offices.village}, ["subject", "email_content"]
		)
		self.assertEqual(log.subject, "{{ 6 * 7 }}")
		self.assertIn("6 * 7", log.email_content)

	def test_a_mention_passes_on_no_id_number(self):
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

	def test_a_text_message_goes_to_officers_who_may_read_the_document_and_holds_nothing_private(self):
		texted = self.texted()
		self.assertEqual(list(texted), ["13900000001"])
		self.assertNotIn(PHONE, texted["13900000001"])

	def test_a_channel_outside_is_asked_about_and_gets_nothing_before(self):
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

	def test_a_fixed_address_outside_is_asked_about(self):
		fields = {"channel": "Email", "recipients": [{"cc": OUTSIDE}]}
		self.assertRaisesRegex(frappe.ValidationError, OUTSIDE, self.notify, **fields)
		frappe.get_doc(doctype="Outside Recipient", address=OUTSIDE, reason="协议").insert()
		self.notify(**fields)
		make_visit(self.household.name)
		self.assertTrue(frappe.db.exists("Email Queue Recipient", {"recipient": OUTSIDE}))


class TestNoticesElsewhere(NoticesTestCase):
	def test_a_notification_of_another_village_goes_to_its_officers(self):
		self.notify(recipients=ROLE)
		make_visit(make_household(OTHER_VILLAGE).name)
		self.assertTrue(self.received(self.offices.stranger))
		self.assertEqual(self.received(self.offices.village), [])
