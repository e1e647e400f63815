"""Real files from the office programs that agencies use, in all their variants."""

import csv
import struct
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import frappe
import xlwt
from openpyxl import Workbook, load_workbook

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.discovery.readers.cell_errors import ERROR_TEXTS
from fanpin_app.discovery.readers.xls import EMPTY_TEXT, MADE_BY
from fanpin_app.tests.site.discovery.test_loading import LoadingTestCase
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS
from fanpin_app.tests.support.office_files import DAY, ODS_REST_OF_SHEET, OfficeFiles, ods_cell


class ReadingTestCase(OfficeFiles, LoadingTestCase):
	def assert_loaded(self, path: Path, *costs: float) -> None:
		batch = load_file(path)
		self.assertEqual((batch.status, batch.rows_refused), ("Loaded", 0), batch.message)
		self.assertEqual(self.costs(), list(costs))


class TestKindsOfFiles(ReadingTestCase):
	def test_an_xls_of_old_excel(self):
		book = xlwt.Workbook(encoding="utf-8")
		sheet = book.add_sheet("Sheet1")
		for number, row in enumerate((["某镇情况表"], MEDICAL_HEADERS, self.row())):
			for position, value in enumerate(row):
				style = xlwt.easyxf(num_format_str="yyyy-mm-dd") if value == DAY else xlwt.Style.default_style
				sheet.write(number, position, value, style)
		book.save(str(self.path("医保自付_202610.xls")))
		self.assert_loaded(self.path("医保自付_202610.xls"), 3020.5)

	def test_an_ods_of_libreoffice_with_the_rest_of_the_sheet_as_one_empty_row(self):
		self.assert_loaded(
			self.write_ods([*self.ods_rows(MEDICAL_HEADERS, self.row()), ODS_REST_OF_SHEET]), 3020.5
		)

	def test_a_csv_in_either_encoding(self):
		for encoding, amount in (("utf-8-sig", 1), ("gb18030", 2)):
			path = self.path(f"医保自付_20260{amount}.csv")
			with path.open("w", encoding=encoding, newline="") as file:
				csv.writer(file).writerows(
					[MEDICAL_HEADERS, ("林试", self.patient, amount, 0, f"2026-0{amount}-03")]
				)
			self.assertEqual(load_file(path).rows_accepted, 1)
		self.assertEqual(self.costs(), [1, 2])


class TestShapesOfWorkbooks(ReadingTestCase):
	def test_the_table_on_the_second_sheet_below_titles(self):
		def fill(book: Workbook) -> None:
			first = book.create_sheet("说明", 0)
			first.append(["填报说明"])
			book["Sheet"].insert_rows(1, 3)
			book["Sheet"]["A1"] = "某区医保自付情况表"

		self.assert_loaded(self.write_xlsx(fill), 3020.5)

	def test_hidden_and_very_hidden_sheets_are_not_read(self):
		def fill(book: Workbook) -> None:
			for state in ("hidden", "veryHidden"):
				sheet = book.create_sheet(state, 0)
				sheet.append(MEDICAL_HEADERS)
				sheet.append(self.row(99999))
				sheet.sheet_state = state
			book.active = 2

		self.assert_loaded(self.write_xlsx(fill), 3020.5)

	def test_of_a_formula_the_last_calculated_figure_is_read(self):
		path = self.write_xlsx(lambda book: None)
		self.assert_loaded(self.rewrite(path, "<v>3000</v>", "<f>1500*2</f><v>3000</v>"), 3020.5)

	def test_merged_titles_and_blank_columns(self):
		def fill(book: Workbook) -> None:
			book.active.insert_rows(1)
			book.active.insert_cols(3)
			book.active["A1"] = "情况表"
			book.active.merge_cells("A1:F1")

		self.assert_loaded(self.write_xlsx(fill), 3020.5)


