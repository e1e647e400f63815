"""Alerts on assets, which have no household. The screening date is 2026-10-31."""

from datetime import date

import frappe

from fanpin_app.commands.alerts import open_alerts
from fanpin_app.early_warning.alerts import lifecycle
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.resources.handling import close_handled
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	DISTRICT,
	OTHER_VILLAGE,
	VILLAGE,
	make_alert,
	make_asset,
	make_household,
	make_income,
	make_inspection,
	make_officer,
	make_standard,
)
from fanpin_app.verification.start import start_check

AS_OF = date(2026, 10, 31)


def screen(as_of: date = AS_OF) -> dict[str, int]:
	return engine.screen(RuleContext("449913", as_of))


def alerts_of(asset) -> list:
	names = frappe.get_all("Risk Alert", filters={"asset": asset.name}, order_by="creation asc", pluck="name")
	return [frappe.get_doc("Risk Alert", name) for name in names]


def alert_on(**fields):
	asset = make_asset(**({"reported_rent_overdue_days": 75} | fields))
	screen()
	(alert,) = alerts_of(asset)
	return asset, alert


class TestRaising(TestCase):
	def test_a_finding_raises_an_alert_on_the_asset_and_on_no_household(self):
		asset, alert = alert_on()
		self.assertEqual(
			(
				alert.asset,
				alert.household,
				alert.risk,
				alert.level,
				alert.base_level,
				alert.rules,
				alert.region,
			),
			(asset.name, None, "R8", "Blue", "Blue", "R8a", VILLAGE),
		)
		self.assertEqual(alert.head_name, asset.asset_name)
		self.assertIn("75", alert.reason)

	def test_screening_again_changes_nothing(self):
		asset, alert = alert_on()
		result = screen()
		self.assertEqual([each.modified for each in alerts_of(asset)], [alert.modified])
		self.assertEqual((result["findings_new"], result["alerts_raised"]), (0, 0))

	def test_it_ends_when_the_finding_does(self):
		asset, _ = alert_on(reported_rent_overdue_days=0, reported_last_inspection="2026-01-01")
		make_inspection(asset.name, "2026-10-30")
		screen()
		self.assertEqual([each.status for each in alerts_of(asset)], ["Ended"])

	def test_poverty_of_a_household_with_the_assets_number_does_not_step_it_up(self):
		make_standard(8000)
		asset = make_asset(reported_rent_overdue_days=75)
		make_income(make_household(household_no=asset.name).name, wage_income=1)
		screen()
		self.assertEqual(alerts_of(asset)[0].level, "Blue")

	def test_a_town_with_assets_and_no_household_is_screened(self):
		make_asset("449913109201", reported_rent_overdue_days=75)
		run = engine.create_run(AS_OF, "449913000000")
		self.assertIn("449913109000", [part.region for part in run.parts])

	def test_the_evidence_is_shown_in_the_user_s_language(self):
		_, alert = alert_on()
		frappe.local.lang = "zh"
		try:
			self.assertEqual([row["what"] for row in alert.get_evidence()], ["租金逾期天数"])
		finally:
			frappe.local.lang = "en"


class TestPeople(TestCase):
	def test_an_officer_reports_an_asset(self):
		asset = make_asset()
		alert = make_alert(None, risk="R8", level="Blue", asset=asset.name)
		self.assertEqual((alert.region, alert.head_name, alert.level), (VILLAGE, asset.asset_name, "Blue"))

	def test_an_officer_cannot_report_the_same_risk_of_an_asset_twice(self):
		asset = make_asset()
		make_alert(None, risk="R8", level="Blue", asset=asset.name)
		with self.assertRaises(frappe.ValidationError):
			make_alert(None, risk="R8", level="Blue", asset=asset.name)

	def test_an_alert_on_nobody_is_refused(self):
		self.assertRaises(frappe.ValidationError, make_alert, None)

	def test_an_alert_on_an_asset_elsewhere_cannot_be_filed_under_the_own_village(self):
		asset = make_asset(OTHER_VILLAGE)
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		with self.assertRaises(frappe.PermissionError):
			make_alert(None, risk="R8", level="Blue", asset=asset.name, region=VILLAGE)

	def test_a_cadre_sees_the_alerts_on_the_villages_own_assets_only(self):
		(_, here), (_, there) = alert_on(), alert_on(region=OTHER_VILLAGE)
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		seen = frappe.get_list("Risk Alert", pluck="name")
		self.assertIn(here.name, seen)
		self.assertNotIn(there.name, seen)


class TestAnswering(TestCase):
	def test_closing_with_what_was_done_ends_the_alert_and_screening_keeps_it_closed(self):
		asset, alert = alert_on()
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		alert.acknowledge()
		close_handled(alert.name, " 已追缴租金 ")
		frappe.set_user("Administrator")
		screen()
		(closed,) = alerts_of(asset)
		self.assertEqual((closed.status, closed.resolution), (lifecycle.ENDED, "已追缴租金"))

	def test_it_is_not_closed_without_saying_what_was_done(self):
		_, alert = alert_on()
		self.assertRaises(frappe.ValidationError, close_handled, alert.name, "  ")

	def test_it_is_not_closed_twice(self):
		_, alert = alert_on()
		close_handled(alert.name, "已追缴租金")
		self.assertRaises(frappe.ValidationError, close_handled, alert.name, "已追缴租金")

	def test_a_cadre_of_another_village_cannot_close_it(self):
		_, alert = alert_on()
		frappe.set_user(make_officer("Village Cadre", OTHER_VILLAGE))
		self.assertRaises(frappe.PermissionError, close_handled, alert.name, "已追缴租金")

	def test_an_alert_of_a_higher_level_is_not_closed_by_a_cadre(self):
		asset = make_asset()
		alert = make_alert(None, risk="R8", level="Red", asset=asset.name)
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		self.assertRaises(frappe.PermissionError, close_handled, alert.name, "已追缴租金")

	def test_an_alert_on_a_household_is_not_handled_so(self):
		alert = make_alert(make_household().name)
		self.assertRaises(frappe.ValidationError, close_handled, alert.name, "已追缴租金")

	def test_no_check_is_started_from_it(self):
		_, alert = alert_on()
		frappe.set_user(make_officer("District Officer", DISTRICT))
		self.assertRaises(frappe.ValidationError, start_check, alert.name)


class TestExport(TestCase):
	def test_fanpin_alerts_names_the_asset(self):
		asset, _ = alert_on()
		self.assertIn(
			{
				"household": None,
				"asset": asset.name,
				"risk": "R8",
				"level": "Blue",
				"base_level": "Blue",
				"rules": ["R8a"],
			},
			open_alerts(),
		)
