"""Working time against a slow reference implementation that looks at every minute."""

from datetime import date

import frappe

from fanpin_app.early_warning.response.working_time import WorkingTime, load_working_time
from fanpin_app.tests.support.base import TestCase


class TestTheResponsePlan(TestCase):
	def plan(self, **values):
		return frappe.get_doc("Response Plan").update(values)

	def test_working_time_is_what_the_plan_says(self):
		self.plan(
			monday=1,
			tuesday=1,
			wednesday=1,
			thursday=1,
			friday=1,
			saturday=1,
			sunday=0,
			hours=[
				{"from_time": "13:00:00", "to_time": "17:00:00"},
				{"from_time": "08:00:00", "to_time": "11:30:00"},
			],
			days=[
				{"day": "2027-01-01", "kind": "Holiday", "day_name": "元旦"},
				{"day": "2027-01-03", "kind": "Working Day", "day_name": "元旦调休"},
			],
		).save()
		self.assertEqual(
			load_working_time(),
			WorkingTime(
				frozenset(range(6)),
				((480, 690), (780, 1020)),
				frozenset({date(2027, 1, 1)}),
				frozenset({date(2027, 1, 3)}),
			),
		)

	def test_without_hours_a_working_day_is_the_whole_day(self):
		self.plan(hours=[]).save()
		self.assertEqual(load_working_time().minutes_a_day, 1440)

	def test_a_plan_without_working_days_is_refused(self):
		week = dict.fromkeys(
			("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 0
		)
		with self.assertRaises(frappe.ValidationError):
			self.plan(**week).save()

	def test_hours_that_overlap_or_end_before_they_begin_are_refused(self):
		for hours in ((("08:00:00", "12:00:00"), ("11:00:00", "17:00:00")), (("17:00:00", "08:00:00"),)):
			with self.assertRaises(frappe.ValidationError):
				self.plan(hours=[{"from_time": begin, "to_time": end} for begin, end in hours]).save()

	def test_a_day_is_listed_once(self):
		day = {"day": "2027-01-01", "kind": "Holiday", "day_name": "元旦"}
		with self.assertRaises(frappe.ValidationError):
			self.plan(days=[day, day | {"kind": "Working Day"}]).save()

	def test_the_hour_of_the_mail_is_between_0_and_23(self):
		with self.assertRaises(frappe.ValidationError):
			self.plan(digest_hour=24).save()
