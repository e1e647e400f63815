import frappe

from fanpin_app.tests.support import builders
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.clocks import set_terms
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.verification import stages
from fanpin_app.verification.clocks.terms import Term, term_for


class TestTerms(TestCase):
	def test_the_row_that_names_the_channel_applies_then_the_one_that_names_the_purpose(self):
		set_terms(
			{"step": stages.VILLAGE, "days": 1},
			{"step": stages.VILLAGE, "days": 2, "purpose": "Inclusion"},
			{"step": stages.VILLAGE, "days": 3, "channel": "Green Lane"},
			{"step": stages.VILLAGE, "days": 4, "channel": "Visit", "purpose": "Elimination"},
		)
		for purpose, channel, days in (
			("Elimination", "", 1),
			("Inclusion", "", 2),
			("Inclusion", "Visit", 2),
			("Inclusion", "Green Lane", 3),
			("Elimination", "Visit", 4),
		):
			with self.subTest(purpose=purpose, channel=channel):
				term = term_for(stages.VILLAGE, purpose, channel)
				self.assertEqual(term, Term(days, in_working_days=True))

	def test_a_step_without_a_row_has_no_limit(self):
		set_terms({"step": stages.TOWN, "days": 1, "purpose": "Elimination"})
		self.assertIsNone(term_for(stages.TOWN, "Inclusion", ""))
		self.assertIsNone(term_for(stages.VILLAGE, "Elimination", ""))

	def test_two_rows_for_the_same_are_refused(self):
		row = {"step": stages.TOWN, "days": 1, "channel": "Visit"}
		set_terms(row, row | {"purpose": "Inclusion"})
		with self.assertRaisesRegex(frappe.ValidationError, "row 2: there is another row"):
			set_terms(row, row | {"days": 2})

	def test_a_reminder_before_the_step_begins_is_refused(self):
		with self.assertRaisesRegex(frappe.ValidationError, "row 1: the reminder"):
			set_terms({"step": stages.TOWN, "days": 3, "remind_before": 4})

	def test_a_reason_for_a_pause_is_listed_once_for_a_step(self):
		reason = {"reason": "全家外出"}
		set_terms(reasons=(reason, reason | {"step": stages.TOWN}))
		with self.assertRaisesRegex(frappe.ValidationError, "row 2: the reason"):
			set_terms(reasons=(reason, reason))

	def test_the_channels_are_the_sources_of_alerts_and_the_green_lane(self):
		options = frappe.get_meta("Statutory Term").get_field("channel").options.split("\n")
		sources = frappe.get_meta("Risk Alert").get_field("source").options.split("\n")
		self.assertEqual(options, ["", *sources, "Green Lane"])

	def test_officers_read_the_limits_and_administrators_write_them(self):
		cadre = builders.make_officer("Village Cadre", builders.VILLAGE)
		with as_user(cadre):
			self.assertTrue(frappe.get_doc("Statutory Clock").has_permission("read"))
			with self.assertRaises(frappe.PermissionError):
				set_terms({"step": stages.TOWN, "days": 99})
		administrator = builders.make_officer("Monitoring Administrator", builders.CITY)
		with as_user(administrator):
			set_terms({"step": stages.TOWN, "days": 99})
		self.assertEqual(term_for(stages.TOWN, "Inclusion", "").days, 99)
