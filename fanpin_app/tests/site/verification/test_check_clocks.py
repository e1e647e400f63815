"""Rounds, last days, days left and pauses of checks, on days of 2026 with the State Council's holidays."""

import frappe

from fanpin_app.tests.support import builders
from fanpin_app.tests.support.clocks import on_day, set_days, set_terms
from fanpin_app.tests.support.procedure import GREEN_LANE, OfficesTestCase, apply_action, as_user
from fanpin_app.verification import api, stages
from fanpin_app.verification.clocks.calendar_changes import recount

AWAY = "全家外出"
WEDNESDAY = "2026-09-16"


class ClocksTestCase(OfficesTestCase):
	"""Village 5, town 3, district 2 working days, the whole procedure 15; the first measure 20."""

	def setUp(self):
		super().setUp()
		set_days(5, 3, 2, 15, 20, remind_before=1, reasons=({"reason": AWAY},))

	def start(self, day: str = WEDNESDAY, **fields):
		with on_day(day):
			return self.offices.start(builders.make_household().name, **fields)

	def on(self, day: str, action, check, *args, **fields):
		with on_day(day):
			return action(check, *args, **fields)

	def clocks(self, check, day: str) -> dict:
		with on_day(day), as_user(self.offices.village):
			return api.get_clocks([check.name])[check.name]

	def texts(self, check, day: str) -> list[str]:
		return [clock["text"] for clock in self.clocks(check, day)["clocks"]]

	def pause(self, check, first: str, last: str, day: str, user: str | None = None, reason: str = AWAY):
		with on_day(day), as_user(user or self.offices.village):
			api.pause_clock(check.name, reason, first, last)
		check.reload()

	def dues(self, check) -> tuple[str, str]:
		return str(check.step_due_on), str(check.due_on)


class TestLastDays(ClocksTestCase):
	def test_working_days_skip_weekends_and_holidays_and_count_make_up_days(self):
		"""2026-09-20 is a Sunday that is worked, 2026-09-25 to 27 and 2026-10-01 to 07 are holidays."""
		self.assertEqual(self.dues(self.start()), ("2026-09-22", "2026-10-13"))

	def test_calendar_days_count_all(self):
		set_days(5, 5, 5, 15, counted_in="Calendar Days")
		self.assertEqual(self.dues(self.start()), ("2026-09-21", "2026-10-01"))

	def test_a_step_without_a_limit_of_its_own_has_that_of_the_whole_procedure(self):
		set_terms({"step": "Whole Procedure", "days": 15})
		check = self.start()
		self.assertEqual(self.dues(check), ("2026-10-13", "2026-10-13"))

	def test_without_any_limit_there_is_no_clock(self):
		set_terms()
		check = self.start()
		self.assertEqual((check.step_due_on, check.due_on), (None, None))
		self.assertEqual(self.clocks(check, WEDNESDAY)["clocks"], [])

	def test_the_channel_is_that_of_the_alert(self):
		set_terms(
			{"step": stages.VILLAGE, "days": 5}, {"step": stages.VILLAGE, "days": 1, "channel": "Officer"}
		)
		household = builders.make_household().name
		alert = builders.make_alert(household).name
		with on_day(WEDNESDAY):
			self.assertEqual(str(self.offices.start(household, alert=alert).step_due_on), "2026-09-17")

	def test_a_check_that_becomes_green_lane_gets_its_limits(self):
		set_terms(
			{"step": stages.VILLAGE, "days": 5}, {"step": stages.VILLAGE, "days": 1, "channel": "Green Lane"}
		)
		check = self.start()
		check = apply_action(self.offices.village, check, None, **GREEN_LANE)
		self.assertEqual(str(check.step_due_on), "2026-09-17")

	def test_a_change_of_the_settings_moves_no_last_day(self):
		check = self.start()
		set_days(1, 3, 2, 1)
		self.assertEqual(self.dues(frappe.get_doc("Risk Check", check.name)), ("2026-09-22", "2026-10-13"))
		check = self.on("2026-09-17", self.offices.review, check)
		self.assertEqual(self.dues(check), ("2026-09-21", "2026-10-13"))


