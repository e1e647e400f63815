"""Empty cells that count as 0 beside filled ones: the batch names their rows, however the cells are empty."""

from zipfile import ZIP_DEFLATED, ZipFile

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_asset_ledger import HEADERS as LEDGER_HEADERS
from fanpin_app.tests.site.discovery.test_asset_ledger import row as asset
from fanpin_app.tests.site.discovery.test_held_files import HeldTestCase
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, write_workbook
from fanpin_app.tests.support.builders import make_household, make_id_number, member
from fanpin_app.tests.support.hard_files.case import INCOME_HEADERS

# Becomes an empty text, like a formula that was pasted as a value.
TO_BE_EMPTY = "TO BE EMPTY"


class TestEmptyFigures(HeldTestCase):
	def bills(self, *amounts: object):
		"""Inpatient amounts, from row 3 on; only the first outpatient one is filled in."""
		return [
			("林试", person, amount, None if index else 20, "2026-10-08")
			for index, (person, amount) in enumerate(zip(self.people, amounts, strict=False))
		]

	def send(self, *amounts: object, name: str = "医保自付_202610.xlsx"):
		return load_file(write_workbook(self.folder / name, MEDICAL_HEADERS, self.bills(*amounts)))

	def test_rows_without_an_amount_are_named(self):
		for empty in (None, "", " "):
			batch = self.send(3000, empty, 500, 10, name=f"医保自付_202610{empty!r}.xlsx")
			with self.subTest(empty=empty):
				self.assertEqual((batch.status, batch.rows_accepted), ("Loaded", 4))
				self.assertIn("住院自付: the amount is empty in 1 of 4 rows", batch.remarks)
				self.assertIn("0 yuan: 4.", batch.remarks)
			batch.roll_back()

	def test_rows_with_an_empty_text_are_named_too(self):
		path = write_workbook(
			self.folder / "医保自付_202610.xlsx", MEDICAL_HEADERS, self.bills(1, TO_BE_EMPTY, 2)
		)
		with ZipFile(path) as archive:
			parts = {name: archive.read(name) for name in archive.namelist()}
		with ZipFile(path, "w", ZIP_DEFLATED) as archive:
			for name, content in parts.items():
				archive.writestr(name, content.replace(TO_BE_EMPTY.encode(), b""))
		batch = load_file(path)
		self.assertEqual(batch.rows_accepted, 3)
		self.assertIn("0 yuan: 4.", batch.remarks)

	def test_zeros_and_refused_rows_are_not_named(self):
		for amounts in ((3000, 0, 500), (3000, "约三千", 7)):
			batch = self.send(*amounts, name=f"医保自付_202610{len(str(amounts))}.xlsx")
			with self.subTest(amounts):
				self.assertNotIn("住院自付", batch.remarks)
			batch.roll_back()

	def test_incomes_and_ledgers_name_them_too(self):
		numbers = [make_household(members=[member(id_number=make_id_number())]).name for _place in range(3)]
		rows = [(number, "", None if index == 1 else 9, 0, 0, 0, 0) for index, number in enumerate(numbers)]
		batch = load_file(write_workbook(self.folder / "收入_2026.xlsx", INCOME_HEADERS, rows))
		self.assertIn("工资性收入: the amount is empty in 1 of 3 rows", batch.remarks)
		ledger = [asset(f"TZC90{place}", None if place == 40 else 5) for place in range(40, 43)]
		batch = load_file(write_workbook(self.folder / "资产台账_202610.xlsx", LEDGER_HEADERS, ledger))
		self.assertIn("租金逾期天数: the figure is empty in 1 of 3 rows", batch.remarks)
