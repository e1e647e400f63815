from unittest.mock import patch

import frappe

from fanpin_app.early_warning.response import calendar_warning
from fanpin_app.early_warning.response.deadlines import time_left_by_alert
from fanpin_app.tests.support.builders import CITY, VILLAGE, make_officer
from fanpin_app.tests.support.clocks import on_day
from fanpin_app.tests.support.responses import OfficersTestCase, set_level, set_office_hours


class TestMissingCalendar(OfficersTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("Notification Log", {"document_type": "Response Plan"})
		self.administrator = make_officer("Monitoring Administrator", CITY)
		self.cadre = make_officer("Village Cadre", VILLAGE)

	def warn(self, day: str) -> list[str]:
		"""What the administrator of this test is warned of on this day."""
		before = self.notices()
		with on_day(day):
			calendar_warning.warn_administrators()
		new = {name: subject for name, subject in self.notices().items() if name not in before}
		for name in new:
			frappe.db.set_value("Notification Log", name, "creation", day)
		return list(new.values())

	def notices(self, user: str | None = None) -> dict[str, str]:
		filters = {"document_type": "Response Plan", "for_user": user or self.administrator}
		fields = ("name", "subject")
		return dict(frappe.get_all("Notification Log", filters, fields, as_list=True))

	def shown_on_the_form(self) -> str | None:
		plan = frappe.get_doc("Response Plan")
		plan.run_method("onload")
		return (plan.__dict__.get("__onload") or {}).get("calendar_warning")

	def enter(self, year: int) -> None:
		plan = frappe.get_doc("Response Plan")
		plan.append("days", {"day": f"{year}-01-01", "kind": "Holiday", "day_name": "元旦"})
		plan.save()

	def test_from_november_on_the_coming_year_is_warned_of_once_a_month(self):
		self.assertEqual(self.warn("2026-10-31"), [])
		[subject] = self.warn("2026-11-01")
		self.assertIn("2027", subject)
		self.assertEqual(self.warn("2026-11-30"), [])
		self.assertEqual(len(self.warn("2026-12-01")), 1)

	def test_the_first_of_january_shows_it_until_the_days_are_entered(self):
		[subject] = self.warn("2027-01-01")
		self.assertIn("2027", subject)
		with on_day("2027-01-01"):
			self.assertIn("2027", self.shown_on_the_form())
			self.enter(2027)
			self.assertIsNone(self.shown_on_the_form())
		self.assertEqual(self.warn("2027-02-01"), [])

	def test_nobody_else_is_warned(self):
		self.warn("2026-12-01")
		self.assertEqual(self.notices(self.cadre), {})

	def test_an_alert_whose_working_time_reaches_into_such_a_year_says_so(self):
		set_office_hours({"day": "2026-10-01", "kind": "Holiday", "day_name": "国庆节"})
		set_level("Yellow", first_response_hours=72)
		alert, other = self.alert("Yellow"), self.alert("Red")
		for each in (alert, other):
			each.db_set("response_due", "2027-01-04 10:00:00")
		moment = frappe.utils.get_datetime("2026-12-30 10:00:00")
		with patch("fanpin_app.early_warning.response.deadlines.now_datetime", return_value=moment):
			left = time_left_by_alert([alert.name, other.name])
		self.assertIn("2027", left[alert.name]["notes"][0])
		self.assertEqual(left[other.name]["notes"], [])