class TestCellsThatAreNotEmpty(ReadingTestCase):
	"""Readers return errors and formulas without a result as empty text; neither may become zero yuan."""

	def assert_refused(self, path: Path, reason: str = "bad_amount", accepted: int = 0) -> None:
		batch = load_file(path)
		status = "Loaded" if accepted else "Not Loaded"
		self.assertEqual((batch.status, batch.rows_accepted), (status, accepted), batch.message)
		self.assertEqual(self.reasons(batch), {reason: 1})
		self.assertEqual(len(self.costs()), accepted)

	def test_an_error_in_an_amount_of_an_xlsx_refuses_the_row(self):
		for number, error in enumerate(sorted(ERROR_TEXTS), start=1):
			path = self.write_xlsx(
				lambda book, error=error: book.active.__setitem__("C2", error),
				f"医保自付_2026{number:02}.xlsx",
			)
			with self.subTest(error):
				self.assert_refused(path)

	def test_an_error_refuses_the_row_wherever_and_however_it_is_written_in_the_archive(self):
		path = self.write_xlsx(lambda book: book.active.__setitem__("C2", "#N/A"))
		self.rewrite(path, 't="e"', "t = 'e'")
		with ZipFile(path) as archive:
			parts = {name: archive.read(name) for name in archive.namelist()}
		with ZipFile(path, "w", ZIP_DEFLATED) as archive:
			for name, content in parts.items():
				archive.writestr(
					name.replace("worksheets/sheet1", "pages/one"),
					content.replace(b"worksheets/sheet1", b"pages/one"),
				)
		self.assert_refused(path)

	def test_an_error_in_any_other_column_refuses_the_row_by_the_kind_of_the_column(self):
		for place, reason in (("B2", "bad_id"), ("E2", "bad_date")):
			path = self.write_xlsx(
				lambda book, place=place: book.active.__setitem__(place, "#REF!"),
				f"医保自付_{place}_202610.xlsx",
			)
			with self.subTest(place):
				self.assert_refused(path, reason)

	def test_a_formula_that_was_never_calculated_refuses_the_row(self):
		def fill(book: Workbook) -> None:
			book.active["C2"] = "=1500*2"
			book.active.append(("林试", self.patient, 100, 0, DAY))

		path = self.write_xlsx(fill)
		self.assertEqual(load_workbook(path).active["C2"].value, "=1500*2")
		self.assert_refused(path, accepted=1)

	def test_a_formula_that_gives_an_empty_text_refuses_the_row_in_a_column_of_figures_or_days(self):
		for month, place, reason in (("08", "D2", "bad_amount"), ("09", "E2", "bad_date")):
			path = self.write_xlsx(
				lambda book, place=place: (
					book.active.__setitem__(place, 77),
					book.active.append(("林试", self.patient, None, 1, DAY)),
				),
				f"医保自付_2026{month}.xlsx",
			)
			with self.subTest(reason):
				batch = load_file(
					self.rewrite(path, 't="n"><v>77</v>', 't="str"><f>IF(1,"","")</f><v></v>'), "Apart"
				)
				self.assertEqual((batch.rows_accepted, self.reasons(batch)), (1, {reason: 1}))

	def test_a_formula_that_gives_an_empty_text_is_empty_in_a_column_of_text(self):
		path = self.write_xlsx(lambda book: book.active.__setitem__("A2", 7))
		self.assert_loaded(self.rewrite(path, 't="n"><v>7</v>', 't="str"><f>IF(1,"","")</f><v></v>'), 3020.5)

	def test_an_empty_text_of_a_formula_is_not_confused_with_the_empty_cell_before_it(self):
		path = self.write_xlsx(
			lambda book: (
				book.active.__setitem__("C2", ""),
				book.active.append(("林试", self.patient, 7, 0, DAY)),
			)
		)
		self.assert_refused(
			self.rewrite(path, 't="n"><v>7</v>', 't="str"><f>IF(1,"","")</f><v></v>'), accepted=1
		)

	def test_a_formula_of_an_xls_that_gives_an_empty_text_refuses_the_row(self):
		book = xlwt.Workbook(encoding="utf-8")
		sheet = book.add_sheet("Sheet1")
		for number, row in enumerate((MEDICAL_HEADERS, ("林试", self.patient, 0, 20.5, "2026-10-03"))):
			for position, value in enumerate(row):
				sheet.write(number, position, value)
		sheet.write(2, 0, "林试")
		sheet.write(2, 1, self.patient)
		sheet.write(2, 2, xlwt.Formula('""'))
		sheet.write(2, 4, "2026-10-04")
		old = self.path("医保自付_202610.xls")
		book.save(str(old))
		# As office programs save it: with the result, and with the file's author.
		record = bytes([0x06, 0x00])
		content = bytearray(old.read_bytes() + MADE_BY)
		place = content.index(struct.pack("<HH", 2, 2), content.index(record))
		content[place + 6 : place + 14] = EMPTY_TEXT
		old.write_bytes(content)
		self.assert_refused(old, accepted=1)

	def test_a_formula_of_an_ods_that_gives_an_empty_text_refuses_the_row(self):
		cell = (
			'<table:table-cell table:formula="of:=IFERROR(NA();&quot;&quot;)" office:value-type="string"'
			' calcext:value-type="string"><text:p></text:p></table:table-cell>'
		)
		rows = self.ods_rows(MEDICAL_HEADERS, self.row("CELL"))
		self.assert_refused(self.write_ods([row.replace(ods_cell("CELL"), cell) for row in rows]))

	def test_the_workbook_of_refused_rows_does_not_make_it_an_empty_cell(self):
		path = self.write_xlsx(lambda book: None)
		batch = load_file(self.rewrite(path, 't="n"><v>20.5</v>', 't="str"><f>IF(1,"","")</f><v></v>'))
		path = frappe.get_doc("File", {"file_url": batch.error_workbook}).get_full_path()
		shown = [cell.value for row in load_workbook(path).active.iter_rows() for cell in row]
		self.assertIn("#NO VALUE", shown)

	def test_an_error_of_an_xls_refuses_the_row(self):
		book = xlwt.Workbook(encoding="utf-8")
		sheet = book.add_sheet("Sheet1")
		for number, row in enumerate((MEDICAL_HEADERS, ("林试", self.patient, 0, 20.5, "2026-10-03"))):
			for position, value in enumerate(row):
				if (number, position) != (1, 2):
					sheet.write(number, position, value)
		sheet.row(1).set_cell_error(2, "#N/A!")
		book.save(str(self.path("医保自付_202610.xls")))
		self.assert_refused(self.path("医保自付_202610.xls"))

	def test_an_error_and_a_formula_without_a_result_of_an_ods_refuse_the_row(self):
		rows = self.ods_rows(MEDICAL_HEADERS, self.row("CELL"))
		cell = ods_cell("CELL")
		error = (
			'<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value=""'
			' calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
		)
		without_result = '<table:table-cell table:formula="of:=1500*2"/>'
		for number, instead in enumerate((error, without_result), start=1):
			path = self.write_ods([row.replace(cell, instead) for row in rows], f"医保自付_20260{number}.ods")
			with self.subTest(instead):
				self.assert_refused(path)

	def test_the_workbook_of_refused_rows_shows_the_error(self):
		batch = load_file(self.write_xlsx(lambda book: book.active.__setitem__("C2", "#N/A")))
		path = frappe.get_doc("File", {"file_url": batch.error_workbook}).get_full_path()
		shown = [cell.value for row in load_workbook(path).active.iter_rows() for cell in row]
		self.assertIn("#N/A", shown)


class TestSheetDimensions(ReadingTestCase):
	def test_a_wrong_dimension_costs_no_time(self):
		path = self.write_xlsx(lambda book: None)
		self.assert_loaded(self.rewrite(path, 'ref="A1:E2"', 'ref="A1:XFD1048576"'), 3020.5)

	def test_formatted_empty_cells_down_to_the_last_row_are_no_table(self):
		path = self.write_xlsx(lambda book: None)
		empty = '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row></sheetData>'
		self.assert_loaded(self.rewrite(path, "</sheetData>", empty), 3020.5)

	def test_a_word_in_the_last_cell_refuses_the_file_with_advice(self):
		path = self.write_xlsx(lambda book: book.active.__setitem__("XFD1048576", "误"))
		refused = self.refusal_of(path)
		self.assertEqual(refused.reason, "too_large")
		self.assertIn("1048576", refused.message)
		self.assertEqual(load_file(path).refusal, "too_large")
