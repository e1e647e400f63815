import frappe
from frappe.utils import add_days, getdate, today

from fanpin_app.tests.support import builders
from fanpin_app.tests.support.clocks import set_terms
from fanpin_app.tests.support.procedure import OfficesTestCase, apply_action, as_user, review_fields
from fanpin_app.verification import api, stages
from fanpin_app.verification.clocks.terms import WHOLE
from fanpin_app.verification.facts.at_start import record_facts
from fanpin_app.verification.start import start_check


class TestCheckFromAnAlert(OfficesTestCase):
	def setUp(self):
		super().setUp()
		self.household = builders.make_household(household_kind="Formerly Poor").name
		self.alert = builders.make_alert(self.household).name

	def start(self, alert: str | None = None):
		with as_user(self.offices.village):
			return frappe.get_doc("Risk Check", start_check(alert or self.alert))

	def test_takes_the_household_and_puts_its_alerts_under_check(self):
		other_alert = builders.make_alert(self.household, risk="R9").name
		check = self.start()
		self.assertEqual(
			(check.household, check.region, check.purpose, check.stage),
			(self.household, builders.VILLAGE, "Inclusion", stages.VILLAGE),
		)
		for alert in (self.alert, other_alert):
			self.assertEqual(frappe.db.get_value("Risk Alert", alert, "status"), "Under Check")

	def test_stores_what_is_known_that_day(self):
		builders.make_income(self.household, getdate(today()).year, wage_income=7900)
		check = self.start()
		self.assertEqual(
			(check.people, check.income_known, check.income_per_head, check.income_line),
			(1, 1, 7900, 8000),
		)
		self.assertEqual(check.suggested_kind, "Unstable Formerly Poor")

	def test_above_the_line_the_risks_that_administrators_marked_suggest_a_sudden_hardship(self):
		builders.make_income(self.household, getdate(today()).year, wage_income=9000)
		builders.make_alert(self.household, risk="R9", level="Yellow")
		for is_marked, suggested in ((0, ""), (1, "Sudden Hardship")):
			with self.subTest(is_marked=is_marked):
				frappe.db.set_value("Risk Type", "R9", "suggests_sudden_hardship", is_marked)
				frappe.db.set_value("Risk Type", "R1", "suggests_sudden_hardship", 0)
				check = frappe.new_doc("Risk Check", household=self.household, purpose="Inclusion")
				check.started_on = today()
				record_facts(check)
				self.assertEqual(check.suggested_kind, suggested)

	def test_says_that_an_income_is_unknown_and_suggests_nothing(self):
		check = self.start()
		self.assertEqual((check.income_known, check.suggested_kind), (0, ""))

	def test_is_due_by_the_statutory_clock(self):
		check = self.start()
		self.assertEqual(check.review_due_on, getdate(add_days(today(), 5)))
		self.assertEqual(check.due_on, getdate(add_days(today(), 15)))

	def test_is_due_by_the_days_that_an_administrator_set(self):
		set_terms({"step": WHOLE, "days": 25, "counted_in": "Calendar Days"})
		self.assertEqual(self.start().due_on, getdate(add_days(today(), 25)))

	def test_asks_every_enabled_situation_in_force(self):
		ended, off, *rest = frappe.get_all("Exclusion Situation", order_by="situation_no asc", pluck="name")
		frappe.get_doc("Exclusion Situation", ended).update({"effective_to": add_days(today(), -1)}).save()
		frappe.get_doc("Exclusion Situation", off).update({"enabled": 0}).save()
		self.assertEqual([row.situation for row in self.start().situations], rest)

	def test_is_refused_while_another_is_open(self):
		self.start()
		with self.assertRaisesRegex(frappe.ValidationError, "being checked already"):
			self.start(builders.make_alert(self.household, risk="R9").name)

	def test_is_refused_for_a_monitored_household(self):
		frappe.db.set_value("Household", self.household, "monitored", 1)
		with self.assertRaisesRegex(frappe.ValidationError, "monitored already"):
			self.start()

	def test_is_refused_to_an_officer_of_another_village(self):
		with as_user(self.offices.stranger), self.assertRaises(frappe.PermissionError):
			start_check(self.alert)
		self.assertEqual(frappe.db.get_value("Risk Alert", self.alert, "status"), "Open")

	def test_is_refused_with_another_household_s_alert(self):
		other = builders.make_household().name
		with self.assertRaisesRegex(frappe.ValidationError, "another household"):
			self.offices.start(other, alert=self.alert)

	def test_starts_by_post_only(self):
		self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[api.start_check], ["POST"])