class TestRounds(ClocksTestCase):
	def test_each_step_has_its_clock_and_each_round_stays_in_the_history(self):
		check = self.on("2026-09-18", self.offices.review, self.start())
		self.assertEqual(self.dues(check), ("2026-09-22", "2026-10-13"))
		with on_day("2026-09-23"):
			check = apply_action(self.offices.town, check, "Return to Village")
		self.assertEqual(self.dues(check), ("2026-10-08", "2026-10-13"))
		check = self.on("2026-09-28", self.offices.review, check)
		check = self.on("2026-09-29", self.offices.verify, check)
		check = self.on(
			"2026-10-09", self.offices.determine, check, determined_kind="Marginal", district_opinion="研判"
		)
		rounds = [
			(row.from_stage, str(row.entered_on), str(row.due_on), row.working_days) for row in check.steps
		]
		self.assertEqual(
			rounds,
			[
				(stages.VILLAGE, "2026-09-16", "2026-09-22", 2),
				(stages.TOWN, "2026-09-18", "2026-09-22", 4),
				(stages.VILLAGE, "2026-09-23", "2026-10-08", 2),
				(stages.TOWN, "2026-09-28", "2026-10-08", 1),
				(stages.DISTRICT, "2026-09-29", "2026-10-08", 3),
			],
		)
		self.assertEqual((check.step_due_on, str(check.due_on), check.days_taken), (None, "2026-10-13", 12))

	def test_a_determined_check_has_no_clock(self):
		check = self.on("2026-09-18", self.offices.review, self.start(), "Reject", refusal_reason="收入稳定")
		self.assertEqual((check.step_due_on, check.step_remind_on, check.days_taken), (None, None, 2))
		with on_day("2026-09-18"), as_user(self.offices.village):
			self.assertEqual(api.get_clocks([check.name]), {})


class TestDaysLeft(ClocksTestCase):
	def test_they_are_in_words_and_colour(self):
		check = self.start()
		for day, text, colour in (
			("2026-09-16", "5 working days left", "green"),
			("2026-09-20", "2 working days left", "green"),
			("2026-09-21", "1 working days left", "orange"),
			("2026-09-22", "Due today", "orange"),
			("2026-09-28", "3 working days overdue", "red"),
		):
			with self.subTest(day=day):
				clock = self.clocks(check, day)["clocks"][0]
				self.assertEqual(
					(clock["title"], clock["text"], clock["colour"]), (stages.VILLAGE, text, colour)
				)

	def test_on_the_weekend_after_the_last_day_it_is_past(self):
		set_days(2)
		self.assertEqual(self.texts(self.start(), "2026-09-19"), ["Past the last day"])

	def test_the_whole_procedure_and_the_first_measure_are_shown_too(self):
		self.assertEqual(
			self.texts(self.start(), WEDNESDAY),
			["5 working days left", "15 working days left", "20 working days left"],
		)

	def test_other_villages_read_none(self):
		check = self.start()
		with on_day(WEDNESDAY), as_user(self.offices.stranger):
			self.assertEqual(api.get_clocks([check.name]), {})

	def test_a_check_whose_office_has_no_officer_says_who_has_to_act_until_somebody_is_posted(self):
		check = self.start()
		self.assertIsNone(self.clocks(check, WEDNESDAY)["unassigned"])
		[posting] = frappe.get_all("Officer Posting", {"user": self.offices.village}, pluck="name")
		frappe.db.set_value("Officer Posting", posting, "to_date", "2026-09-15")
		sentence = self.clocks_as(self.offices.town, check)["unassigned"]
		self.assertIn("nobody of the tier Village is posted here, so the tier Town", sentence)
		with on_day(WEDNESDAY):
			builders.make_officer("First Secretary", builders.VILLAGE)
		self.assertIsNone(self.clocks_as(self.offices.town, check)["unassigned"])

	def clocks_as(self, user: str, check) -> dict:
		with on_day(WEDNESDAY), as_user(user):
			return api.get_clocks([check.name])[check.name]

	def test_a_clock_that_reaches_into_a_year_without_holidays_says_so(self):
		check = self.start("2026-12-28")
		self.assertEqual(str(check.step_due_on), "2027-01-04")
		[note] = self.clocks(check, "2026-12-28")["notes"]
		self.assertIn("The holidays of 2027 are not entered yet", note)
		self.assertEqual(self.clocks(check, "2027-01-01")["notes"], [note])

	def test_a_clock_of_calendar_days_needs_no_holidays(self):
		set_days(5, 5, 5, 15, counted_in="Calendar Days")
		self.assertEqual(self.clocks(self.start("2026-12-28"), "2026-12-28")["notes"], [])

	def test_once_the_holidays_are_entered_the_last_days_are_counted_again(self):
		check, other = self.start("2026-12-28"), self.start()
		plan = frappe.get_doc("Response Plan")
		plan.append("days", {"day": "2027-01-01", "kind": "Holiday", "day_name": "元旦"})
		plan.save()
		recount(2027)
		check.reload()
		self.assertEqual(str(check.step_due_on), "2027-01-05")
		self.assertEqual(self.clocks(check, "2026-12-28")["notes"], [])
		self.assertEqual(self.dues(frappe.get_doc("Risk Check", other.name)), self.dues(other))


