"""Rows of a yearly income file: where several rows of one household differ, all are refused."""

from unittest.mock import patch

import frappe
from openpyxl import load_workbook

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.discovery.targets import incomes
from fanpin_app.tests.site.discovery.test_register_comparison import INCOME_HEADERS
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import make_household, make_income

FIRST_ROW = 3


class TestRowsOfOneHousehold(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		self.households = [make_household().name for _ in range(4)]

	def load(self, *wages: tuple[int, object], **layout):
		"""Rows of (household's place, wage); the first is row 3 of its sheet."""
		rows = [(self.households[place], wage, 0, 0, 0, 0) for place, wage in wages]
		return load_file(write_workbook(self.folder / "收入_2026.xlsx", INCOME_HEADERS, rows, **layout))

	def wages(self) -> list[float | None]:
		return [
			frappe.db.get_value("Income Statement", f"{household}-2026", "wage_income")
			for household in self.households
		]

	def reasons(self, batch) -> dict[int, str]:
		"""Row of the file → reason for its refusal."""
		if not batch.error_workbook:
			return {}
		file = frappe.get_doc("File", {"file_url": batch.error_workbook})
		lines = load_workbook(file.get_full_path()).active.iter_rows(min_row=2, values_only=True)
		return {int(line[0]): line[1] for line in lines}

	def test_of_two_that_differ_both_are_refused_and_each_names_the_other(self):
		batch = self.load((0, 5), (1, 7), (0, 6))
		self.assertEqual((batch.rows_read, batch.rows_accepted), (3, 1))
		self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("repeated_key", 2)])
		reasons = self.reasons(batch)
		self.assertEqual(reasons.keys(), {3, 5})
		self.assertIn("A3 (户编号): Row 5 is about the same", reasons[3])
		self.assertIn("A5 (户编号): Row 3 is about the same", reasons[5])
		self.assertEqual(self.wages(), [None, 7, None, None])

	def test_what_is_stored_of_the_household_stays(self):
		make_income(self.households[0], 2026, 9000)
		self.load((0, 5), (0, 6), (1, 7))
		self.assertEqual(self.wages(), [9000, 7, None, None])

	def test_rows_that_are_far_apart_are_compared_too(self):
		with patch.object(incomes, "CHUNK", 2):
			batch = self.load((0, 5), (1, 7), (2, 8), (3, 9), (0, 6), (2, 8))
		self.assertEqual(
			{each.reason: each.rows for each in batch.refusals}, {"repeated_key": 2, "duplicate": 1}
		)
		self.assertEqual(self.wages(), [None, 7, 8, 9])

	def test_beside_a_row_that_cannot_be_read_the_other_counts(self):
		batch = self.load((0, "约五千"), (0, 6))
		self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("bad_amount", 1)])
		self.assertEqual(self.wages()[0], 6)

	def test_rows_that_are_no_data_are_counted_once(self):
		batch = self.load((0, 5), footer=[("填报人：某某",)])
		self.assertEqual((batch.rows_read, batch.rows_not_data), (1, 1))

	def test_a_file_of_nothing_else_is_not_loaded(self):
		batch = self.load((0, 5), (0, 6))
		self.assertEqual((batch.status, batch.rows_refused), ("Not Loaded", 2))
