from unittest.mock import patch

import frappe
from frappe.model import no_value_fields
from frappe.model.workflow import apply_workflow, bulk_workflow_approval, get_transitions
from frappe.utils import add_days, today

from fanpin_app.assistance.doctype.monitoring_case.monitoring_case import MonitoringCase
from fanpin_app.early_warning.alerts.lifecycle import ENDED
from fanpin_app.tests.site.security.test_frozen_files import attach
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.procedure import (
	GREEN_LANE,
	OfficesTestCase,
	apply_action,
	as_user,
	resolve_risks,
	review_fields,
	start,
)
from fanpin_app.verification import alerts, papers, requirements, stages
from fanpin_app.verification.rights import STEP_FIELDS

VOTES = {"votes_present": 9, "votes_for": 8, "votes_against": 1}
NOTICE = {"notice_from": add_days(today(), -6), "notice_to": add_days(today(), -1)}
DETERMINATION = {"determined_kind": "Marginal", "district_opinion": "综合研判"}


class CheckTestCase(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = builders.make_household().name
		self.alert = builders.make_alert(self.household).name
		self.check = self.offices.start(self.household, alert=self.alert)

	def mark(self, row: int = 2, **values) -> list:
		rows = frappe.get_doc("Risk Check", self.check.name).as_dict().situations
		rows[row].update({"applies": 1, "explanation": "危房重建期间借住"} | values)
		return rows


class TestFactsOfAStep(CheckTestCase):
	def test_the_town_does_not_take_a_mark_away_that_the_village_made(self):
		check = self.offices.review(self.check, situations=self.mark())
		for values in ({"applies": 0}, {"explanation": "改写"}):
			with self.assertRaisesRegex(frappe.PermissionError, "Situations, row 3"):
				apply_action(self.offices.town, check, None, situations=self.mark(**values))

	def test_the_town_marks_what_the_village_did_not_see_and_takes_it_away_again(self):
		check = self.offices.review(self.check, situations=self.mark())
		check = apply_action(self.offices.town, check, None, situations=self.mark(4))
		self.assertTrue(check.situations[4].applies)
		check = apply_action(
			self.offices.town, check, None, situations=self.mark(4, applies=0, explanation="")
		)
		self.assertFalse(check.situations[4].applies)

	def test_a_field_of_no_step_keeps_what_it_had_when_the_step_was_left(self):
		"""As an administrator's own field: later steps fill it if it is empty."""
		own = STEP_FIELDS[stages.VILLAGE] - {"village_opinion", "green_lane_reason"}
		with patch.dict(STEP_FIELDS, {stages.VILLAGE: own}):
			check = self.offices.review(self.check)
			with self.assertRaisesRegex(frappe.PermissionError, "Opinion of the Village"):
				apply_action(self.offices.town, check, None, village_opinion="改写")
			check = apply_action(self.offices.town, check, None, green_lane_reason="补记")
		self.assertEqual(check.green_lane_reason, "补记")

	def test_a_returned_check_is_changed_by_its_step_and_goes_on(self):
		check = self.offices.verify(
			self.offices.review(self.check, situations=self.mark()), "Return to Village"
		)
		check = self.offices.review(check, votes_for=7, situations=self.mark(explanation="已搬回"))
		check = self.offices.determine(self.offices.verify(check), **DETERMINATION)
		self.assertEqual((check.stage, check.votes_for), (stages.APPROVED, 7))

	def test_checks_that_left_a_step_before_digests_were_recorded_go_on(self):
		check = self.offices.review(self.check)
		frappe.db.set_value("Check Step", check.steps[0].name, "facts", None)
		self.assertEqual(self.offices.verify(check).stage, stages.DISTRICT)

	def test_the_digests_contain_no_words(self):
		facts = self.offices.review(self.check).steps[0].facts
		self.assertNotIn(review_fields(self.check)["village_opinion"], facts)


class TestFactsChangedElsewhere(CheckTestCase):
	"""By code or in the database, where no save is checked: the check does not go forward."""

	def assert_stopped(self, label: str) -> None:
		check = frappe.get_doc("Risk Check", self.check.name)
		frappe.db.savepoint("step")
		with self.assertRaisesRegex(frappe.ValidationError, f"Changed since an earlier step.*{label}"):
			self.offices.verify(check)
		frappe.db.rollback(save_point="step")

	def test_a_field(self):
		self.offices.review(self.check)
		for field, value in {
			"village_opinion": "改写",
			"votes_for": 9,
			"notice_to": add_days(today(), -2),
			"income_per_head": 99999,
			"people": 7,
		}.items():
			with self.subTest(field):
				before = frappe.db.get_value("Risk Check", self.check.name, field)
				frappe.db.set_value("Risk Check", self.check.name, field, value)
				self.assert_stopped(frappe.get_meta("Risk Check").get_label(field))
				frappe.db.set_value("Risk Check", self.check.name, field, before)

	def test_a_mark(self):
		self.offices.review(self.check, situations=self.mark())
		frappe.db.set_value("Check Situation", self.check.situations[2].name, "applies", 0)
		self.assert_stopped("Situations")

	def test_a_file_that_was_replaced_or_removed(self):
		file = attach(self.offices.village, self.check)
		self.offices.review(self.check)
		frappe.db.set_value("File", file.name, "content_hash", "0" * 32)
		self.assert_stopped("proof.txt")
		frappe.db.delete("File", {"name": file.name})
		self.assert_stopped("a file")

	def test_the_household_by_a_merge(self):
		self.offices.review(self.check)
		other = builders.make_household().name
		frappe.db.set_value("Risk Check", self.check.name, "household", other)
		self.offices.authorise(other)
		self.assert_stopped("Household")

	def test_the_step_decides_again_and_the_check_goes_on(self):
		check = self.offices.review(self.check)
		check.db_set("village_opinion", "改写")
		check = self.offices.verify(check, "Return to Village")
		self.assertEqual(self.offices.to_district(check).stage, stages.DISTRICT)

	def test_a_file_of_the_town_does_not_stop_the_check(self):
		check = self.offices.review(self.check)
		attach(self.offices.town, check)
		self.assertEqual(self.offices.verify(check).stage, stages.DISTRICT)


class TestTheCaseIsAsDetermined(CheckTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.check = self.offices.to_district(self.check)

	def assert_nothing_applied(self, label: str) -> None:
		frappe.db.savepoint("determination")
		with self.assertRaisesRegex(frappe.ValidationError, f"would not be as determined: .*{label}"):
			self.offices.determine(self.check, **DETERMINATION)
		frappe.db.rollback(save_point="determination")

	def test_a_case_of_another_kind_or_day_is_not_opened(self):
		for field, value in {
			"monitored_kind": "Sudden Hardship",
			"opened_on": "2020-01-01",
			"household": builders.make_household().name,
		}.items():
			with (
				self.subTest(field),
				patch.object(MonitoringCase, "before_insert", lambda case, f=field, v=value: case.set(f, v)),
			):
				self.assert_nothing_applied(frappe.get_meta("Monitoring Case").get_label(field))

	def test_a_case_without_a_determined_risk_is_not_opened(self):
		with patch.object(MonitoringCase, "before_insert", lambda case: case.set("risks", [])):
			self.assert_nothing_applied("Risks")

	def test_an_alert_that_ended_while_it_was_determined_is_no_silent_gap(self):
		def end(check) -> None:
			frappe.db.set_value("Risk Alert", self.alert, "status", ENDED)

		with patch.object(alerts, "confirm", end):
			self.assert_nothing_applied("Risks")

	def test_a_check_that_is_changed_after_it_was_determined_opens_no_case(self):
		def change(check) -> None:
			frappe.db.set_value("Risk Check", check.name, "determined_kind", "Sudden Hardship")

		with patch.object(alerts, "confirm", change):
			self.assert_nothing_applied("Determined Kind")

	def test_an_alert_raised_during_the_check_begins_the_case_too(self):
		later = builders.make_alert(self.household, risk="R9").name
		self.offices.determine(self.check, **DETERMINATION)
		case = frappe.get_doc("Monitoring Case", {"inclusion_check": self.check.name})
		self.assertEqual({row.alert for row in case.risks}, {self.alert, later})

	def test_papers_handed_in_between_steps_are_no_change(self):
		check = start(self.offices.village, builders.make_household().name, **GREEN_LANE)
		check = apply_action(
			self.offices.village, check, "Submit to Town", visited_on=today(), village_opinion="台风"
		)
		with as_user(self.offices.village):
			papers.hand_in(check.name, **VOTES, **NOTICE)
		check = self.offices.determine(self.offices.verify(check), **DETERMINATION)
		self.assertEqual(check.stage, stages.APPROVED)


class TestNothingToApply(CheckTestCase):
	def test_an_elimination_without_an_open_case_is_an_error(self):
		case = self.offices.include(builders.make_household().name)
		resolve_risks(case)
		check = self.offices.start_elimination(case)
		frappe.db.set_value("Monitoring Case", case, "status", "Merged")
		with (
			patch.object(requirements, "_objections_of_guards", return_value=[]),
			self.assertRaisesRegex(frappe.ValidationError, "no open Monitoring Case"),
		):
			self.offices.determine(check, elimination_mode="By Itself")

	def test_handing_in_nothing_is_an_error(self):
		check = start(self.offices.village, builders.make_household().name, **GREEN_LANE)
		check = apply_action(
			self.offices.village, check, "Submit to Town", visited_on=today(), village_opinion="台风"
		)
		with (
			as_user(self.offices.village),
			self.assertRaisesRegex(frappe.ValidationError, "Nothing is handed"),
		):
			papers.hand_in(check.name)

	def test_papers_that_were_handed_in_are_not_replaced_with_those_still_owed(self):
		check = start(self.offices.village, builders.make_household().name, **GREEN_LANE)
		check = apply_action(
			self.offices.village, check, "Submit to Town", visited_on=today(), village_opinion="台风"
		)
		with as_user(self.offices.village):
			papers.hand_in(check.name, **VOTES)
			with self.assertRaises(frappe.PermissionError):
				papers.hand_in(check.name, **VOTES | NOTICE | {"votes_for": 7})

	def test_an_action_on_several_says_which_were_not_approved(self):
		ready = self.offices.to_district(self.check)
		unready = self.offices.to_district(self.offices.start(builders.make_household().name))
		ready = apply_action(self.offices.district, ready, None, **DETERMINATION)
		with (
			as_user(self.offices.district),
			patch.object(frappe.db, "commit"),
			patch.object(frappe.db, "rollback"),
			patch("frappe.model.workflow.print_workflow_log") as log,
		):
			bulk_workflow_approval(frappe.as_json([ready.name, unready.name]), "Risk Check", "Approve")
		failed, successful = (set(call.args[0]) for call in log.call_args_list)
		self.assertEqual((failed, successful), ({unready.name}, {ready.name}))


class TestActionsByRequest(CheckTestCase):
	def test_ask_the_same_right_as_the_button(self):
		"""The desk shows the actions of `get_transitions` to those who read the check."""
		users = {
			"village": self.offices.village,
			"town": self.offices.town,
			"district": self.offices.district,
			"other village": self.offices.stranger,
			"other town": builders.make_officer("Town Officer", builders.OTHER_TOWN),
			"without posting": builders.make_user(role="Town Officer"),
		}
		actions = {row.action for row in frappe.get_doc("Workflow", "Risk Check").transitions}
		for move in (lambda check: check, self.offices.review, self.offices.to_district):
			check = move(self.offices.start(builders.make_household().name))
			check.db_set({"refusal_reason": "收入稳定", "determined_kind": "Marginal"})
			for office, user in users.items():
				for action in sorted(actions):
					with self.subTest(stage=check.stage, office=office, action=action):
						self.assertEqual(
							self.is_shown(user, check, action), self.is_allowed(user, check, action)
						)

	def is_shown(self, user: str, check, action: str) -> bool:
		with as_user(user):
			if not frappe.has_permission("Risk Check", "write", check.name):
				return False
			doc = frappe.get_doc("Risk Check", check.name)
			return action in {row.action for row in get_transitions(doc)}

	def is_allowed(self, user: str, check, action: str) -> bool:
		frappe.db.savepoint("action")
		try:
			with as_user(user), patch.object(requirements, "unmet_requirements", return_value=[]):
				apply_workflow(frappe.get_doc("Risk Check", check.name).as_json(), action)
		except (frappe.PermissionError, frappe.ValidationError):
			return False
		finally:
			frappe.db.rollback(save_point="action")
		return True


class TestCopies(CheckTestCase):
	def test_take_no_fact_of_the_check_that_is_copied(self):
		check = self.offices.determine(
			self.offices.to_district(self.check), determined_kind="Marginal", district_opinion="综合研判"
		)
		copy, new = frappe.copy_doc(check, ignore_no_copy=False), frappe.new_doc("Risk Check")
		taken = {
			field.fieldname
			for field in copy.meta.fields
			if field.fieldtype not in no_value_fields
			and copy.get(field.fieldname)
			and copy.get(field.fieldname) != new.get(field.fieldname)
		}
		self.assertEqual(taken, {"household", "head_name", "region"})
