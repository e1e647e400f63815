from zipfile import ZipFile

from fanpin_app.discovery.readers import workbook
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, write_medical
from fanpin_app.tests.support.office_files import (
	ODF_MANIFEST,
	OfficeFilesTestCase,
	ods_cell,
)


class TestWhatIsNoTable(OfficeFilesTestCase):
	def test_a_text_file_of_another_separator_is_reported_as_such(self):
		path = self.path("医保自付_202610.csv")
		path.write_text("|".join(MEDICAL_HEADERS) + f"\n林试|{self.patient}|1|0|2026-10-03\n")
		refused = self.refusal_of(path)
		self.assertEqual(refused.reason, "broken_text")
		self.assertIn("separated", refused.message)

	def test_a_password_of_an_open_document_and_of_an_archive_is_reported_as_such(self):
		path = self.write_ods(self.ods_rows(MEDICAL_HEADERS, self.row()))
		with ZipFile(path, "a") as archive:
			archive.writestr(
				"META-INF/manifest.xml",
				ODF_MANIFEST.replace("/>", "><encryption-data/></manifest:file-entry>"),
			)
		self.assertEqual(self.refusal_of(path).reason, "has_password")
		path = self.write_xlsx(lambda book: None)
		content = bytearray(path.read_bytes())
		content[content.index(b"PK\x01\x02") + 8] |= 1
		path.write_bytes(content)
		self.assertEqual(self.refusal_of(path).reason, "has_password")

	def test_what_is_no_table_at_all_is_reported_as_such(self):
		path = self.path("医保自付_202610.xlsx")
		for content, kind in (
			(b"%PDF-1.7\n", "PDF"),
			(b"Rar!\x1a\x07\x01\x00", "RAR"),
			(b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
			(b"\x89PNG\r\n", "Picture"),
			(b"\xff\xd8\xff\xe0", "Picture"),
		):
			path.write_bytes(content * 50)
			self.assertIn(f"is a {kind}", self.refusal_of(path).message)
		with ZipFile(path, "w") as archive:
			archive.writestr("word/document.xml", "<w/>")
		self.assertIn("is a Word document", self.refusal_of(path).message)

	def test_what_is_named_xlsx_and_is_something_else(self):
		for content in (b"", b"MZ\x90", b"PK\x03\x04broken", b"<html></html>"):
			self.path("医保自付_202610.xlsx").write_bytes(content)
			self.assertEqual(self.refusal_of(self.path("医保自付_202610.xlsx")).reason, "not_a_workbook")


class TestSheetSize(OfficeFilesTestCase):
	def test_the_last_cell_is_found_wherever_the_file_has_it(self):
		far = '<sheetData><row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>'
		path = self.write_xlsx(lambda book: None)
		self.assertEqual(self.refusal_of(self.rewrite(path, "<sheetData>", far)).reason, "too_large")

	def test_a_long_table_and_a_wide_one_are_read(self):
		wide = self.write_xlsx(lambda book: book.active.__setitem__("XFD2", "备注"), "宽.xlsx")
		self.assertEqual(next(workbook.read(wide)).height, 2)
		long = self.write_xlsx(lambda book: book.active.__setitem__("A1048576", "备注"), "长.xlsx")
		self.assertEqual(next(workbook.read(long)).height, 1048576)

	def test_an_ods_cell_that_is_repeated_over_a_whole_sheet_is_refused(self):
		cells = (
			f'<table:table-row table:number-rows-repeated="1048576">{ods_cell(1, 16384)}</table:table-row>'
		)
		self.assertEqual(self.refusal_of(self.write_ods([cells])).reason, "too_large")

	def test_a_binary_workbook_is_refused_by_name(self):
		with ZipFile(self.path("二进制.xlsb"), "w") as archive:
			archive.writestr("xl/workbook.bin", b"")
		self.assertIn(".xlsb", self.refusal_of(self.path("二进制.xlsb")).message)

	def test_titles_do_not_make_the_sheet_larger(self):
		path = write_medical(self.folder, [self.row()])
		self.assertEqual(next(workbook.read(path)).height, 3)
