"""Rules about assets, in particular the shipped one. The screening date is 2026-10-31."""

from datetime import date, timedelta

import frappe

from fanpin_app.early_warning.rule_queries.compiler import Hit, compile_rule
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.errors import InvalidRuleError
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_asset,
	make_household,
	make_inspection,
	make_lease,
	rule,
)

AS_OF = date(2026, 10, 31)


def days_ago(days: int) -> str:
	return (AS_OF - timedelta(days=days)).isoformat()


def asset_rule(*conditions: dict, **fields):
	return rule(*({"source": "Asset"} | each for each in conditions), subject="Asset", risk="R8", **fields)


def hits(tested, prefix: str = "449913") -> list[str]:
	return [hit.subject_name for hit in compile_rule(tested, RuleContext(prefix, AS_OF)).hits()]


class TestPoorSupervision(TestCase):
	def hit(self, asset) -> Hit | None:
		found = compile_rule(frappe.get_doc("Risk Rule", "R8a"), RuleContext("449913", AS_OF)).hits()
		return next((hit for hit in found if hit.subject_name == asset.name), None)

	def assertHit(self, asset) -> None:
		self.assertIsNotNone(self.hit(asset))

	def assertNoHit(self, asset) -> None:
		self.assertIsNone(self.hit(asset))

	def test_rent_that_is_60_days_overdue_by_the_ledger_is_enough_and_59_are_not(self):
		self.assertHit(make_asset(reported_rent_overdue_days=60))
		self.assertNoHit(make_asset(reported_rent_overdue_days=59))

	def test_180_days_without_inspection_are_enough_and_179_are_not(self):
		self.assertHit(make_asset(reported_last_inspection=days_ago(180)))
		self.assertNoHit(make_asset(reported_last_inspection=days_ago(179)))

	def test_90_idle_days_are_enough_and_89_are_not(self):
		self.assertHit(make_asset(reported_idle_days=90))
		self.assertNoHit(make_asset(reported_idle_days=89))

	def test_an_inspection_recorded_by_an_officer_counts_like_the_ledger_s(self):
		asset = make_asset(reported_last_inspection=days_ago(300))
		make_inspection(asset.name, days_ago(10))
		self.assertNoHit(asset)

	def test_an_older_inspection_does_not_override_the_ledger_s(self):
		asset = make_asset(reported_last_inspection=days_ago(10))
		make_inspection(asset.name, days_ago(300))
		self.assertNoHit(asset)

	def test_an_inspection_after_the_screening_date_does_not_count(self):
		asset = make_asset(reported_last_inspection=days_ago(300))
		make_inspection(asset.name, "2026-11-05")
		self.assertHit(asset)

	def test_an_asset_that_was_never_inspected_counts_from_its_acquisition(self):
		never = {"reported_last_inspection": None}
		self.assertHit(make_asset(acquired_on=days_ago(180), **never))
		self.assertNoHit(make_asset(acquired_on=days_ago(179), **never))
		self.assertNoHit(make_asset(**never))

	def test_rent_is_overdue_since_the_oldest_unpaid_rent_of_a_lease(self):
		asset = make_asset()
		make_lease(asset.name, (days_ago(90), days_ago(80)), (days_ago(60), None), (days_ago(30), None))
		self.assertEqual(self.hit(asset).value, "60")

	def test_with_a_lease_the_ledger_s_overdue_days_do_not_count(self):
		asset = make_asset(reported_rent_overdue_days=120)
		make_lease(asset.name, (days_ago(90), days_ago(80)))
		self.assertNoHit(asset)

	def test_rent_that_was_paid_after_the_screening_date_was_unpaid_on_it(self):
		asset = make_asset()
		make_lease(asset.name, (days_ago(70), "2026-11-05"))
		self.assertHit(asset)

	def test_the_asset_is_idle_as_long_as_its_longest_idle_unit(self):
		def unit(name: str, since: str | None):
			return {"unit_name": name, "status": "Idle" if since else "In Use", "idle_since": since}

		asset = make_asset(
			units=[unit("1号", days_ago(20)), unit("2号", days_ago(95)), unit("3号", None)],
		)
		self.assertEqual(self.hit(asset).value, "95")

	def test_with_units_the_ledger_s_idle_days_do_not_count(self):
		self.assertNoHit(make_asset(reported_idle_days=120, units=[{"unit_name": "1号", "status": "In Use"}]))

	def test_an_asset_that_was_disposed_of_is_ignored(self):
		self.assertNoHit(make_asset(reported_idle_days=120, status="Disposed Of"))

	def test_the_evidence_says_which_of_the_three_it_is(self):
		hit = self.hit(make_asset(reported_rent_overdue_days=75))
		self.assertEqual(
			[(each.name, each.value, each.threshold) for each in hit.evidence],
			[("rent_overdue_days", "75", "60")],
		)


class TestRulesAboutAssets(TestCase):
	def test_conditions_of_a_group_must_all_hold(self):
		asset, cheap = (make_asset(reported_idle_days=40, original_value=value) for value in (500000, 4000))
		created = asset_rule(
			{"field": "idle_days", "operator": ">=", "value": "40"},
			{"field": "original_value", "operator": ">", "value": "10000"},
			{"field": "asset_kind", "operator": "in", "value": "Operating, Public Welfare"},
		)
		found = hits(created)
		self.assertIn(asset.name, found)
		self.assertNotIn(cheap.name, found)

	def test_only_assets_in_the_region_are_evaluated(self):
		here, there = (make_asset(region, reported_idle_days=99) for region in (VILLAGE, OTHER_VILLAGE))
		found = hits(asset_rule({"field": "idle_days", "operator": ">=", "value": "99"}), VILLAGE)
		self.assertIn(here.name, found)
		self.assertNotIn(there.name, found)

	def test_a_rule_about_assets_has_no_conditions_on_households(self):
		created = asset_rule({"source": "Household", "field": "monitored", "operator": "=", "value": "Yes"})
		self.assertRaises(InvalidRuleError, compile_rule, created, RuleContext(VILLAGE, AS_OF))

	def test_a_rule_about_households_has_no_conditions_on_assets(self):
		created = rule({"source": "Asset", "field": "idle_days", "operator": ">=", "value": "9"})
		self.assertRaises(InvalidRuleError, compile_rule, created, RuleContext(VILLAGE, AS_OF))

	def test_an_unknown_kind_of_asset_is_refused(self):
		created = asset_rule({"field": "asset_kind", "operator": "=", "value": "Castle"})
		self.assertRaises(InvalidRuleError, compile_rule, created, RuleContext(VILLAGE, AS_OF))

	def test_a_household_with_the_number_of_an_asset_is_not_taken_for_it(self):
		asset = make_asset(reported_idle_days=99)
		make_household(household_no=asset.name)
		compiled = compile_rule(frappe.get_doc("Risk Rule", "R8a"), RuleContext(VILLAGE, AS_OF))
		self.assertEqual([hit.subject_name for hit in compiled.hits()].count(asset.name), 1)
