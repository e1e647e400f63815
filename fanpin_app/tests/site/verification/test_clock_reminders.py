import frappe

from fanpin_app.tests.support import builders
from fanpin_app.tests.support.clocks import on_day, set_days
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user
from fanpin_app.verification import api
from fanpin_app.verification.clocks.reminders import remind_offices


class TestReminders(OfficesTestCase):
	"""The village has until 2026-09-22, the whole procedure until 2026-10-13, each with a reminder two days before."""

	def setUp(self):
		super().setUp()
		frappe.db.delete("Risk Check")
		set_days(5, 3, 2, 15, remind_before=2, reasons=({"reason": "全家外出"},))
		with on_day("2026-09-16"):
			self.check = self.offices.start(builders.make_household().name)

	def sent_on(self, day: str) -> dict[str, str]:
		"""Officer → subject of the messages of this day."""
		known = set(frappe.get_all("Notification Log", pluck="name"))
		with on_day(day):
			remind_offices()
		notices = frappe.get_all("Notification Log", fields=["name", "for_user", "subject"])
		return {notice.for_user: notice.subject for notice in notices if notice.name not in known}

	def subject(self, overdue: int = 0, due: int = 0, soon: int = 0) -> str:
		text = frappe._("Time limits: {0} overdue, {1} due today, {2} due soon", "zh")
		return text.format(overdue, due, soon)

	def test_the_office_is_reminded_before_the_last_day_and_on_it_and_then_the_next_tier_each_once(self):
		village, town = self.offices.village, self.offices.town
		days = [f"2026-09-{day}" for day in range(16, 25)]
		self.assertEqual(
			{day: sent for day in days if (sent := self.sent_on(day))},
			{
				"2026-09-20": {village: self.subject(soon=1)},
				"2026-09-22": {village: self.subject(due=1)},
				"2026-09-23": {town: self.subject(overdue=1)},
			},
		)

	def test_a_day_on_which_the_job_did_not_run_is_made_up_for(self):
		self.assertEqual(self.sent_on("2026-09-23"), {self.offices.town: self.subject(overdue=1)})
		self.assertEqual(self.sent_on("2026-09-24"), {})

	def test_the_whole_procedure_is_reminded_of_too(self):
		with on_day("2026-09-21"):
			check = self.offices.to_district(self.check)
		self.assertEqual(str(check.step_due_on), "2026-09-23")
		self.sent_on("2026-09-24")
		self.assertEqual(self.sent_on("2026-10-11"), {self.offices.district: self.subject(soon=1)})

	def test_each_officer_gets_one_message_with_all(self):
		with on_day("2026-09-16"):
			for _each in range(2):
				self.offices.start(builders.make_household().name)
		self.assertEqual(self.sent_on("2026-09-22"), {self.offices.village: self.subject(due=3)})

	def test_a_new_round_is_reminded_of_again(self):
		self.sent_on("2026-09-22")
		with on_day("2026-09-22"):
			check = self.offices.review(self.check)
		self.assertEqual(check.step_reminder, "")
		self.assertEqual(self.sent_on(str(check.step_due_on)), {self.offices.town: self.subject(due=1)})

	def test_a_pause_moves_the_reminders(self):
		with on_day("2026-09-17"), as_user(self.offices.village):
			api.pause_clock(self.check.name, "全家外出", "2026-09-17", "2026-09-30")
		self.assertEqual(self.sent_on("2026-09-23"), {})
		self.check.reload()
		self.assertEqual(
			self.sent_on(str(self.check.step_due_on)), {self.offices.village: self.subject(due=1)}
		)

	def test_a_determined_check_is_not_reminded_of(self):
		with on_day("2026-09-17"):
			self.offices.review(self.check, "Reject", refusal_reason="收入稳定")
		self.assertEqual(self.sent_on("2026-09-23"), {})

	def test_a_village_without_an_officer_is_represented_by_the_town(self):
		frappe.db.delete("Officer Posting", {"user": self.offices.village})
		self.assertEqual(self.sent_on("2026-09-22"), {self.offices.town: self.subject(due=1)})
		self.assertEqual(self.sent_on("2026-09-23"), {self.offices.town: self.subject(overdue=1)})

	def test_where_nobody_is_posted_it_waits_for_somebody(self):
		postings = frappe.get_all("Officer Posting", pluck="name")
		frappe.db.set_value("Officer Posting", {"name": ("in", postings)}, "to_date", "2026-09-01")
		self.assertEqual(self.sent_on("2026-09-22"), {})
		frappe.db.set_value("Officer Posting", {"name": ("in", postings)}, "to_date", None)
		self.assertEqual(self.sent_on("2026-09-22"), {self.offices.village: self.subject(due=1)})

	def test_a_state_that_was_given_to_another_office_is_that_office_s(self):
		workflow = frappe.get_doc("Workflow", "Risk Check")
		workflow.states[0].allow_edit = "Town Officer"
		for row in workflow.transitions:
			if row.state == workflow.states[0].state:
				row.allowed = "Town Officer"
		workflow.save()
		self.assertEqual(self.sent_on("2026-09-22"), {self.offices.town: self.subject(due=1)})
		self.assertEqual(self.sent_on("2026-09-23"), {self.offices.district: self.subject(overdue=1)})

	def test_the_message_names_household_step_and_day_and_is_escaped(self):
		frappe.db.set_value("Risk Check", self.check.name, "head_name", "<b>林</b>")
		self.sent_on("2026-09-22")
		[content] = frappe.get_all(
			"Notification Log", {"document_name": self.check.name}, pluck="email_content"
		)
		self.assertIn("&lt;b&gt;林&lt;/b&gt;", content)
		self.assertIn("村排查", content)
