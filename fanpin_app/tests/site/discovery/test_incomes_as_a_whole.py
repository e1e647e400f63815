"""Files of incomes as a whole: unlike the year before, and two of one year in one folder."""

import frappe

from fanpin_app.discovery.loading.pipeline import load, load_file
from fanpin_app.tests.site.discovery.test_register_comparison import INCOME_HEADERS
from fanpin_app.tests.site.discovery.test_register_file import HEADERS
from fanpin_app.tests.site.discovery.test_register_file import row as register_row
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_id_number,
	make_income,
)

HOUSEHOLDS = 6


class IncomesTestCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.households = [make_household(VILLAGE).name for _number in range(HOUSEHOLDS)]
		self.folder = make_folder(self)
		self.addCleanup(frappe.clear_document_cache, "Data Feed", self.feed())

	def feed(self) -> str:
		return frappe.db.get_value("Data Feed", {"target": "Income Statement"})

	def write(self, name: str, *wages: float, business: float = 0):
		rows = [
			(household, wage, business, 0, 0, 0)
			for household, wage in zip(self.households, wages, strict=False)
		]
		return write_workbook(self.folder / name, INCOME_HEADERS, rows)

	def wages(self, year: int = 2026) -> list[float | None]:
		return [
			frappe.db.get_value("Income Statement", f"{household}-{year}", "wage_income")
			for household in self.households
		]


class TestTheYearBefore(IncomesTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.get_doc("Data Feed", self.feed()).update({"held_from_rows": HOUSEHOLDS}).save()
		for index, household in enumerate(self.households):
			make_income(household, 2025, 30000 + index, business_income=500)
		elsewhere = make_household(VILLAGE_OF_OTHER_TOWN).name
		make_income(elsewhere, 2025, 9_000_000)

	def remarks(self, *wages: float, **layout) -> list[str]:
		batch = load_file(self.write("收入_2026.xlsx", *wages, **layout))
		self.assertEqual((batch.status, batch.rows_refused), ("Loaded", 0))
		return [each for each in (batch.remarks or "").splitlines() if "2025" in each]

	def test_a_file_of_another_unit_is_held(self):
		batch = load_file(self.write("收入_2026.xlsx", *[3.2] * HOUSEHOLDS, business=500))
		self.assertEqual((batch.status, self.wages()), ("Held", [None] * HOUSEHOLDS))
		self.assertRegex(
			batch.held_because, r"工资性收入.*6.*6.*1/9\d{3}.*2025|工资性收入.*6.*6.*2025.*1/9\d{3}"
		)

	def test_a_mean_that_differs_much_is_a_remark(self):
		frappe.get_doc("Data Feed", self.feed()).update({"held_mean": 5}).save()
		(remark,) = self.remarks(*[4500] * HOUSEHOLDS, business=500)
		self.assertRegex(remark, r"工资性收入.*4,500\.00.*2025.*30,002\.50")

	def test_a_column_that_has_become_zero_is_a_remark(self):
		(remark,) = self.remarks(*[0] * HOUSEHOLDS, business=500)
		self.assertRegex(remark, "工资性收入.*100%.*2025.*0%")

	def test_a_year_like_the_one_before_has_none(self):
		self.assertEqual(self.remarks(*[33000] * HOUSEHOLDS, business=600), [])

	def test_few_households_have_none(self):
		self.assertEqual(self.remarks(320, business=500), [])

	def test_a_feed_that_compares_no_files_has_none(self):
		frappe.get_doc("Data Feed", self.feed()).update({"held_from_rows": 0}).save()
		self.assertEqual(self.remarks(*[320] * HOUSEHOLDS, business=500), [])

	def test_a_first_year_has_none(self):
		frappe.db.delete("Income Statement", {"year": 2025})
		self.assertEqual(self.remarks(*[320] * HOUSEHOLDS, business=500), [])


class TestFilesOfOneRun(IncomesTestCase):
	def load(self, name: str, *wages: float, run: str | None = "first run"):
		return load_file(self.write(name, *wages), command_run=run)

	def test_of_two_that_differ_the_later_by_name_is_held(self):
		first = self.load("收入(更正)_2026.xlsx", 9000, 8000)
		second = self.load("收入_2026.xlsx", 90000, 8000)
		self.assertEqual((first.status, second.status), ("Loaded", "Held"))
		self.assertRegex(second.held_because, rf"of 1 of .*{first.name} \(收入\(更正\)_2026\.xlsx\)")
		self.assertEqual(self.wages()[:2], [9000, 8000])

	def test_it_still_waits_in_the_next_run(self):
		self.load("收入(更正)_2026.xlsx", 9000)
		self.load("收入_2026.xlsx", 90000)
		again = load_file(self.folder / "收入_2026.xlsx", command_run="second run")
		self.assertEqual((again.status, self.wages()[0]), ("Held", 9000))

	def test_it_is_loaded_when_somebody_lets_it_pass(self):
		self.load("收入(更正)_2026.xlsx", 9000)
		second = self.load("收入_2026.xlsx", 90000)
		second.let_pass("更正后的文件名排在前面")
		load_file(self.folder / "收入_2026.xlsx", command_run="second run")
		self.assertEqual(self.wages()[0], 90000)

	def test_a_file_of_a_later_run_is_newer(self):
		self.load("收入(更正)_2026.xlsx", 9000)
		second = self.load("收入_2026.xlsx", 90000, run="second run")
		self.assertEqual((second.status, self.wages()[0]), ("Loaded", 90000))

	def test_files_of_other_households_years_or_of_the_same_figures_are_loaded(self):
		self.load("收入_2026.xlsx", 9000)
		make_income(self.households[1], 2026, 1)
		frappe.db.set_value(
			"Income Statement",
			f"{self.households[1]}-2026",
			"modified",
			"2026-01-01",
			update_modified=False,
		)
		for name, wages in (
			("收入2_2026.xlsx", (9000, 5)),
			("收入_2025.xlsx", (7000,)),
			("收入3_2026.xlsx", (9000,)),
		):
			with self.subTest(name):
				self.assertEqual(self.load(name, *wages).status, "Loaded")

	def test_of_two_that_are_uploaded_the_second_is_compared_again_once_the_first_is_applied(self):
		first, second = (
			self.upload("收入(更正)_2026.xlsx", 9000),
			self.upload("收入_2026.xlsx", 90000),
		)
		for batch, status in ((first, "Loaded"), (second, "Compared")):
			batch.apply()
			load(batch, write=bool(batch.applied_by))
			self.assertEqual((batch.status, self.wages()[0]), (status, 9000))

	def upload(self, name: str, *wages: float):
		path = self.write(name, *wages)
		file = frappe.get_doc(
			doctype="File", file_name=name, content=path.read_bytes(), is_private=1
		).insert()
		batch = frappe.get_doc(doctype="Data Batch", file=file.file_url)
		batch.flags.loads_at_once = True
		load(batch.insert(), write=False)
		self.assertEqual(batch.status, "Compared", batch.message)
		return batch

	def test_a_register_is_held_in_the_same_way(self):
		number = make_id_number()
		for name, group, status in (
			("农户(新)_202610.xlsx", "1组", "Loaded"),
			("农户_202610.xlsx", "2组", "Held"),
		):
			row = register_row("ZQ-REG-1", "林试", number, 组=group)
			path = write_workbook(self.folder / name, HEADERS, [row])
			batch = load_file(path, command_run="first run")
			self.assertEqual(batch.status, status, batch.message)
