from unittest import TestCase

import frappe

from fanpin_app.early_warning.rule_queries.compiler import Hit
from fanpin_app.early_warning.screening.reconciliation import DATA_LENGTH, reconcile, truncated

UPDATED, PRESERVED = ("region", "level"), ("found_on", "household")


def hit(household: str, region: str = "1") -> Hit:
	return Hit(household, region, [])


def stored(name: int, household: str, region: str = "1") -> frappe._dict:
	return frappe._dict(name=name, region=region, level="Red", found_on="2026-10-01", household=household)


def compare(hits: list[Hit], *rows: frappe._dict):
	by_household = {row.household: row for row in rows}
	return reconcile(hits, by_household, lambda each, _row: (each.region, "Red"), UPDATED, PRESERVED)


class TestReconciliation(TestCase):
	def test_a_hit_without_a_row_is_new(self):
		found = compare([hit("H1")])
		self.assertEqual(found.new, [(hit("H1"), ("1", "Red"))])
		self.assertEqual((found.changed, found.seen, found.ended), ([], [], []))

	def test_a_row_with_the_same_values_is_only_seen(self):
		found = compare([hit("H1")], stored(7, "H1"))
		self.assertEqual((found.new, found.changed, found.seen, found.ended), ([], [], [7], []))

	def test_a_row_with_other_values_is_changed_and_keeps_the_rest(self):
		found = compare([hit("H1", region="2")], stored(7, "H1"))
		self.assertEqual(found.changed, [("2", "Red", "2026-10-01", "H1", 7)])
		self.assertEqual((found.new, found.seen, found.ended), ([], [7], []))

	def test_a_row_without_a_hit_ends(self):
		rows = {"H1": stored(7, "H1"), "H2": stored(8, "H2")}
		found = reconcile([hit("H2")], rows, lambda each, _row: (each.region, "Red"), UPDATED, PRESERVED)
		self.assertEqual((found.seen, found.ended), ([8], [7]))
		self.assertEqual(list(rows), ["H1", "H2"])

	def test_values_may_depend_on_the_stored_row(self):
		found = reconcile(
			[hit("H1"), hit("H2")],
			{"H1": stored(7, "H1", region="9")},
			lambda each, row: (row.region if row else each.region, "Red"),
			UPDATED,
			PRESERVED,
		)
		self.assertEqual((found.changed, [values for _hit, values in found.new]), ([], [("1", "Red")]))


class TestTruncatedText(TestCase):
	def test_it_fits_into_a_field(self):
		self.assertEqual(truncated("x" * 200), "x" * DATA_LENGTH)
		self.assertEqual([truncated(text) for text in ("short", "", None)], ["short", "", None])