class TestThreeOffices(OfficesTestCase):
	def setUp(self):
		super().setUp()
		self.household = builders.make_household().name
		self.alert = builders.make_alert(self.household).name
		self.check = self.offices.start(self.household, alert=self.alert)

	def test_village_town_and_district_bring_a_check_to_approval(self):
		check = self.offices.to_district(self.check)
		check = self.offices.determine(check, determined_kind="Marginal", district_opinion="综合研判")
		self.assertEqual((check.stage, check.decided_on), (stages.APPROVED, getdate(today())))
		self.assertEqual(
			[(row.from_stage, row.to_stage, row.officer) for row in check.steps],
			[
				(stages.VILLAGE, stages.TOWN, self.offices.village),
				(stages.TOWN, stages.DISTRICT, self.offices.town),
				(stages.DISTRICT, stages.APPROVED, self.offices.district),
			],
		)
		self.assertEqual(frappe.db.get_value("Risk Alert", self.alert, "status"), "Confirmed")

	def test_the_town_returns_it_to_the_village_without_required_fields(self):
		check = apply_action(self.offices.town, self.offices.review(self.check), "Return to Village")
		self.assertEqual(check.stage, stages.VILLAGE)

	def test_the_district_returns_it_to_the_town(self):
		check = self.offices.determine(self.offices.to_district(self.check), "Return to Town")
		self.assertEqual(check.stage, stages.TOWN)

	def test_a_refusal_dismisses_the_alert_with_the_reason(self):
		check = self.offices.verify(
			self.offices.review(self.check), "Reject", refusal_reason="收入稳定，支出可控"
		)
		self.assertEqual(check.stage, stages.REJECTED)
		self.assertEqual(
			frappe.db.get_value("Risk Alert", self.alert, ("status", "dismissal_reason")),
			("Dismissed", "收入稳定，支出可控"),
		)

	def test_an_alert_that_a_higher_office_closes_waits_for_it(self):
		self.offices.review(self.check, "Reject", refusal_reason="收入稳定，支出可控")
		self.assertEqual(
			frappe.db.get_value("Risk Alert", self.alert, ("status", "dismissal_reason")),
			("Acknowledged", None),
		)

	def test_an_alert_raised_during_the_check_stays_after_its_refusal(self):
		later = builders.make_alert(self.household, risk="R9").name
		self.offices.review(self.check, "Reject", refusal_reason="收入稳定")
		self.assertEqual(frappe.db.get_value("Risk Alert", later, "status"), "Open")

	def test_no_step_rejects_without_a_reason(self):
		for reject in (
			lambda check: apply_action(self.offices.village, check, "Reject"),
			lambda check: apply_action(self.offices.town, self.offices.review(check), "Reject"),
			lambda check: apply_action(self.offices.district, self.offices.verify(check), "Reject"),
		):
			with self.subTest(reject), self.assertRaisesRegex(frappe.ValidationError, "Reason for Refusal"):
				reject(frappe.get_doc("Risk Check", self.check.name))

	def test_a_second_check_starts_after_the_first_was_refused(self):
		self.offices.review(self.check, "Reject", refusal_reason="收入稳定")
		self.assertEqual(self.offices.start(self.household).stage, stages.VILLAGE)

	def test_no_other_office_applies_the_action_of_a_step(self):
		for user in (self.offices.town, self.offices.district):
			with self.subTest(user), self.assertRaises(frappe.ValidationError):
				apply_action(user, self.check, "Submit to Town")

	def test_an_office_of_another_town_applies_no_action(self):
		stranger = builders.make_officer("Town Officer", builders.OTHER_TOWN)
		check = self.offices.review(self.check)
		with self.assertRaises(frappe.PermissionError):
			apply_action(stranger, check, "Submit to District")

	def test_the_user_who_started_a_check_does_not_approve_it_where_the_workflow_forbids_it(self):
		workflow = frappe.get_doc("Workflow", "Risk Check")
		for row in workflow.transitions:
			row.allow_self_approval = 0
		workflow.save()
		check = frappe.get_doc("Risk Check", self.check.name)
		check.db_set("owner", self.offices.village)
		with self.assertRaises(frappe.PermissionError):
			apply_action(
				self.offices.village, check, None, **review_fields(check), workflow_state=stages.TOWN
			)


