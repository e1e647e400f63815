from datetime import date, timedelta

import frappe
from frappe.utils import get_datetime, now_datetime, today

from fanpin_app.early_warning.alerts import lifecycle
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_income,
	make_officer,
	make_record,
	make_standard,
	member,
)

AS_OF = date(2026, 10, 31)


def screen(as_of: date = AS_OF) -> dict[str, int]:
	return engine.screen(RuleContext("449913", as_of))


def alerts_of(household, **filters) -> list:
	names = frappe.get_all(
		"Risk Alert", filters={"household": household.name} | filters, order_by="creation asc", pluck="name"
	)
	return [frappe.get_doc("Risk Alert", name) for name in names]


class TestRaising(TestCase):
	def test_a_finding_raises_an_alert_with_its_reason_and_deadline(self):
		household = make_household()
		make_record(household, "loan_overdue_days", 95, "2026-10-31")
		screen()
		(alert,) = alerts_of(household)
		self.assertEqual(
			(
				alert.risk,
				alert.level,
				alert.base_level,
				alert.rules,
				alert.status,
				alert.source,
				alert.region,
			),
			("R9", "Red", "Red", "R9a", "Open", "Rule", VILLAGE),
		)
		self.assertEqual(alert.raised_on, AS_OF)
		self.assertIn("95", alert.reason)
		self.assertAlmostEqual(
			get_datetime(alert.response_due), now_datetime() + timedelta(hours=24), delta=timedelta(minutes=5)
		)

	def test_within_a_risk_the_highest_level_wins_and_the_lower_rules_are_kept(self):
		household = make_household(household_kind="Formerly Poor")
		make_record(household, "medical_self_paid", 50000, "2026-10-01")
		screen()
		(alert,) = alerts_of(household)
		self.assertEqual((alert.level, alert.rules), ("Red", "R1a, R1b"))
		self.assertEqual(len(alert.reason.splitlines()), 2)

	def test_each_risk_has_an_alert_of_its_own(self):
		household = make_household(drinking_water="Unsafe", members=[member(medical_insurance="No")])
		screen()
		self.assertEqual({alert.risk for alert in alerts_of(household)}, {"R4", "R7"})

	def test_screening_again_leaves_the_alert_as_it_is(self):
		household = make_household(drinking_water="Unsafe")
		screen()
		before = alerts_of(household)[0].modified
		screen()
		(alert,) = alerts_of(household)
		self.assertEqual(alert.modified, before)

	def test_the_braces_of_a_reason_give_access_only_to_value_and_threshold(self):
		frappe.db.set_value("Risk Rule", "R4a", "reason", "{value.__class__} {0} {value}")
		frappe.clear_document_cache("Risk Rule", "R4a")
		household = make_household(drinking_water="Unsafe")
		screen()
		self.assertIn("{value.__class__} {0} ", alerts_of(household)[0].reason)


