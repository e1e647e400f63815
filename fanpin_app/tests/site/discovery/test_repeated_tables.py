"""Tables in one file about the same people and days: held until somebody says that both count."""

from collections.abc import Mapping, Sequence

import frappe
from frappe.desk import query_report
from openpyxl import Workbook

from fanpin_app.discovery.loading import pipeline
from fanpin_app.tests.site.discovery.test_held_files import FEED, HeldTestCase

HEADERS = ("姓名", "身份证号", "住院自付", "门诊自付", "结算日期")


class TestRepeatedTables(HeldTestCase):
	def bills(
		self, people: Sequence[int], inpatient: float = 500, outpatient: float = 0, day: int = 8
	) -> list:
		return [("林试", self.people[each], inpatient, outpatient, f"2026-10-{day:02}") for each in people]

	def load_sheets(self, sheets: Mapping[str, Sequence]):
		book = Workbook()
		book.remove(book.active)
		for name, rows in sheets.items():
			sheet = book.create_sheet(name)
			for row in (HEADERS, *rows):
				sheet.append(row)
		path = self.folder / "医保自付_202610.xlsx"
		book.save(path)
		return self.load(path)

	def test_an_old_copy_of_a_sheet_is_held_and_nothing_of_it_is_kept(self):
		batch = self.load_sheets({"医保": self.bills(range(6)), "又": self.bills(range(6), 400)})
		self.assertEqual(batch.status, "Held")
		self.assertEqual(
			batch.held_because,
			"6 of 6 rows in sheet 又 have the number and the day of rows in sheet 医保, with other figures. If one"
			" of the two is an old copy, delete it and send the file again. If you let the file pass, both count.",
		)
		self.assertEqual(frappe.db.count("Indicator Record", {"batch": batch.name}), 0)

	def test_the_ledger_shows_that_it_is_held(self):
		frappe.db.set_value("Data Feed", {}, "creation", "2026-01-01")
		batch = self.load_sheets({"医保": self.bills(range(6)), "又": self.bills(range(6), 400)})
		rows = query_report.run("Data Ledger", filters={"month": "202610"})["result"]
		[entry] = [row for row in rows if row["feed"] == FEED]
		self.assertEqual((entry["state"], entry["batch"]), ("Not Loaded", batch.name))
		self.assertEqual(entry["remarks"], batch.held_because)

	def test_it_loads_when_somebody_lets_it_pass(self):
		batch = self.load_sheets({"甲医院": self.bills(range(6)), "乙医院": self.bills(range(6), 400)})
		batch.let_pass("两家医院")
		pipeline.load(batch)
		self.assertEqual((batch.status, batch.rows_accepted), ("Loaded", 12))

	def test_other_shapes_of_a_copy_are_held(self):
		for title, sheets in (
			(
				"most rows equal",
				{"一": self.bills(range(6)), "二": [*self.bills(range(5)), *self.bills([5], 400)]},
			),
			(
				"most rows there",
				{"一": self.bills(range(6)), "二": [*self.bills(range(5), 400), *self.bills([0], 1, day=9)]},
			),
			("a larger copy", {"一": self.bills(range(2)), "二": self.bills(range(6), 400)}),
			(
				"of two sheets",
				{"一": self.bills(range(3)), "二": self.bills([3, 4, 5]), "全": self.bills(range(6), 400)},
			),
			("below it", {"一": [*self.bills(range(6)), (), HEADERS, *self.bills(range(6), 400)]}),
		):
			with self.subTest(title):
				self.assertEqual(self.load_sheets(sheets).status, "Held")

	def test_a_copy_below_the_table_is_named_by_its_row(self):
		batch = self.load_sheets({"一": [*self.bills(range(6)), (), HEADERS, *self.bills(range(6), 400)]})
		self.assertIn("rows in sheet 一 below row 9 have", batch.held_because)

	def test_what_tables_of_one_file_may_share(self):
		for title, sheets in (
			("two visits of a day", {"一": [*self.bills(range(6)), *self.bills(range(6), 400)]}),
			("some people", {"一": self.bills(range(4)), "二": self.bills([2, 3, 4, 5], 400)}),
			(
				"the people, and not the days",
				{"一": self.bills(range(6)), "二": self.bills(range(6), 400, day=9)},
			),
			(
				"the people, and other figures of them",
				{"住院": self.bills(range(6)), "门诊": self.bills(range(6), 0, 30)},
			),
			("one person", {"一": self.bills(range(5)), "补": self.bills([0], 400)}),
		):
			with self.subTest(title):
				batch = self.load_sheets(sheets)
				self.assertEqual((batch.status, batch.rows_refused), ("Loaded", 0))
				batch.roll_back()

	def test_equal_rows_are_refused_one_by_one_as_before(self):
		batch = self.load_sheets({"一": self.bills(range(6)), "二": self.bills(range(6))})
		self.assertEqual((batch.status, batch.rows_accepted, batch.rows_refused), ("Loaded", 6, 6))
