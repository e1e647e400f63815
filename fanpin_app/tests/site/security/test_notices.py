"""Frappe's notifications about a document only go to its readers.

Each kind is tested with an officer of the village, who is notified, and with one of another village, who is
not.
"""

from collections.abc import Callable
from unittest.mock import patch

import frappe
from frappe.desk.notifications import notify_mentions
from frappe.utils import add_days, add_to_date, now_datetime, today

from fanpin_app.permissions.postings import clear_postings
from fanpin_app.permissions.rules import RULES
from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.security.notices.recipients import permitted_addresses, readers
from fanpin_app.tests.support.builders import OTHER_VILLAGE, make_household, make_user, make_visit
from fanpin_app.tests.support.security.files import attach
from fanpin_app.tests.support.security.notices import HEAD, OUTSIDE, ROLE, NoticesTestCase

Notify = Callable[["TestNotifications"], None]


def _mention(case: "TestNotifications") -> None:
	mentions = "".join(f'<span class="mention" data-id="{user}">@</span>' for user in case.both)
	case.household.add_comment("Comment", text=f"{mentions} 请看 {HEAD} 户")


def _mention_of_a_group(case: "TestNotifications") -> None:
	group = frappe.get_doc(
		doctype="User Group", name="测试组", user_group_members=[{"user": user} for user in case.both]
	).insert()
	mention = f'<span class="mention" data-id="{group.name}" data-is-group="true">@</span>'
	notify_mentions("Household", case.household.name, mention)


def _notify(**fields) -> Notify:
	def notify(case: "TestNotifications") -> None:
		case.notify(**fields)
		make_visit(case.household.name, needs=",".join(case.both))

	return notify


def _remind(case: "TestNotifications") -> None:
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


def _give_points(case: "TestNotifications") -> None:
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


def _mail(case: "TestNotifications") -> None:
	frappe.sendmail(
		recipients=case.both,
		subject=HEAD,
		message=HEAD,
		reference_doctype="Household",
		reference_name=case.household.name,
	)


def _mail_copies(case: "TestNotifications") -> None:
	frappe.sendmail(
		cc=case.both[:1],
		bcc=case.both[1:],
		recipients=[],
		subject=HEAD,
		message=HEAD,
		reference_doctype="Household",
		reference_name=case.household.name,
	)


def _mail_a_print(case: "TestNotifications") -> None:
	frappe.sendmail(
		recipients=case.both,
		subject="打印件",
		message="见附件",
		attachments=[
			{"print_format_attachment": 1, "doctype": "Household", "name": case.household.name, "lang": "zh"}
		],
	)


def _mail_a_file(case: "TestNotifications") -> None:
	file = attach(case.household.name, "证明.txt", HEAD)
	frappe.sendmail(recipients=case.both, subject="文件", message="见附件", attachments=[{"fid": file.name}])


def _mail_about_a_comment(case: "TestNotifications") -> None:
	comment = case.household.add_comment("Comment", text=HEAD)
	frappe.sendmail(
		recipients=case.both,
		subject=HEAD,
		message=HEAD,
		reference_doctype="Comment",
		reference_name=comment.name,
	)


