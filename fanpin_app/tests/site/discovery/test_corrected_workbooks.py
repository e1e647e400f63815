"""A corrected error workbook sent as a new file: recognised by its content, whatever its name and format."""

import csv
from pathlib import Path

import frappe
import xlwt
from openpyxl import Workbook, load_workbook

from fanpin_app.discovery.loading import pipeline
from fanpin_app.tests.site.discovery.test_batches import DAY, BatchTestCase
from fanpin_app.tests.site.discovery.test_reading_files import ReadingTestCase
from fanpin_app.tests.support.builders import DISTRICT, make_officer
from fanpin_app.tests.support.office_files import ods_cell


class CorrectedWorkbookTestCase(BatchTestCase, ReadingTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.wrong = self.load(
			self.medical(("林试", self.patient, 1000, 0, DAY), ("林试", self.patient, "2000块", 0, DAY))
		)

	def corrected(self) -> list[list]:
		"""The rows of the error workbook, with its amount corrected."""
		path = frappe.get_doc("File", {"file_url": self.wrong.error_workbook}).get_full_path()
		headers, row = ([cell.value for cell in row] for row in load_workbook(path).active.iter_rows())
		row[headers.index("住院自付")] = 2000
		return [headers, row]

	def as_xlsx(self, rows: list[list], name: str = "更正.xlsx", sheet: str = "Sheet1") -> Path:
		book = Workbook()
		book.active.title = sheet
		for row in rows:
			book.active.append(row)
		book.save(self.path(name))
		return self.path(name)

	def as_xls(self, rows: list[list]) -> Path:
		book = xlwt.Workbook(encoding="utf-8")
		sheet = book.add_sheet("Sheet1")
		for number, row in enumerate(rows):
			for column, value in enumerate(row):
				sheet.write(number, column, value)
		book.save(str(self.path("更正.xls")))
		return self.path("更正.xls")

	def as_ods(self, rows: list[list]) -> Path:
		cells = ("".join(ods_cell("" if cell is None else cell) for cell in row) for row in rows)
		return self.write_ods([f"<table:table-row>{row}</table:table-row>" for row in cells], "更正.ods")

	def as_text(self, rows: list[list], name: str, encoding: str, delimiter: str = ",") -> Path:
		with self.path(name).open("w", encoding=encoding, newline="") as file:
			csv.writer(file, delimiter=delimiter).writerows(rows)
		return self.path(name)


class TestSentAsNew(CorrectedWorkbookTestCase):
	def assert_both_count(self, path: Path) -> None:
		batch = self.load(path)
		self.assertEqual((batch.status, batch.replaces), ("Loaded", self.wrong.name), batch.message)
		self.assertEqual((batch.period, batch.is_correction), ("202610", 1))
		self.assertEqual(self.costs(), [1000, 2000])

	def test_with_its_sheet_renamed(self):
		self.assert_both_count(self.as_xlsx(self.corrected()))

	def test_as_an_old_workbook(self):
		self.assert_both_count(self.as_xls(self.corrected()))

	def test_as_an_open_document(self):
		self.assert_both_count(self.as_ods(self.corrected()))

	def test_as_text(self):
		self.assert_both_count(self.as_text(self.corrected(), "更正.csv", "gb18030"))

	def test_as_text_with_tabs_in_utf_16(self):
		self.assert_both_count(self.as_text(self.corrected(), "更正.txt", "utf-16", "\t"))

	def test_under_the_name_of_another_month(self):
		self.assert_both_count(self.as_xlsx(self.corrected(), "医保自付_202609.xlsx"))

	def test_below_a_title(self):
		self.assert_both_count(self.as_xlsx([["更正后"], *self.corrected()]))

	def test_an_older_one_without_the_batch_in_its_header_is_recognised_by_its_sheet(self):
		headers, row = self.corrected()
		rows = [["文件行号", *headers[1:]], row]
		self.assert_both_count(self.as_xlsx(rows, sheet=f"退回的行 {self.wrong.name}"))

	def test_by_the_button_that_replaces_the_whole_file(self):
		path = self.as_xls(self.corrected())
		batch = self.load(path, replaces=self.wrong.name)
		self.assertEqual((batch.status, batch.is_correction), ("Loaded", 1))
		self.assertEqual(self.costs(), [1000, 2000])


class TestRefusedCorrections(CorrectedWorkbookTestCase):
	def test_one_that_names_no_batch_is_refused_and_the_accepted_rows_stay_valid(self):
		headers, row = self.corrected()
		batch = self.load(self.as_xlsx([["文件行号", "原因", *headers[2:]], row], "医保自付_202610.xlsx"))
		self.assertEqual((batch.status, batch.refusal), ("Refused", "not_a_correction"))
		self.assertEqual(self.costs(), [1000])

	def test_one_of_a_missing_batch_is_refused(self):
		headers, row = self.corrected()
		rows = [["文件行号(202610-999999)", "原因", *headers[2:]], row]
		self.assertEqual(self.load(self.as_xls(rows)).refusal, "not_a_correction")

	def test_corrected_rows_alone_are_asked_about(self):
		path = self.as_xlsx([row[2:] for row in self.corrected()], "医保自付_202610.xlsx")
		self.assertEqual(self.load(path).status, "Asked")
		self.assertEqual(self.costs(), [1000])

	def test_it_corrects_no_file_of_another_agency(self):
		path = self.as_xls(self.corrected())
		batch = self.upload(path)
		agency = frappe.db.get_value("Data Feed", "household_register", "agency")
		frappe.set_user(make_officer("Agency Data Officer", DISTRICT, agency=agency))
		pipeline.load(batch)
		self.assertEqual((batch.status, batch.refusal), ("Refused", "not_a_correction"))