class TestWhatAStepMustHave(OfficesTestCase):
	def setUp(self):
		super().setUp()
		self.household = builders.make_household().name
		builders.make_income(self.household, getdate(today()).year, wage_income=5000)
		self.check = self.offices.start(self.household)

	def assert_refused(self, *sentences: str, step, **fields):
		with self.assertRaises(frappe.ValidationError) as refusal:
			step(frappe.get_doc("Risk Check", self.check.name), **fields)
		for sentence in sentences:
			self.assertIn(sentence, str(refusal.exception))

	def review_refused(self, *sentences: str, **fields):
		self.assert_refused(*sentences, step=self.offices.review, **fields)

	def test_the_message_lists_everything_that_is_missing(self):
		with self.assertRaises(frappe.ValidationError) as refusal:
			apply_action(self.offices.village, self.check, "Submit to Town")
		for part in ("Visited On", "Opinion of the Village", "Present at the Appraisal", "Public Notice"):
			self.assertIn(part, str(refusal.exception))

	def test_more_votes_than_people_are_refused(self):
		self.review_refused("more than the 9 present", votes_for=8, votes_against=2)

	def test_half_of_the_votes_are_not_enough(self):
		self.review_refused("not more than half", votes_present=8, votes_for=4, votes_against=4)

	def test_a_notice_of_four_days_is_too_short(self):
		self.review_refused(
			"less than the 5 days", notice_from=add_days(today(), -5), notice_to=add_days(today(), -1)
		)

	def test_a_notice_that_has_not_ended_blocks_the_check(self):
		self.review_refused("it hangs until", notice_from=today(), notice_to=add_days(today(), 5))

	def test_a_shorter_notice_is_enough_where_an_administrator_set_it(self):
		clock = frappe.get_doc("Statutory Clock")
		clock.notice_days = 3
		clock.save()
		check = self.offices.review(
			self.check, notice_from=add_days(today(), -4), notice_to=add_days(today(), -1)
		)
		self.assertEqual(check.stage, stages.TOWN)

	def test_a_visit_in_the_future_is_refused(self):
		self.review_refused("in the future", visited_on=add_days(today(), 1))

	def test_a_situation_that_applies_needs_its_explanation(self):
		self.check.situations[2].applies = 1
		self.review_refused(
			"Situations, row 3", "Write the explanation", situations=self.check.as_dict().situations
		)
		self.check.situations[2].explanation = "危房重建期间借住"
		check = self.offices.review(self.check, situations=self.check.as_dict().situations)
		self.assertEqual(check.stage, stages.TOWN)

	def test_a_blocking_situation_says_what_to_do(self):
		row = self.check.situations[0]
		frappe.get_doc("Exclusion Situation", row.situation).update({"mode": "Block"}).save()
		row.update({"applies": 1, "explanation": "在岗教师"})
		self.review_refused(
			"Situations, row 1", "Reject with this as the reason", situations=self.check.as_dict().situations
		)

	def test_a_blocking_situation_does_not_stop_a_refusal(self):
		row = self.check.situations[0]
		frappe.get_doc("Exclusion Situation", row.situation).update({"mode": "Block"}).save()
		row.applies = 1
		check = self.offices.review(
			self.check, "Reject", situations=self.check.as_dict().situations, refusal_reason="财政供养"
		)
		self.assertEqual(check.stage, stages.REJECTED)

	def test_a_situation_cannot_be_removed_from_the_list(self):
		situations = [row.situation for row in self.check.situations]
		check = apply_action(self.offices.village, self.check, None, situations=[])
		self.assertEqual([row.situation for row in check.situations], situations)

	def test_the_town_needs_an_opinion(self):
		self.offices.review(self.check)
		self.assert_refused("Opinion of the Town", step=self.offices.verify, town_opinion=" ")

	def test_the_district_needs_a_kind(self):
		self.offices.to_district(self.check)
		self.assert_refused("Determined Kind", step=self.offices.determine)

	def test_the_suggested_kind_needs_no_opinion(self):
		check = self.offices.determine(self.offices.to_district(self.check), determined_kind="Marginal")
		self.assertEqual(check.stage, stages.APPROVED)

	def test_another_kind_than_the_suggested_needs_the_district_s_opinion(self):
		self.offices.to_district(self.check)
		self.assert_refused(
			"Opinion of the District", step=self.offices.determine, determined_kind="Sudden Hardship"
		)

	def test_a_determination_before_the_start_is_refused(self):
		self.offices.to_district(self.check)
		self.assert_refused(
			"before the check started",
			step=self.offices.determine,
			determined_kind="Marginal",
			decided_on=add_days(today(), -1),
		)

	def test_a_determination_before_the_notice_ended_is_refused(self):
		self.check = self.offices.start(builders.make_household().name, started_on=add_days(today(), -20))
		self.offices.review(self.check, notice_from=add_days(today(), -12), notice_to=add_days(today(), -6))
		self.offices.verify(self.check)
		self.assert_refused(
			"before the public notice ended",
			step=self.offices.determine,
			determined_kind="Marginal",
			district_opinion="综合研判",
			decided_on=add_days(today(), -10),
		)

	def test_a_refused_action_leaves_the_check_where_it_was(self):
		self.review_refused("not more than half", votes_for=0)
		self.assertEqual(frappe.db.get_value("Risk Check", self.check.name, "stage"), stages.VILLAGE)


