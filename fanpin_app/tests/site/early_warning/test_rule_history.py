"""The history of a rule: author, reason and change; and the version that a finding names."""

import frappe
from frappe.translate import print_language

from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening.engine import screen
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import make_household, rule


def changes(name: str) -> list:
	return frappe.get_all("Rule Change", {"rule": name}, ["*"], order_by="version asc")


class TestHistory(TestCase):
	def setUp(self) -> None:
		super().setUp()
		unsafe = {"source": "Household", "field": "drinking_water", "operator": "=", "value": "Unsafe"}
		self.rule = rule(unsafe).insert()

	def test_a_new_rule_is_version_1_and_needs_no_reason(self):
		(first,) = changes(self.rule.name)
		self.assertEqual((self.rule.version, first.version, first.sentence_before), (1, 1, None))

	def test_a_change_of_its_effect_without_a_reason_is_refused(self):
		for values in ({"level": "Red"}, {"enabled": 0}, {"steps_up": 0}, {"effective_to": "2030-01-01"}):
			with self.assertRaises(frappe.ValidationError, msg=values):
				frappe.get_doc("Risk Rule", self.rule.name).update(values).save()

	def test_a_changed_threshold_without_a_reason_is_refused(self):
		self.rule.conditions[0].operator = "!="
		self.assertRaises(frappe.ValidationError, self.rule.save)

	def test_a_change_is_stored_with_user_reason_and_sentences(self):
		self.rule.update({"level": "Red", "change_reason": "市级文件要求"}).save()
		with print_language("zh"):
			first, second = changes(self.rule.name)
		self.assertEqual((second.version, second.owner, second.reason), (2, "Administrator", "市级文件要求"))
		self.assertEqual(second.sentence_before, first.sentence_after)
		self.assertIn("红色预警", second.sentence_after)
		self.assertIn("黄色预警", second.sentence_before)

	def test_the_reason_is_cleared_after_the_change(self):
		self.rule.update({"level": "Red", "change_reason": "市级文件要求"}).save()
		self.rule.reload()
		self.assertFalse(self.rule.change_reason)

	def test_another_name_is_no_change_of_its_effect(self):
		self.rule.update({"rule_name": "饮水", "reason": "饮水{value}"}).save()
		self.assertEqual((self.rule.version, len(changes(self.rule.name))), (1, 1))

	def test_saving_it_again_is_no_change(self):
		frappe.get_doc("Risk Rule", self.rule.name).save()
		self.assertEqual(len(changes(self.rule.name)), 1)

	def test_nobody_writes_history(self):
		for role in frappe.get_meta("Rule Change").permissions:
			self.assertFalse(role.write or role.create or role.delete, role.role)

	def test_a_finding_names_the_version_that_produced_it(self):
		make_household(drinking_water="Unsafe")
		context = RuleContext("449913", frappe.utils.getdate("2026-10-31"))
		screen(context)
		self.rule.update({"level": "Red", "change_reason": "市级文件要求"}).save()
		self.assertEqual(self.version_found(), 1)
		screen(context)
		self.assertEqual(self.version_found(), 2)

	def version_found(self) -> int:
		return frappe.db.get_value("Risk Finding", {"rule": self.rule.name}, "rule_version")

	def test_a_rule_that_never_warned_is_deleted_with_its_history(self):
		self.rule.delete()
		self.assertEqual(changes(self.rule.name), [])

	def test_every_shipped_rule_has_its_first_version(self):
		for name in frappe.get_all("Risk Rule", pluck="name"):
			self.assertTrue(changes(name), name)
