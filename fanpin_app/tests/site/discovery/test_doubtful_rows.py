"""Rows that count but perhaps should not: the batch names them."""

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_held_files import HeldTestCase
from fanpin_app.tests.site.discovery.test_register_file import HEADERS, row
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, write_workbook
from fanpin_app.tests.support.builders import make_household, make_id_number, member
from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS


class TestVoidRows(HeldTestCase):
	def test_rows_of_a_month_marked_as_void_are_counted_and_named(self):
		rows = [
			("林试", person, 100, 0, "2026-10-08", {1: "作废", 2: " 已退费 "}.get(index, "正常"))
			for index, person in enumerate(self.people[:5])
		]
		path = write_workbook(self.folder / "医保自付_202610.xlsx", (*MEDICAL_HEADERS, "备注"), rows)
		batch = load_file(path)
		self.assertEqual((batch.status, batch.rows_accepted), ("Loaded", 5))
		self.assertIn("2 rows say “作废”、“已退费” under 备注", batch.remarks)
		self.assertIn("counted: 4、5.", batch.remarks)

	def test_void_rows_of_incomes_and_the_register_are_named_too(self):
		home = make_household(members=[member(id_number=(number := make_id_number()))])
		income = (home.name, "", 9, 0, 0, 0, 0, "不通过")
		batch = load_file(
			write_workbook(self.folder / "收入_2026.xlsx", (*INCOME_HEADERS, "审核结果"), [income])
		)
		self.assertIn("1 rows say “不通过” under 审核结果", batch.remarks)
		person = (*row(home.name, "林试", number), "2026-10-01")
		batch = load_file(write_workbook(self.folder / "农户信息.xlsx", (*HEADERS, "注销日期"), [person]))
		self.assertIn("1 rows say “2026-10-01” under 注销日期", batch.remarks)


class TestDistantDays(HeldTestCase):
	def send(self, *days: str, month: str = "202610"):
		rows = [("林试", person, 100, 0, day) for person, day in zip(self.people, days, strict=False)]
		return load_file(
			write_workbook(self.folder / f"医保自付_{month}.xlsx", MEDICAL_HEADERS, rows, title=str(days))
		)

	def test_single_days_of_a_year_before_are_named(self):
		for month, usual, distant in (
			("202610", "2026-10-03", ("2025-10-31", "2016-10-03", "2006-10-03")),
			("202601", "2026-01-03", ("2025-01-03", "2025-01-31")),
		):
			for day in distant:
				batch = self.send(usual, day, usual, month=month)
				with self.subTest(day=day):
					self.assertEqual((batch.status, batch.rows_accepted), ("Loaded", 3), batch.held_because)
					self.assertIn(
						f"结算日期: in 1 of 3 rows the day is a year or more before {month}", batch.remarks
					)
					self.assertIn(f"4 ({day}).", batch.remarks)
				batch.roll_back()

	def test_late_bills_and_columns_of_old_days_are_not_named(self):
		for days in (("2026-10-03", "2025-11-01", "2026-10-03"), ("2026-10-03", "2025-03-01", "2025-04-01")):
			batch = self.send(*days)
			with self.subTest(days):
				self.assertFalse(batch.remarks)
			batch.roll_back()
