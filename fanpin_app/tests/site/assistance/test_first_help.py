import frappe
from frappe.utils import getdate

from fanpin_app.assistance import first_help
from fanpin_app.assistance.cases import open_case
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.clocks import on_day, set_days
from fanpin_app.tests.support.procedure import OfficesTestCase


class TestFirstHelp(OfficesTestCase):
	"""Warned on 2026-09-16, included on 2026-09-23, the first measure within nine working days: until 2026-09-29."""

	def setUp(self):
		super().setUp()
		set_days(5, 3, 2, 15, 9, remind_before=1)
		self.household = builders.make_household().name
		with on_day("2026-09-16"):
			self.alert = builders.make_alert(self.household).name
		frappe.db.set_value("Risk Alert", self.alert, "raised_on", "2026-09-16")
		with on_day("2026-09-21"):
			check = self.offices.to_district(self.offices.start(self.household, alert=self.alert))
		with on_day("2026-09-23"):
			self.offices.determine(check, determined_kind="Marginal", district_opinion="研判")
		self.case = frappe.get_last_doc("Monitoring Case", {"household": self.household})

	def days(self) -> tuple:
		self.case.reload()
		return tuple(str(self.case.get(field) or "") for field in ("warned_on", "help_due_on", "helped_on"))

	def clock(self, day: str) -> dict | None:
		with on_day(day):
			return first_help.clock_of(self.case)

	def test_the_clock_begins_with_the_warning(self):
		self.assertEqual(self.days(), ("2026-09-16", "2026-09-29", ""))
		self.assertEqual(self.clock("2026-09-23")["text"], "3 working days left")
		self.assertEqual(self.clock("2026-09-30")["colour"], "red")

	def test_without_an_alert_it_begins_with_the_check(self):
		with on_day("2026-09-21"):
			check = self.offices.to_district(self.offices.start(builders.make_household().name))
			self.offices.determine(check, determined_kind="Marginal", district_opinion="研判")
		case = frappe.get_doc("Monitoring Case", {"inclusion_check": check.name})
		self.assertEqual(case.warned_on, getdate("2026-09-21"))

	def test_it_ends_with_the_first_measure_that_has_begun(self):
		with on_day("2026-09-24"):
			builders.make_measure(self.case.name)
			self.assertEqual(self.days()[2], "")
			builders.make_measure(self.case.name, status="Under Way")
		with on_day("2026-09-28"):
			builders.make_measure(self.case.name, status="Delivered")
		self.assertEqual(self.days()[2], "2026-09-24")
		self.assertEqual(self.case.help_working_days, 7)
		self.assertIsNone(self.clock("2026-09-28"))

	def test_a_corrected_day_counts(self):
		with on_day("2026-09-28"):
			measure = builders.make_measure(self.case.name, status="Under Way").name
			frappe.get_doc("Assistance Measure", measure).update({"started_on": "2026-09-23"}).save()
		self.assertEqual(self.days()[2], "2026-09-23")

	def test_a_case_that_no_check_opened_has_no_clock(self):
		household = builders.make_household().name
		case = open_case(household, kind="Marginal", opened_on="2026-09-01", source="Imported")
		self.assertEqual((case.warned_on, case.help_due_on), (None, None))

	def test_the_village_is_reminded_and_then_the_town(self):
		frappe.db.delete("Notification Log")
		days = ("2026-09-27", "2026-09-28", "2026-09-29", "2026-09-30", "2026-10-08")
		sent = {}
		for day in days:
			with on_day(day):
				first_help.remind_offices()
			sent[day] = frappe.get_all("Notification Log", pluck="for_user")
			frappe.db.delete("Notification Log")
		village, town = self.offices.village, self.offices.town
		self.assertEqual(
			sent,
			{
				"2026-09-27": [],
				"2026-09-28": [village],
				"2026-09-29": [village],
				"2026-09-30": [town],
				"2026-10-08": [],
			},
		)

	def test_once_the_holidays_of_its_year_are_entered_it_is_counted_again(self):
		frappe.db.set_value("Monitoring Case", self.case.name, "warned_on", "2026-12-28")
		frappe.db.set_value("Risk Alert", self.alert, "raised_on", "2026-12-28")
		frappe.db.set_value("Monitoring Case", self.case.name, "help_due_on", "2027-01-08")
		plan = frappe.get_doc("Response Plan")
		plan.append("days", {"day": "2027-01-01", "kind": "Holiday", "day_name": "元旦"})
		plan.save()
		self.assertEqual(first_help.recount(2027), 1)
		self.assertEqual(self.days()[1], "2027-01-11")