class TestPauses(ClocksTestCase):
	def test_a_pause_moves_both_last_days_by_its_working_days(self):
		check = self.start()
		self.pause(check, "2026-09-18", "2026-09-20", day="2026-09-17")
		self.assertEqual(self.dues(check), ("2026-09-24", "2026-10-15"))
		row = check.pauses[0]
		self.assertEqual(
			(row.stage, row.reason, str(row.from_date), str(row.until_date), row.officer),
			(stages.VILLAGE, AWAY, "2026-09-18", "2026-09-20", self.offices.village),
		)

	def test_while_it_lasts_the_clock_says_so_and_it_ends_by_itself(self):
		check = self.start()
		self.pause(check, "2026-09-17", "2026-09-21", day="2026-09-17")
		paused = self.clocks(check, "2026-09-19")
		self.assertTrue(paused["is_paused"])
		self.assertIn("Paused until", paused["notes"][0])
		self.assertEqual(paused["clocks"][0]["text"], "5 working days left")
		after = self.clocks(check, "2026-09-22")
		self.assertEqual((after["is_paused"], after["clocks"][0]["text"]), (False, "4 working days left"))

	def test_the_officer_ends_it_on_a_day_that_is_its_last(self):
		check = self.start()
		self.pause(check, "2026-09-17", "2026-09-30", day="2026-09-17")
		with on_day("2026-09-18"), as_user(self.offices.village):
			api.end_pause(check.name)
		check.reload()
		self.assertEqual(
			(str(check.pauses[0].until_date), *self.dues(check)), ("2026-09-18", "2026-09-24", "2026-10-15")
		)

	def test_a_pause_that_has_not_begun_is_removed(self):
		check = self.start()
		self.pause(check, "2026-09-21", "2026-09-22", day="2026-09-17")
		with on_day("2026-09-18"), as_user(self.offices.village):
			api.end_pause(check.name)
		check.reload()
		self.assertEqual((check.pauses, *self.dues(check)), ([], "2026-09-22", "2026-10-13"))

	def test_a_check_that_moves_on_is_paused_no_more_and_its_round_is_without_the_pause(self):
		check = self.start()
		self.pause(check, "2026-09-17", "2026-09-30", day="2026-09-17")
		check = self.on("2026-09-18", self.offices.review, check)
		row = check.steps[0]
		self.assertEqual((str(row.due_on), row.working_days), ("2026-09-24", 0))
		self.assertEqual(
			(str(check.pauses[0].until_date), *self.dues(check)), ("2026-09-18", "2026-09-22", "2026-10-15")
		)

	def assert_refused(self, check, sentence: str, first: str, last: str, day: str = "2026-09-17", **others):
		with self.assertRaisesRegex(frappe.ValidationError, sentence):
			self.pause(check, first, last, day, **others)

	def test_days_that_are_past_or_too_late_or_in_the_wrong_order_are_refused(self):
		check = self.start()
		self.assert_refused(check, "begins in the past", "2026-09-16", "2026-09-18")
		self.assert_refused(check, "ends before it begins", "2026-09-18", "2026-09-17")
		self.assert_refused(check, "a pause begins by then", "2026-09-23", "2026-09-24")
		self.assert_refused(check, "a pause begins by then", "2026-09-24", "2026-09-30", day="2026-09-24")

	def test_a_second_pause_on_the_same_day_is_refused(self):
		check = self.start()
		self.pause(check, "2026-09-18", "2026-09-20", day="2026-09-17")
		for first, last in (
			("2026-09-20", "2026-09-21"),
			("2026-09-17", "2026-09-18"),
			("2026-09-17", "2026-09-30"),
		):
			self.assert_refused(check, "paused already", first, last)
		self.pause(check, "2026-09-21", "2026-09-21", day="2026-09-17")

	def test_other_reasons_than_those_of_the_step_and_longer_pauses_are_refused(self):
		set_terms(
			{"step": stages.VILLAGE, "days": 5},
			reasons=(
				{"reason": "待部门核实", "step": stages.TOWN},
				{"reason": AWAY, "max_days": 3},
			),
		)
		check = self.start()
		self.assert_refused(check, "not paused for this reason", "2026-09-17", "2026-09-17", reason="忙")
		self.assert_refused(
			check, "not paused for this reason", "2026-09-17", "2026-09-17", reason="待部门核实"
		)
		self.assert_refused(check, "3 days at most", "2026-09-17", "2026-09-20")
		self.pause(check, "2026-09-17", "2026-09-19", day="2026-09-17")

	def test_where_no_reason_is_listed_nothing_is_paused(self):
		set_days(5, 3, 2, 15)
		self.assert_refused(self.start(), "not paused for this reason", "2026-09-17", "2026-09-18")

	def test_only_whoever_holds_the_step_pauses_and_ends_it(self):
		check = self.start()
		for user in (self.offices.town, self.offices.district, self.offices.stranger):
			with self.subTest(user), self.assertRaises(frappe.PermissionError):
				self.pause(check, "2026-09-17", "2026-09-18", "2026-09-17", user)
		self.pause(check, "2026-09-17", "2026-09-20", day="2026-09-17")
		with on_day("2026-09-17"), as_user(self.offices.town), self.assertRaises(frappe.PermissionError):
			api.end_pause(check.name)
		check = self.on("2026-09-18", self.offices.review, check)
		with self.assertRaises(frappe.PermissionError):
			self.pause(check, "2026-09-21", "2026-09-21", "2026-09-18")
		self.pause(check, "2026-09-21", "2026-09-21", "2026-09-18", self.offices.town)

	def test_the_form_offers_it_to_whoever_holds_the_step(self):
		check = self.start()
		for user, reasons in ((self.offices.village, [AWAY]), (self.offices.town, [])):
			with on_day(WEDNESDAY), as_user(user):
				offered = api.get_pause_options(check.name)
			self.assertEqual([row["reason"] for row in offered["reasons"]], reasons)
			self.assertFalse(offered["may_end"])
		with as_user(self.offices.stranger), self.assertRaises(frappe.PermissionError):
			api.get_pause_options(check.name)

	def test_a_determined_check_is_not_paused(self):
		check = self.on("2026-09-18", self.offices.review, self.start(), "Reject", refusal_reason="收入稳定")
		with self.assertRaisesRegex(frappe.ValidationError, "clock has ended"):
			self.pause(check, "2026-09-18", "2026-09-18", "2026-09-18")
		with on_day("2026-09-18"), as_user(self.offices.village):
			self.assertEqual(api.get_pause_options(check.name), {"reasons": [], "may_end": False})

	def test_without_a_pause_there_is_none_to_end(self):
		check = self.start()
		with as_user(self.offices.village), self.assertRaisesRegex(frappe.ValidationError, "not paused"):
			api.end_pause(check.name)

	def test_a_client_writes_no_pause_and_no_last_day(self):
		check = self.start()
		written = apply_action(
			self.offices.village,
			check,
			None,
			pauses=[{"from_date": "2026-09-17", "until_date": "2026-12-31", "reason": AWAY}],
			step_due_on="2099-01-01",
			reminder="Overdue",
		)
		self.assertEqual((written.pauses, written.step_due_on, written.reminder), ([], check.step_due_on, ""))

	def test_pauses_are_made_and_ended_by_post_only(self):
		for function in (api.pause_clock, api.end_pause):
			self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[function], ["POST"])
