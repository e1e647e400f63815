"""Another officer for each step, and two at the visit."""

import frappe
from frappe.utils import today

from fanpin_app.tests.site.verification.test_notice_print import set_policy
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.procedure import OfficesTestCase, apply_action, as_user, review_fields
from fanpin_app.verification import officers, stages
from fanpin_app.verification.public_notice import objections


class TestEachStepByAnotherOfficer(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.check = self.offices.start(builders.make_household().name)

	def with_two_postings(self, user: str, duty: str, region: str) -> str:
		builders.make_posting(user, duty, region)
		return user

	def test_an_officer_with_two_postings_acts_at_one_step_only(self):
		user = self.with_two_postings(self.offices.village, "Town Officer", builders.TOWN)
		check = self.offices.review(self.check)
		for action in ("Submit to District", "Return to Village", "Reject"):
			with self.subTest(action=action), self.assertRaisesRegex(frappe.PermissionError, "You acted at"):
				apply_action(user, check, action, town_opinion="属实", refusal_reason="不符")
		self.assertEqual(self.offices.verify(check).stage, stages.DISTRICT)

	def test_such_an_officer_writes_and_answers_nothing_at_another_step(self):
		user = self.with_two_postings(self.offices.village, "Town Officer", builders.TOWN)
		check = self.offices.review(self.check)
		with as_user(user):
			objections.record(check.name, "他家有货车", today())
		row = frappe.get_doc("Risk Check", check.name).objections[0].name
		with self.assertRaisesRegex(frappe.PermissionError, "You acted at"):
			apply_action(user, check, None, town_opinion="属实")
		with as_user(user), self.assertRaisesRegex(frappe.PermissionError, "You acted at"):
			objections.answer(check.name, row, "已核实")

	def test_nor_in_a_later_round(self):
		user = self.with_two_postings(self.offices.town, "Village Cadre", builders.VILLAGE)
		check = apply_action(user, self.offices.review(self.check), "Return to Village")
		with self.assertRaisesRegex(frappe.PermissionError, "You acted at"):
			apply_action(user, check, "Submit to Town")

	def test_the_same_officer_acts_at_the_same_step_again(self):
		check = apply_action(self.offices.town, self.offices.review(self.check), "Return to Village")
		self.assertEqual(self.offices.to_district(check).stage, stages.DISTRICT)

	def test_the_second_surveyor_acts_at_the_village_s_step(self):
		user = self.with_two_postings(self.offices.town, "Village Cadre", builders.VILLAGE)
		check = self.offices.review(self.check, second_surveyor=user)
		with self.assertRaisesRegex(frappe.PermissionError, "You acted at"):
			self.offices.verify(check)

	def test_where_the_policy_permits_it_the_record_says_so(self):
		set_policy(four_eyes=0)
		user = self.with_two_postings(self.offices.village, "Town Officer", builders.TOWN)
		check = apply_action(user, self.offices.review(self.check), "Submit to District", town_opinion="属实")
		self.assertEqual(check.stage, stages.DISTRICT)
		self.assertIn("acted at these steps: Village Review, Town Verification", officers.remarks(check)[-1])

	def test_the_policy_of_a_new_site_asks_for_it(self):
		policy = frappe.new_doc("Check Policy")
		self.assertEqual((policy.four_eyes, policy.two_surveyors, policy.appraisal_photo), (1, 0, 0))


class TestTwoSurveyors(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.check = self.offices.start(builders.make_household().name)
		self.second = builders.make_officer("Grid Member", builders.VILLAGE)

	def test_a_check_leaves_the_village_with_two_where_two_are_asked_for(self):
		set_policy(two_surveyors=1)
		with self.assertRaisesRegex(frappe.ValidationError, "two officers visit"):
			self.offices.review(self.check)
		self.assertEqual(self.offices.review(self.check, second_surveyor=self.second).stage, stages.TOWN)

	def test_the_second_is_not_who_sends_the_check_on(self):
		for two in (0, 1):
			set_policy(two_surveyors=two)
			with self.subTest(two=two), self.assertRaisesRegex(frappe.ValidationError, "this is yourself"):
				self.offices.review(self.check, second_surveyor=self.offices.village)

	def test_the_second_is_posted_to_the_village_s_region(self):
		ended = builders.make_officer("Grid Member", builders.VILLAGE, to_date="2026-01-01")
		for user in (self.offices.stranger, ended, builders.make_user()):
			with self.subTest(user=user), self.assertRaisesRegex(frappe.ValidationError, "no posting"):
				apply_action(self.offices.village, self.check, None, second_surveyor=user)
		for user in (self.second, self.offices.town):
			check = apply_action(self.offices.village, self.check, None, second_surveyor=user)
			self.assertEqual(check.second_surveyor, user)

	def test_whose_posting_ends_later_stays_on_the_check(self):
		fields = review_fields(self.check) | {"second_surveyor": self.second}
		check = apply_action(self.offices.village, self.check, None, **fields)
		frappe.db.set_value("Officer Posting", {"user": self.second}, "to_date", "2026-01-01")
		self.assertEqual(apply_action(self.offices.village, check, "Submit to Town").stage, stages.TOWN)

	def test_a_visit_of_one_is_said_on_the_record(self):
		self.assertIn("alone", officers.remarks(self.check)[0])
		check = apply_action(self.offices.village, self.check, None, second_surveyor=self.second)
		self.assertEqual(officers.remarks(check), [])
