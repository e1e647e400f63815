"""Appraisal, public notice and objections on a check, and what later steps may do with them."""

import frappe
from frappe.utils import add_days, getdate, today

from fanpin_app.tests.site.verification.test_notice_print import set_policy
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.procedure import (
	FINDINGS,
	GREEN_LANE,
	PAPERS,
	OfficesTestCase,
	apply_action,
	as_user,
	review_fields,
	start,
)
from fanpin_app.verification import api, papers, stages
from fanpin_app.verification.public_notice import objections

DETAILS = {
	"appraised_on": today(),
	"appraisal_place": "村委会",
	"appraisal_minutes": "代表逐一发言",
	"notice_place": "村务公开栏",
	"hung_by": "林张贴",
	"taken_down_by": "林取下",
}


class NoticeTestCase(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = builders.make_household().name
		self.check = self.offices.start(self.household)

	def record(self, check=None, user: str | None = None, **fields) -> str:
		"""Record an objection; returns the name of its row."""
		name = (check or self.check).name
		with as_user(user or self.offices.village):
			objections.record(
				name, **({"objection": "他家有货车", "received_on": today(), "objector": "邻居"} | fields)
			)
		return frappe.get_doc("Risk Check", name).objections[-1].name

	def answer(self, row: str, user: str, check=None, text: str = "车已于去年转让") -> None:
		with as_user(user):
			objections.answer((check or self.check).name, row, text)

	def objections(self, check=None) -> list:
		return frappe.get_doc("Risk Check", (check or self.check).name).objections


class TestDetails(NoticeTestCase):
	def test_none_of_them_is_required(self):
		self.assertEqual(self.offices.review(self.check).stage, stages.TOWN)

	def test_they_stay_once_the_village_has_sent_the_check_on(self):
		check = self.offices.review(self.check, **DETAILS)
		for field in DETAILS:
			with self.subTest(field=field), self.assertRaises(frappe.PermissionError):
				apply_action(self.offices.town, check, None, **{field: None})

	def test_only_the_village_writes_them(self):
		check = self.offices.review(self.check)
		for field, value in DETAILS.items():
			with self.subTest(field=field), self.assertRaisesRegex(frappe.PermissionError, "Village Review"):
				apply_action(self.offices.town, check, None, **{field: value})

	def test_a_notice_that_was_taken_down_early_or_hung_up_late_is_refused(self):
		notice = review_fields(self.check)
		for fields, label in (
			({"taken_down_on": add_days(notice["notice_to"], -1)}, "Taken Down On"),
			({"hung_on": add_days(notice["notice_from"], 1)}, "Hung Up On"),
		):
			with self.subTest(label=label), self.assertRaisesRegex(frappe.ValidationError, label):
				self.offices.review(self.check, **fields)
		check = self.offices.review(
			self.check, hung_on=notice["notice_from"], taken_down_on=notice["notice_to"]
		)
		self.assertEqual(check.stage, stages.TOWN)

	def test_a_day_in_the_future_is_refused(self):
		for field in ("appraised_on", "hung_on", "taken_down_on"):
			with self.subTest(field=field), self.assertRaisesRegex(frappe.ValidationError, "in the future"):
				apply_action(self.offices.village, self.check, None, **{field: add_days(today(), 1)})

	def test_a_photo_is_refused_unless_the_policy_takes_photos(self):
		file = frappe.get_doc(
			doctype="File",
			file_name="meeting.jpg",
			content=builders.make_photo(40, 30),
			is_private=1,
			attached_to_doctype="Risk Check",
			attached_to_name=self.check.name,
		).insert()
		with self.assertRaisesRegex(frappe.ValidationError, "No photos"):
			apply_action(self.offices.village, self.check, None, appraisal_photo=file.file_url)
		set_policy(appraisal_photo=1)
		check = apply_action(self.offices.village, self.check, None, appraisal_photo=file.file_url)
		self.assertEqual(check.appraisal_photo, file.file_url)

	def test_after_help_they_are_handed_in_with_the_papers(self):
		check = start(self.offices.village, builders.make_household().name, **GREEN_LANE)
		check = apply_action(self.offices.village, check, "Submit to Town", **FINDINGS)
		with as_user(self.offices.village):
			api.hand_in_papers(check.name, **PAPERS, **DETAILS)
		check.reload()
		self.assertEqual(
			{field: check.get(field) for field in DETAILS if field != "appraised_on"}.items()
			- DETAILS.items(),
			set(),
		)
		self.assertEqual(check.appraised_on, getdate(today()))


class TestRecordingAnObjection(NoticeTestCase):
	def test_each_office_of_the_check_records_one_at_each_step(self):
		offices = self.offices
		for move in (lambda: None, lambda: offices.review(self.check), lambda: offices.verify(self.check)):
			move()
			for user in (offices.village, offices.town, offices.district):
				self.answer(self.record(user=user), self.holder())
		self.assertEqual(len(self.objections()), 9)
		self.assertEqual(self.objections()[1].recorded_by, offices.town)

	def holder(self) -> str:
		stage = frappe.db.get_value("Risk Check", self.check.name, "stage")
		return {
			stages.VILLAGE: self.offices.village,
			stages.TOWN: self.offices.town,
			stages.DISTRICT: self.offices.district,
		}[stage]

	def test_its_author_may_stay_unnamed(self):
		self.record(objector=None)
		self.assertFalse(self.objections()[0].objector)

	def test_officers_of_another_village_the_city_and_administrators_record_none(self):
		for user in (
			self.offices.stranger,
			builders.make_officer("City Officer", builders.CITY),
			builders.make_officer("Monitoring Administrator", builders.CITY),
			builders.make_officer("Window Clerk", builders.TOWN),
		):
			with self.subTest(user=user), self.assertRaises(frappe.PermissionError):
				self.record(user=user)
		self.assertEqual(self.objections(), [])

	def test_an_empty_one_and_one_of_another_time_are_refused(self):
		for fields, message in (
			({"objection": " "}, "Write down"),
			({"received_on": add_days(today(), 1)}, "in the future"),
			({"received_on": add_days(self.check.started_on, -1)}, "before the start"),
		):
			with self.subTest(message=message), self.assertRaisesRegex(frappe.ValidationError, message):
				self.record(**fields)

	def test_after_the_determination_none_is_recorded(self):
		check = self.offices.to_district(self.check)
		self.offices.determine(check, determined_kind="Marginal", district_opinion="综合研判")
		with self.assertRaisesRegex(frappe.ValidationError, "is over"):
			self.record()

	def test_a_form_adds_changes_and_removes_none(self):
		row = self.record()
		self.answer(row, self.offices.village)
		check = self.offices.review(self.check)
		for rows in ([], [{"received_on": today(), "objection": "另一条"}]):
			with self.subTest(rows=rows), self.assertRaises(frappe.PermissionError):
				apply_action(self.offices.town, check, None, objections=rows)

	def test_it_is_recorded_and_answered_by_post_only(self):
		for function in (api.record_objection, api.answer_objection):
			self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[function], ["POST"])