# Each kind of notification about a document that Frappe has.
KINDS: dict[str, Notify] = {
	"mention": _mention,
	"mention of a group": _mention_of_a_group,
	"notification to a role at the bell": _notify(recipients=ROLE),
	"notification to a role by mail": _notify(recipients=ROLE, channel="Email"),
	"notification to a role by both": _notify(recipients=ROLE, channel="Email", send_system_notification=1),
	"notification on a condition": _notify(recipients=[ROLE[0] | {"condition": "doc.household"}]),
	"notification with copies": _notify(recipients=[{"cc": "{{ doc.needs }}"}], channel="Email"),
	"notification with hidden copies": _notify(
		# Frappe sends no mail with hidden copies only.
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


class TestNotifications(NoticesTestCase):
	def test_each_kind_notifies_only_users_who_may_read_the_document(self):
		for kind, notify in KINDS.items():
			with self.subTest(kind=kind):
				frappe.db.savepoint("before_way")
				notify(self)
				self.assertTrue(self.received(self.offices.village), "the insider heard nothing")
				self.assertEqual(self.received(self.offices.stranger), [])
				frappe.db.rollback(save_point="before_way")
				# Frappe caches the list of notifications in memory.
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

	def test_mail_about_unscoped_doctypes_is_sent_as_before(self):
		frappe.sendmail(recipients=[OUTSIDE, self.offices.stranger], subject="放假通知", message="放假")
		self.assertEqual(len(self.received(self.offices.stranger)), 1)
		self.assertTrue(frappe.db.exists("Email Queue Recipient", {"recipient": OUTSIDE}))


class TestNoticesElsewhere(NoticesTestCase):
	def test_a_notification_of_another_village_is_sent_to_its_officers(self):
		self.notify(recipients=ROLE)
		make_visit(make_household(OTHER_VILLAGE).name)
		self.assertTrue(self.received(self.offices.stranger))
		self.assertEqual(self.received(self.offices.village), [])


class TestReaders(NoticesTestCase):
	def readers(self, *users: str) -> list[str]:
		return readers("Household", self.household.name, users)

	def test_they_are_the_officers_with_the_document_in_scope(self):
		offices = self.offices
		users = (offices.stranger, offices.village, offices.town, offices.district)
		self.assertEqual(self.readers(*users), [offices.village, offices.town, offices.district])

	def test_a_disabled_officer_is_none_of_them(self):
		frappe.db.set_value("User", self.offices.village, "enabled", 0)
		self.assertEqual(self.readers(self.offices.village), [])

	def test_an_officer_whose_posting_has_ended_is_none_of_them(self):
		frappe.db.set_value(
			"Officer Posting", {"user": self.offices.village}, "to_date", add_days(today(), -1)
		)
		clear_postings()
		self.addCleanup(clear_postings)
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


class TestLists(NoticesTestCase):
	def published(self, document) -> list[str]:
		# Of the set-up, and of an earlier test whose transaction ended neither by a commit nor by a rollback.
		frappe.db.after_commit.reset()
		if hasattr(frappe.local, "_realtime_log"):
			del frappe.local._realtime_log
		with patch("frappe.realtime.emit_via_redis") as emit:
			document.notify_update()
			frappe.db.after_commit.run()
		return [call.args[0] for call in emit.call_args_list]

	def test_no_open_list_is_notified_of_documents_that_its_reader_may_not_see(self):
		self.assertEqual(self.published(self.household), ["doc_update"])

	def test_lists_of_settings_that_every_reader_sees_are_notified_as_before(self):
		self.assertIn("list_update", self.published(frappe.get_doc("Alert Level", "Yellow")))

	def test_no_list_is_notified_of_documents_of_one_user(self):
		todo = frappe.get_doc(doctype="ToDo", description="开会").insert()
		tag = frappe.get_doc(doctype="Tag", name="欠赌债黄守田").insert()
		for document in (todo, tag, frappe.get_doc("User", self.offices.village)):
			self.assertNotIn("list_update", self.published(document), document.doctype)

	def test_names_are_sent_to_lists_of_no_doctype_of_which_a_reader_sees_some_documents_only(self):
		with patch("frappe.realtime.emit_via_redis") as emit:
			for doctype in frappe.get_all("DocType", filters={"istable": 0}, pluck="name"):
				frappe.publish_realtime("list_update", {"doctype": doctype, "name": HEAD})
		sent = {call.args[1]["doctype"] for call in emit.call_args_list}
		self.assertLessEqual({"Alert Level", "Risk Type", "Measure Type"}, sent)
		self.assertFalse(sent & (scoped_doctypes() | set(RULES)))
		modules = frappe.get_all("DocType", filters={"name": ("in", sent)}, pluck="module", distinct=True)
		self.assertEqual(
			{frappe.local.module_app[frappe.scrub(module)] for module in modules}, {"fanpin_app"}
		)
