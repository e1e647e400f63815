"""An officer merges two alerts of one household that are about the same case."""

from datetime import date

import frappe

from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	OTHER_VILLAGE,
	VILLAGE,
	make_alert,
	make_asset,
	make_household,
	make_officer,
	member,
)

AS_OF = date(2026, 10, 31)


class TestMerging(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household().name
		self.ill = make_alert(self.household, "R1", "Red", reported_reason="住院")
		self.poor = make_alert(self.household, "R6", "Blue", reported_reason="产业受损")
		frappe.set_user(make_officer("Village Cadre", VILLAGE))

	def test_one_ends_and_the_other_has_what_both_reported(self):
		self.ill.merge_into(self.poor.name)
		self.poor.reload()
		self.assertEqual((self.ill.status, self.ill.merged_into), ("Ended", self.poor.name))
		self.assertEqual((self.poor.status, self.poor.level), ("Open", "Red"))
		self.assertEqual(self.poor.reason.splitlines(), ["产业受损", "住院"])

	def test_an_answer_to_one_is_an_answer_to_both(self):
		self.ill.acknowledge()
		self.ill.merge_into(self.poor.name)
		self.assertEqual(frappe.db.get_value("Risk Alert", self.poor.name, "status"), "Acknowledged")

	def test_a_screening_does_not_undo_a_merge(self):
		frappe.set_user("Administrator")
		household = make_household(drinking_water="Unsafe", members=[member(medical_insurance="No")])
		engine.screen(RuleContext(VILLAGE, AS_OF))
		water, gap = (
			frappe.get_doc("Risk Alert", {"household": household.name, "risk": risk}) for risk in ("R4", "R7")
		)
		water.merge_into(gap.name)
		engine.screen(RuleContext(VILLAGE, AS_OF))
		gap.reload()
		self.assertEqual((gap.status, gap.level), ("Open", "Yellow"))
		self.assertLessEqual(set(water.reason.splitlines()), set(gap.reason.splitlines()))
		self.assertEqual(
			frappe.db.count("Risk Alert", {"household": household.name, "risk": "R4", "status": "Open"}), 0
		)

	def test_alerts_of_another_household_are_not_merged(self):
		frappe.set_user("Administrator")
		other = make_alert(make_household().name)
		with self.assertRaises(frappe.ValidationError):
			self.ill.merge_into(other.name)

	def test_alerts_of_assets_are_not_merged(self):
		frappe.set_user("Administrator")
		asset = make_asset()
		alert = frappe.get_doc(
			doctype="Risk Alert", asset=asset.name, risk="R8", reported_level="Blue", reported_reason="空置"
		).insert()
		with self.assertRaises(frappe.ValidationError):
			alert.merge_into(self.ill.name)

	def test_neither_itself_nor_what_is_closed_or_under_check(self):
		with self.assertRaises(frappe.ValidationError):
			self.ill.merge_into(self.ill.name)
		self.poor.db_set("status", "Under Check")
		with self.assertRaises(frappe.ValidationError):
			self.poor.merge_into(self.ill.name)
		self.poor.db_set("status", "Ended")
		with self.assertRaises(frappe.ValidationError):
			self.ill.merge_into(self.poor.name)

	def test_a_user_who_may_not_answer_may_not_merge(self):
		for duty, region in (("Village Cadre", OTHER_VILLAGE), ("City Officer", CITY), ("Helper", VILLAGE)):
			frappe.set_user("Administrator")
			frappe.set_user(make_officer(duty, region))
			with self.assertRaises(frappe.PermissionError, msg=duty):
				self.ill.merge_into(self.poor.name)

	def test_it_is_only_called_by_post(self):
		function = self.ill.merge_into.__func__
		self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[function], ["POST"])
