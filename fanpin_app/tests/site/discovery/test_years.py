"""The year of an income file comes from the file or is asked for: a guess would overwrite another year's incomes."""

import frappe

from fanpin_app.discovery.loading.pipeline import load, load_file
from fanpin_app.tests.site.discovery.test_register_comparison import INCOME_HEADERS
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import make_household, make_income

# Name, title, wages' header, name and value of another column, and the year whose incomes are written.
UNDERSTOOD = (
	("收入_2025.xlsx", "某镇情况表", "工资性收入", None, 2025),
	("收入.xlsx", "2025年家庭收入表", "工资性收入", None, 2025),
	("家庭收入_202610.xlsx", "2026年家庭收入表", "工资性收入", None, 2026),
	("家庭收入_202610.xlsx", "某镇情况表", "工资性收入", None, 2026),
	("收入2024_2026.xlsx", "2024年家庭收入表", "工资性收入", None, 2024),
	("2025年家庭收入_20260115.xlsx", "某镇情况表", "工资性收入", None, 2025),
	("202511报_2024收入.xlsx", "某镇情况表", "工资性收入(2024)", None, 2024),
	("收入.xlsx", "某镇情况表", "工资性收入", ("年度", 2024), 2024),
)
ASKED = (
	("收入.xlsx", "某镇情况表", "工资性收入", None),
	("收入2024_2026.xlsx", "某镇情况表", "工资性收入", None),
	("收入_2023.xlsx", "2024年家庭收入表", "工资性收入", None),
	("收入_2026.xlsx", "某镇情况表", "工资性收入(2025)", None),
	("收入_2026.xlsx", "某镇情况表", "工资性收入", ("年度", "2025年")),
)
REFUSED = (
	("家庭收入_202601.xlsx", "某镇情况表", "工资性收入", None),
	("家庭收入_202610.xlsx", "2025年家庭收入表", "工资性收入", None),
)


class TestTheYearOfIncomes(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		self.household = make_household().name
		make_income(self.household, 2026, wage_income=88545)

	def write(self, name: str, title: str, wages: str, beside: tuple | None):
		headers, row = (
			[wages if each == "工资性收入" else each for each in INCOME_HEADERS],
			[self.household, 7],
		)
		row += [0] * (len(headers) - len(row))
		if beside:
			headers, row = [*headers, beside[0]], [*row, beside[1]]
		return write_workbook(self.folder / name, headers, [row], title=title)

	def wages(self) -> dict[int, float]:
		return dict(
			frappe.get_all(
				"Income Statement", {"household": self.household}, ["year", "wage_income"], as_list=True
			)
		)

	def test_the_year_in_name_title_header_or_column_is_written(self):
		for *file, year in UNDERSTOOD:
			with self.subTest(file):
				frappe.db.delete("Data Batch")
				frappe.db.delete("Income Statement", {"household": self.household})
				make_income(self.household, 2026, wage_income=88545)
				self.assertEqual(load_file(self.write(*file)).status, "Loaded")
				self.assertEqual(self.wages(), {2026: 88545} | {year: 7})

	def test_where_they_show_none_or_disagree_it_is_asked_for_and_nothing_is_written(self):
		for file in ASKED:
			with self.subTest(file), self.assertRaises(frappe.ValidationError):
				load_file(self.write(*file))
			self.assertEqual(self.wages(), {2026: 88545})

	def test_a_month_of_another_year_than_the_title_s_or_of_sending_is_refused_until_it_is_corrected(self):
		for file in REFUSED:
			with self.subTest(file):
				batch = load_file(self.write(*file))
				self.assertEqual((batch.status, batch.refusal), ("Refused", "other_year"))
				self.assertEqual(self.wages(), {2026: 88545})
		batch.correct_period("2025", "标题所写")
		load(batch)
		self.assertEqual((batch.status, self.wages()), ("Loaded", {2026: 88545, 2025: 7}))

	def test_a_year_that_is_entered_is_compared_with_the_title(self):
		path = self.write("收入.xlsx", "2025年家庭收入表", "工资性收入", None)
		for period, status in (("2026", "Refused"), ("2025", "Loaded")):
			file = frappe.get_doc(
				doctype="File", file_name=path.name, content=path.read_bytes(), is_private=1
			)
			batch = frappe.get_doc(doctype="Data Batch", file=file.insert().file_url, period=period)
			batch.flags.loads_at_once = True
			load(batch.insert())
			self.assertEqual(batch.status, status)
		self.assertEqual(self.wages(), {2026: 88545, 2025: 7})
