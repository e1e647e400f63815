import frappe
from frappe.utils import add_days, formatdate, getdate, today

from fanpin_app.assistance.loop import get_loop
from fanpin_app.tests.support.builders import VILLAGE, make_authorization, make_household, make_measure
from fanpin_app.tests.support.procedure import (
	FINDINGS,
	GREEN_LANE,
	PAPERS,
	OfficesTestCase,
	apply_action,
	as_user,
	start,
)
from fanpin_app.verification import papers, stages


class GreenLaneTestCase(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(VILLAGE).name

	def start(self, **fields):
		return start(self.offices.village, self.household, **(GREEN_LANE | fields))

	def approved(self):
		check = apply_action(self.offices.village, self.start(), "Submit to Town", **FINDINGS)
		check = self.offices.verify(check)
		return self.offices.determine(check, determined_kind="Sudden Hardship", district_opinion="先行帮扶")

	def case_of(self, check) -> str:
		return frappe.db.get_value("Monitoring Case", {"inclusion_check": check.name})

	def hand_in(self, check, user: str | None = None, **fields) -> list[str]:
		with as_user(user or self.offices.village):
			return papers.hand_in(check.name, **(PAPERS | fields))


class TestHelpFirst(GreenLaneTestCase):
	def test_a_check_is_submitted_without_its_papers(self):
		self.assertEqual(
			apply_action(self.offices.village, self.start(), "Submit to Town", **FINDINGS).stage, stages.TOWN
		)

	def test_without_the_green_lane_it_is_refused(self):
		check = self.start(green_lane="")
		self.assertRaises(
			frappe.ValidationError, apply_action, self.offices.village, check, "Submit to Town", **FINDINGS
		)

	def test_what_happened_must_be_recorded(self):
		check = self.start(green_lane_reason="")
		with self.assertRaisesRegex(frappe.ValidationError, "What Happened"):
			apply_action(self.offices.village, check, "Submit to Town", **FINDINGS)

	def test_help_is_planned_at_once(self):
		self.assertTrue(make_measure(self.case_of(self.approved())).name)

	def test_only_the_village_chooses_the_green_lane(self):
		check = apply_action(self.offices.village, self.start(), "Submit to Town", **FINDINGS)
		self.assertRaises(
			frappe.PermissionError, apply_action, self.offices.town, check, None, green_lane="Accident"
		)

	def test_an_elimination_has_no_green_lane(self):
		self.assertFalse(
			papers.is_green_lane(
				frappe.get_doc(doctype="Risk Check", purpose="Elimination", green_lane="Disaster")
			)
		)


class TestPapersAfter(GreenLaneTestCase):
	def test_they_are_due_by_the_statutory_clock(self):
		clock = frappe.get_doc("Statutory Clock")
		clock.update({"papers_days": 20}).save()
		self.assertEqual(self.start().papers_due_on, getdate(add_days(today(), 20)))

	def test_authorization_appraisal_and_notice_are_owed(self):
		owed = papers.owed_papers(self.approved())
		self.assertEqual(len(owed), 3)
		for sentence, paper in zip(owed, ("Data Authorization", "Appraisal", "Public Notice"), strict=True):
			self.assertIn(paper, sentence)

	def test_the_case_lists_them_with_their_day(self):
		check = self.approved()
		left = get_loop(self.case_of(check))["left"]
		owed = [sentence for sentence in left if "Owed since the green lane" in sentence]
		self.assertEqual(len(owed), 3)
		self.assertIn(formatdate(check.papers_due_on), owed[0])

	def test_handed_in_after_the_decision_they_are_no_longer_owed(self):
		check = self.approved()
		[left] = self.hand_in(check)
		self.assertIn("Data Authorization", left)
		make_authorization(self.household)
		check.reload()
		self.assertEqual(papers.owed_papers(check), [])
		self.assertEqual((check.stage, check.votes_for), (stages.APPROVED, 8))

	def test_a_vote_against_counts_as_a_paper_too(self):
		check = self.approved()
		self.hand_in(check, votes_for=1, votes_against=8)
		make_authorization(self.household)
		check.reload()
		self.assertEqual(papers.owed_papers(check), [])

	def test_an_authorization_that_ended_since_is_not_owed_again(self):
		check = self.approved()
		check.db_set("started_on", add_days(today(), -400))
		make_authorization(
			self.household, signed_on=add_days(today(), -390), valid_until=add_days(today(), -25)
		)
		self.assertFalse(
			[sentence for sentence in papers.owed_papers(check) if "Data Authorization" in sentence]
		)

	def test_a_notice_that_is_too_short_is_still_owed(self):
		owed = self.hand_in(self.approved(), notice_to=add_days(today(), 1))
		self.assertIn("less than the 5 days", "".join(owed))

	def test_what_was_decided_stays_as_it_is(self):
		check = self.approved()
		self.assertRaises(
			frappe.ValidationError, apply_action, self.offices.district, check, None, votes_for=8
		)

	def test_after_all_papers_nothing_more_is_handed_in(self):
		check = self.approved()
		self.hand_in(check)
		self.assertRaises(frappe.ValidationError, self.hand_in, check)

	def test_another_village_neither_sees_nor_hands_in_papers(self):
		check = self.approved()
		self.assertRaises(frappe.PermissionError, self.hand_in, check, self.offices.stranger)
		with as_user(self.offices.stranger):
			self.assertRaises(frappe.PermissionError, papers.get_owed, check.name)

	def test_a_check_that_was_rejected_owes_nothing(self):
		check = apply_action(self.offices.village, self.start(), "Reject", refusal_reason="未受灾")
		self.assertEqual(papers.owed_papers(check), [])

	def test_any_other_check_owes_nothing(self):
		self.assertEqual(papers.owed_papers(self.offices.start(self.household)), [])