class TestWhatAClientMayWrite(OfficesTestCase):
	"""A save is like REST's PUT: any field, any value, as the user."""

	def setUp(self):
		super().setUp()
		self.check = self.offices.start(builders.make_household().name)

	def test_a_written_stage_changes_nothing(self):
		check = apply_action(self.offices.village, self.check, None, stage=stages.APPROVED)
		self.assertEqual(check.stage, stages.VILLAGE)

	def test_a_stage_written_by_administrator_changes_nothing(self):
		check = apply_action("Administrator", self.check, None, stage=stages.APPROVED)
		self.assertEqual(check.stage, stages.VILLAGE)

	def test_calculated_fields_are_not_written(self):
		check = apply_action(
			self.offices.village,
			self.check,
			None,
			suggested_kind="Marginal",
			income_line=1,
			due_on="2099-01-01",
			steps=[{"from_stage": stages.VILLAGE, "to_stage": stages.APPROVED}],
		)
		self.assertEqual(
			(check.suggested_kind, check.income_line, check.due_on, check.steps),
			(self.check.suggested_kind, self.check.income_line, self.check.due_on, []),
		)

	def test_a_state_is_not_written_without_the_role_of_its_action(self):
		check = self.offices.review(self.check)
		for user in (self.offices.village, self.offices.district):
			with self.subTest(user), self.assertRaises(frappe.PermissionError):
				apply_action(user, check, None, workflow_state=stages.DISTRICT)

	def test_a_state_that_no_action_leads_to_is_not_written(self):
		with self.assertRaises(frappe.PermissionError):
			apply_action(self.offices.village, self.check, None, workflow_state=stages.APPROVED)

	def test_a_check_does_not_begin_at_a_later_state(self):
		with self.assertRaises(frappe.ValidationError):
			self.offices.start(builders.make_household().name, workflow_state=stages.DISTRICT)

	def test_the_village_does_not_change_what_the_town_verifies(self):
		check = self.offices.review(self.check)
		with self.assertRaises(frappe.PermissionError):
			apply_action(self.offices.village, check, None, votes_for=9)

	def test_the_district_does_not_write_the_village_s_votes(self):
		check = self.offices.to_district(self.check)
		with self.assertRaises(frappe.PermissionError):
			apply_action(self.offices.district, check, None, votes_for=9)

	def test_the_village_does_not_write_the_determination_in_advance(self):
		with self.assertRaises(frappe.PermissionError):
			apply_action(self.offices.village, self.check, None, determined_kind="Marginal")

	def test_an_officer_of_another_village_reads_nothing(self):
		with as_user(self.offices.stranger):
			self.assertFalse(frappe.has_permission("Risk Check", "read", self.check.name))
			self.assertEqual(frappe.get_list("Risk Check"), [])

	def test_a_determined_check_stays_as_it_is(self):
		check = self.offices.review(self.check, "Reject", refusal_reason="收入稳定")
		for user in (self.offices.district, "Administrator"):
			with self.subTest(user), self.assertRaisesRegex(frappe.ValidationError, "stays as it is"):
				apply_action(user, check, None, refusal_reason="改写")

	def test_a_save_that_changes_nothing_of_a_determined_check_is_not_noted(self):
		check = self.offices.review(self.check, "Reject", refusal_reason="收入稳定")
		rows = ("Risk Check", "Check Situation", "Check Step")
		of_check = {row: {"name" if row == "Risk Check" else "parent": check.name} for row in rows}

		def stored() -> list:
			return [frappe.get_all(row, filters=of_check[row], fields=["*"], order_by="name") for row in rows]

		before = stored()
		frappe.db.set_value("Household", check.household, "head_name", "另一人", update_modified=False)
		for values in ({}, {"refusal_reason": "收入稳定"}):
			apply_action(self.offices.district, check, None, **values)
		self.assertEqual(stored(), before)