class TestAnsweringAnObjection(NoticeTestCase):
	def test_no_step_goes_past_one_without_an_answer(self):
		row = self.record()
		with self.assertRaisesRegex(frappe.ValidationError, "has no answer"):
			self.offices.review(self.check)
		self.answer(row, self.offices.village)
		check = self.offices.review(self.check)
		row = self.record(user=self.offices.district)
		with self.assertRaisesRegex(frappe.ValidationError, "has no answer"):
			self.offices.verify(check)
		self.answer(row, self.offices.town)
		check = self.offices.verify(check)
		row = self.record()
		with self.assertRaisesRegex(frappe.ValidationError, "has no answer"):
			self.offices.determine(check, determined_kind="Marginal", district_opinion="综合研判")
		self.answer(row, self.offices.district)
		check = self.offices.determine(check, determined_kind="Marginal", district_opinion="综合研判")
		self.assertEqual(check.stage, stages.APPROVED)

	def test_a_check_with_one_is_returned_and_refused(self):
		check = self.offices.review(self.check)
		self.record()
		check = apply_action(self.offices.town, check, "Return to Village")
		check = self.offices.review(check, "Reject", refusal_reason="异议属实")
		self.assertEqual(check.stage, stages.REJECTED)

	def test_only_the_office_that_holds_the_step_answers(self):
		row = self.record()
		for user in (self.offices.town, self.offices.district, self.offices.stranger):
			with self.subTest(user=user), self.assertRaises(frappe.PermissionError):
				self.answer(row, user)
		self.answer(row, self.offices.village)
		[objection] = self.objections()
		self.assertEqual(
			(objection.answered_by, objection.answered_on), (self.offices.village, getdate(today()))
		)

	def test_an_answer_stays(self):
		row = self.record()
		self.answer(row, self.offices.village)
		with self.assertRaisesRegex(frappe.ValidationError, "answered already"):
			self.answer(row, self.offices.village, text="另一个答复")

	def test_an_empty_answer_and_a_row_of_another_check_are_refused(self):
		row = self.record()
		with self.assertRaisesRegex(frappe.ValidationError, "Write the answer"):
			self.answer(row, self.offices.village, text="")
		other = self.offices.start(builders.make_household().name)
		with self.assertRaisesRegex(frappe.ValidationError, "does not belong"):
			self.answer(row, self.offices.village, check=other)

	def test_an_answered_one_is_a_fact_of_the_step(self):
		self.answer(self.record(), self.offices.village)
		check = self.offices.review(self.check)
		frappe.db.set_value("Check Objection", check.objections[0].name, "answer", "改写")
		with self.assertRaisesRegex(frappe.ValidationError, "Objections"):
			self.offices.verify(check)

	def test_after_help_one_during_the_notice_is_owed_until_the_district_answers(self):
		check = start(self.offices.village, builders.make_household().name, **GREEN_LANE)
		check = apply_action(self.offices.village, check, "Submit to Town", **FINDINGS)
		check = self.offices.determine(
			self.offices.verify(check), determined_kind="Sudden Hardship", district_opinion="先行帮扶"
		)
		with as_user(self.offices.village):
			papers.hand_in(check.name, **PAPERS)
		row = self.record(check)
		check.reload()
		self.assertIn("has no answer", papers.owed_papers(check)[-1])
		self.assertRaises(frappe.PermissionError, self.answer, row, self.offices.village, check)
		self.answer(row, self.offices.district, check)
		check.reload()
		self.assertFalse([sentence for sentence in papers.owed_papers(check) if "no answer" in sentence])
