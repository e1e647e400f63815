"""Screening on request, and the monthly scheduled run."""

import frappe
from frappe.utils import today

from fanpin_app.early_warning.screening import engine
from fanpin_app.early_warning.screening.schedule import screen_monthly, screen_now, start_plan
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_DISTRICT,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_id_number,
	make_officer,
	member,
)
from fanpin_app.tests.support.procedure import as_user


class TestScreenNow(TestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.set_user("Administrator")
		make_household(VILLAGE)
		cls.district = make_officer("District Officer", DISTRICT)
		cls.town = make_officer("Town Officer", TOWN)
		cls.administrator = make_officer("Monitoring Administrator", CITY)

	def tearDown(self) -> None:
		frappe.set_user("Administrator")

	def run_by(self, user: str, region: str | None):
		frappe.set_user(user)
		return frappe.get_doc("Screening Run", screen_now("2026-10-31", region))

	def test_an_administrator_starts_a_run_of_all_regions(self):
		run = self.run_by(self.administrator, None)
		self.assertEqual((run.status, run.trigger), ("Running", "Manual"))
		self.assertIn(TOWN, [part.region for part in run.parts])

	def test_a_district_officer_starts_a_run_of_one_town(self):
		run = self.run_by(self.district, TOWN)
		self.assertEqual({part.region for part in run.parts}, {TOWN})

	def test_a_district_officer_starts_no_run_of_all_regions(self):
		self.assertRaises(frappe.PermissionError, self.run_by, self.district, None)

	def test_a_town_officer_starts_none(self):
		self.assertRaises(frappe.PermissionError, self.run_by, self.town, TOWN)


class TestOneHousehold(TestCase):
	def test_screening_one_household_finds_nothing_outside_the_user_s_scope(self):
		officers = (
			make_officer("Village Cadre", VILLAGE),
			make_officer("Town Officer", TOWN),
			make_officer("District Officer", DISTRICT),
			make_officer("City Officer", CITY),
		)
		for elsewhere, rule, reached in (
			(OTHER_VILLAGE, "D06", (False, True, True, True)),
			(VILLAGE_OF_OTHER_TOWN, "D07", (False, False, True, True)),
			(VILLAGE_OF_OTHER_DISTRICT, "D20", (False, False, False, True)),
		):
			number = make_id_number()
			home, _other = [
				make_household(village, members=[member(id_number=number)]).name
				for village in (VILLAGE, elsewhere)
			]
			for user, is_reached in zip(officers, reached, strict=True):
				with self.subTest(rule, user=user), as_user(user):
					figures = engine.screen_household(home, today())
					stored = frappe.get_all("Data Defect", filters={"household": home}, pluck="rule")
					listed = frappe.get_list("Data Defect", filters={"household": home}, pluck="rule")
					self.assertEqual((sorted(stored), figures["defects"]), (sorted(listed), len(listed)))
					self.assertEqual(rule in listed, is_reached)


class TestTheMonthlyRun(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.plan(monthly=1, day_of_month=15, starts_on="2026-01-01")

	def plan(self, **values) -> None:
		frappe.get_doc("Screening Plan").update(values).save()

	def test_it_starts_on_the_day_of_the_plan_and_not_before(self):
		self.assertIsNone(screen_monthly("2026-02-14"))
		run = frappe.get_doc("Screening Run", screen_monthly("2026-02-15"))
		self.assertEqual((run.trigger, run.region, str(run.as_of)), ("Scheduled", None, "2026-02-15"))

	def test_it_starts_once_a_month(self):
		self.assertTrue(screen_monthly("2026-02-15"))
		self.assertIsNone(screen_monthly("2026-02-16"))
		self.assertTrue(screen_monthly("2026-03-15"))

	def test_a_missed_day_is_made_up_for(self):
		self.assertTrue(screen_monthly("2026-02-20"))

	def test_a_day_before_the_plan_was_created_is_not_made_up_for(self):
		self.plan(starts_on="2026-02-16")
		self.assertIsNone(screen_monthly("2026-02-20"))
		self.assertTrue(screen_monthly("2026-03-15"))

	def test_a_new_site_missed_no_day(self):
		start_plan()
		plan = frappe.get_doc("Screening Plan")
		self.assertEqual((str(plan.starts_on), plan.monthly, plan.day_of_month), (today(), 1, 15))

	def test_in_a_short_month_it_starts_on_the_last_day(self):
		self.plan(day_of_month=31)
		self.assertIsNone(screen_monthly("2026-02-27"))
		self.assertTrue(screen_monthly("2026-02-28"))

	def test_where_it_is_disabled_none_starts(self):
		self.plan(monthly=0)
		self.assertIsNone(screen_monthly("2026-02-28"))

	def test_a_day_that_no_month_has_is_refused(self):
		self.assertRaises(frappe.ValidationError, self.plan, day_of_month=32)