class TestStepUp(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_standard(8000, effective_from="2026-01-01")

	def uninsured(self, income: float | None, *others: dict):
		household = make_household(members=[member(medical_insurance="No"), *others])
		if income is not None:
			make_income(household.name, wage_income=income)
		screen()
		return alerts_of(household)[0]

	def test_below_the_line_an_alert_is_one_level_higher(self):
		alert = self.uninsured(7999.99)
		self.assertEqual((alert.base_level, alert.level), ("Blue", "Yellow"))

	def test_at_the_line_it_is_not(self):
		self.assertEqual(self.uninsured(8000).level, "Blue")

	def test_unknown_income_is_not_below(self):
		self.assertEqual(self.uninsured(None).level, "Blue")

	def test_income_is_shared_by_living_members_only(self):
		deceased = member(relation="Spouse", status="Deceased")
		self.assertEqual(self.uninsured(8000, deceased).level, "Blue")
		self.assertEqual(self.uninsured(15999, member(relation="Spouse")).level, "Yellow")

	def test_red_stays_red(self):
		household = make_household()
		make_income(household.name, wage_income=100)
		make_record(household, "loan_overdue_days", 95, "2026-10-31")
		screen()
		self.assertEqual(alerts_of(household)[0].level, "Red")

	def test_a_rule_can_be_exempt_from_stepping_up(self):
		frappe.db.set_value("Risk Rule", "R7b", "steps_up", 0)
		self.assertEqual(self.uninsured(100).level, "Blue")

	def test_the_line_of_the_screening_date_applies(self):
		make_standard(7500, effective_from="2025-01-01")
		household = make_household(members=[member(medical_insurance="No")])
		make_income(household.name, 2025, wage_income=7800)
		screen(date(2025, 12, 31))
		self.assertEqual(alerts_of(household)[0].level, "Blue")
		screen(date(2026, 1, 1))
		self.assertEqual(alerts_of(household)[0].level, "Yellow")


class TestScreeningAgain(TestCase):
	def with_loan(self, days: float):
		household = make_household()
		make_record(household, "loan_overdue_days", days, "2026-09-30")
		screen()
		return household

	def report_overdue(self, household, days: float) -> None:
		make_record(household, "loan_overdue_days", days, "2026-10-31")
		screen()

	def test_an_open_alert_gets_a_higher_level_and_an_earlier_deadline(self):
		household = self.with_loan(10)
		due = alerts_of(household)[0].response_due
		self.report_overdue(household, 100)
		(alert,) = alerts_of(household)
		self.assertEqual((alert.level, alert.rules), ("Red", "R9a"))
		self.assertLess(alert.response_due, due)

	def test_an_open_alert_gets_a_lower_level(self):
		household = self.with_loan(100)
		self.report_overdue(household, 10)
		self.assertEqual(alerts_of(household)[0].level, "Blue")

	def test_the_level_of_an_alert_in_progress_rises_and_never_falls(self):
		for status in ("Acknowledged", "Under Check", "Confirmed"):
			household = self.with_loan(45)
			alert = alerts_of(household)[0]
			alert.status = status
			alert.save()
			self.report_overdue(household, 10)
			alert.reload()
			self.assertEqual(
				(alert.level, alert.base_level, alert.rules), ("Yellow", "Yellow", "R9c"), status
			)
			make_record(household, "loan_overdue_days", 100, "2026-11-05")
			screen(date(2026, 11, 10))
			alert.reload()
			self.assertEqual((alert.level, alert.status), ("Red", status))

	def test_an_open_alert_ends_with_its_last_finding(self):
		household = self.with_loan(45)
		self.report_overdue(household, 0)
		(alert,) = alerts_of(household)
		self.assertEqual((alert.status, alert.ended_on), ("Ended", AS_OF))

	def test_an_alert_in_progress_does_not_end_by_itself(self):
		household = self.with_loan(45)
		alerts_of(household)[0].acknowledge()
		self.report_overdue(household, 0)
		self.assertEqual(alerts_of(household)[0].status, "Acknowledged")

	def test_a_risk_that_recurs_raises_a_new_alert(self):
		household = self.with_loan(45)
		self.report_overdue(household, 0)
		make_record(household, "loan_overdue_days", 45, "2026-11-05")
		screen(date(2026, 11, 10))
		self.assertEqual([alert.status for alert in alerts_of(household)], ["Ended", "Open"])

	def test_a_dismissed_alert_stays_closed_until_something_new_is_found(self):
		household = self.with_loan(45)
		alerts_of(household)[0].dismiss("已还清，银行数据滞后")
		screen()
		self.assertEqual([alert.status for alert in alerts_of(household)], ["Dismissed"])
		self.report_overdue(household, 100)
		self.assertEqual(
			[(alert.status, alert.level) for alert in alerts_of(household)],
			[("Dismissed", "Yellow"), ("Open", "Red")],
		)

	def test_an_alert_moves_with_its_household(self):
		household = self.with_loan(45)
		make_household(OTHER_VILLAGE)
		household.region = OTHER_VILLAGE
		household.save()
		screen()
		self.assertEqual(alerts_of(household)[0].region, OTHER_VILLAGE)


class TestReportsByPeople(TestCase):
	def test_a_visit_raises_an_alert_on_the_same_path(self):
		household = make_household()
		alert = lifecycle.raise_alert(household.name, "R3", "Yellow", "Visit", "墙体开裂")
		self.assertEqual(
			(alert.status, alert.level, alert.base_level, alert.reason, alert.source),
			("Open", "Yellow", "Yellow", "墙体开裂", "Visit"),
		)

	def test_it_steps_up_below_the_line(self):
		make_standard(8000)
		household = make_household()
		make_income(household.name, int(today()[:4]), wage_income=100)
		self.assertEqual(
			lifecycle.raise_alert(household.name, "R3", "Yellow", "Visit", "墙体开裂").level, "Red"
		)

	def test_it_merges_into_the_open_alert_and_may_raise_it(self):
		household = make_household(drinking_water="Unsafe")
		screen()
		raised = lifecycle.raise_alert(household.name, "R4", "Red", "Visit", "水井干涸")
		(alert,) = alerts_of(household)
		self.assertEqual(raised.name, alert.name)
		self.assertEqual((alert.level, alert.base_level, alert.rules), ("Red", "Red", "R4a"))
		self.assertEqual(alert.reason.splitlines()[-1], "水井干涸")

	def test_a_report_of_a_lower_level_does_not_lower_it(self):
		household = make_household(drinking_water="Unsafe")
		screen()
		self.assertEqual(
			lifecycle.raise_alert(household.name, "R4", "Blue", "Visit", "水压低").level, "Yellow"
		)

	def test_screening_keeps_what_people_reported(self):
		household = make_household()
		lifecycle.raise_alert(household.name, "R4", "Red", "Visit", "水井干涸")
		screen()
		household.drinking_water = "Unsafe"
		household.save()
		screen()
		(alert,) = alerts_of(household)
		self.assertEqual((alert.level, alert.status, alert.rules), ("Red", "Open", "R4a"))
		self.assertEqual(alert.reason.splitlines()[-1], "水井干涸")

	def test_an_officer_says_how_severe_it_is_and_what_was_found(self):
		household = make_household()
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		values = {"doctype": "Risk Alert", "household": household.name, "risk": "R3"}
		with self.assertRaises(frappe.ValidationError):
			frappe.get_doc(values).insert()
		alert = frappe.get_doc(values | {"reported_level": "Yellow", "reported_reason": "墙体开裂"}).insert()
		self.assertEqual((alert.status, alert.level, alert.source), ("Open", "Yellow", "Officer"))

	def test_there_is_never_a_second_open_alert(self):
		household = make_household()
		lifecycle.raise_alert(household.name, "R3", "Yellow", "Visit", "墙体开裂")
		second = {
			"doctype": "Risk Alert",
			"household": household.name,
			"risk": "R3",
			"reported_level": "Blue",
			"reported_reason": "屋顶漏水",
		}
		with self.assertRaises(frappe.ValidationError):
			frappe.get_doc(second).insert()
		with self.assertRaises(frappe.UniqueValidationError):
			frappe.get_doc(second | {"source": "Rule", "level": "Blue"}).insert()


class TestAnswering(TestCase):
	def setUp(self) -> None:
		super().setUp()
		raised = lifecycle.raise_alert(make_household().name, "R3", "Yellow", "Visit", "墙体开裂")
		self.alert = frappe.get_doc("Risk Alert", raised.name)

	def test_acknowledging_is_the_first_response(self):
		user = make_officer("Village Cadre", VILLAGE)
		frappe.set_user(user)
		self.alert.acknowledge()
		self.assertEqual((self.alert.status, self.alert.responded_by), ("Acknowledged", user))
		self.assertTrue(self.alert.responded_at)

	def test_it_is_acknowledged_once(self):
		self.alert.acknowledge()
		with self.assertRaises(frappe.ValidationError):
			self.alert.acknowledge()

	def test_no_role_acknowledges_outside_its_region(self):
		for duty, region in (
			("Village Cadre", OTHER_VILLAGE),
			("Town Officer", "449913102000"),
			("District Officer", "449914000000"),
		):
			frappe.set_user("Administrator")
			frappe.set_user(make_officer(duty, region))
			with self.assertRaises(frappe.PermissionError, msg=duty):
				self.alert.acknowledge()

	def test_the_city_does_not_acknowledge(self):
		frappe.set_user(make_officer("City Officer", "449900000000"))
		with self.assertRaises(frappe.PermissionError):
			self.alert.acknowledge()

	def test_the_tier_that_closes_the_level_dismisses(self):
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		with self.assertRaises(frappe.PermissionError):
			self.alert.dismiss("已加固")
		frappe.set_user("Administrator")
		frappe.set_user(make_officer("Town Officer", TOWN))
		self.alert.dismiss("已加固")
		self.assertEqual((self.alert.status, self.alert.dismissal_reason), ("Dismissed", "已加固"))

	def test_a_higher_tier_dismisses_too(self):
		frappe.set_user(make_officer("District Officer", DISTRICT))
		self.alert.dismiss("已加固")
		self.assertEqual(self.alert.status, "Dismissed")

	def test_a_dismissal_needs_a_reason(self):
		with self.assertRaises(frappe.ValidationError):
			self.alert.dismiss("  ")

	def test_an_alert_under_check_is_not_dismissed_outside_the_check(self):
		self.alert.status = "Under Check"
		self.alert.save()
		with self.assertRaises(frappe.ValidationError):
			self.alert.dismiss("已加固")

	def test_calculated_fields_are_not_written_by_officers(self):
		frappe.set_user(make_officer("Town Officer", TOWN))
		alert = frappe.get_doc("Risk Alert", self.alert.name)
		alert.update({"status": "Dismissed", "level": "Blue", "response_due": "2030-01-01 00:00:00"})
		alert.save()
		alert.reload()
		self.assertEqual((alert.status, alert.level), ("Open", "Yellow"))
		self.assertLess(get_datetime(alert.response_due), get_datetime("2030-01-01"))

	def test_a_report_is_not_changed(self):
		frappe.set_user(make_officer("Town Officer", TOWN))
		alert = frappe.get_doc("Risk Alert", self.alert.name)
		alert.reported_level = "Blue"
		with self.assertRaises(frappe.ValidationError):
			alert.save()

	def test_a_forged_document_saves_nothing_but_the_answer(self):
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		forged = frappe.get_doc("Risk Alert", self.alert.name)
		forged.update({"level": "Blue", "reason": "无"})
		forged.acknowledge()
		stored = frappe.get_doc("Risk Alert", self.alert.name)
		self.assertEqual((stored.status, stored.level, stored.reason), ("Acknowledged", "Yellow", "墙体开裂"))

	def test_answers_are_only_given_by_post(self):
		for method in ("acknowledge", "dismiss"):
			function = getattr(frappe.get_doc("Risk Alert", self.alert.name), method).__func__
			self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[function], ["POST"])


class TestEvidence(TestCase):
	def test_the_rows_name_the_batch_and_the_member(self):
		household = make_household()
		make_record(household, "loan_overdue_days", 45, "2026-09-30", batch="202609-000005", row_no=17)
		screen()
		(row,) = alerts_of(household)[0].get_evidence()
		self.assertEqual((row["rule"], row["value"]), ("R9b", "45"))
		self.assertIn("202609-000005", row["origin"])
		self.assertIn("17", row["origin"])
		self.assertIn("林试", row["what"])

	def test_outside_the_region_nobody_reads_it(self):
		household = make_household(drinking_water="Unsafe")
		screen()
		alert = alerts_of(household)[0]
		frappe.set_user(make_officer("Village Cadre", OTHER_VILLAGE))
		with self.assertRaises(frappe.PermissionError):
			alert.get_evidence()
