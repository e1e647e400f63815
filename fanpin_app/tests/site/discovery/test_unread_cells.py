"""Content in a sheet's XML is read, or refused with a reason: it is never taken for empty."""

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_reading_files import ReadingTestCase
from fanpin_app.tests.unit.test_sheet_xml import ROW, UNITS

CELL, VALUE = '<c r="C2" t="n"><v>3000</v></c>', "<v>3000</v>"

NOT_READ = {
	"a value beside the type of a text": CELL.replace('t="n"', 't="inlineStr"'),
	"a formula behind the value": CELL.replace("</c>", "<f>1500*2</f></c>"),
	"an empty value behind the value": CELL.replace("</c>", "<v/></c>"),
	"an empty text behind the value": CELL.replace("</c>", "<is/></c>"),
	"text without a value": '<c r="C2">3000</c>',
	"two texts, the second empty": '<c r="C2" t="inlineStr"><is><t>3000</t></is><is/></c>',
}
READ = {
	"a text": '<c r="C2" t="inlineStr"><is><t>3000</t></is></c>',
	"a text in parts": '<c r="C2" t="inlineStr"><is><r><t>30</t></r><r><t>00</t></r></is></c>',
	"a text that is marked as such": '<c r="C2" t="inlineStr"><is><t><![CDATA[3000]]></t></is></c>',
	"two values": CELL.replace("<v>", "<v>3</v><v>"),
	"line breaks between the tags": '<c r="C2">\n<v>3000</v>\n</c>',
	"a comment between cells": "<!-- made by an exporter -->" + CELL,
	"a formula before the value": CELL.replace("<v>", "<f>1500*2</f><v>"),
}
FILES_NOT_READ = {
	"CDATA": (VALUE, "<v><![CDATA[3000]]></v>"),
	"a comment in a value": (VALUE, "<v><!-- of October -->3000</v>"),
	"a row twice": ("</sheetData>", ROW * 2 + "</sheetData>"),
	"a row's cells in another": (
		"</sheetData>",
		ROW + ROW.replace('row r="3"', 'row r="4"') + "</sheetData>",
	),
	"a row in the place of the header": ("</sheetData>", ROW.replace("3", "1") + "</sheetData>"),
	"rows in two parts": ("</sheetData>", f"</sheetData><sheetData>{ROW}</sheetData>"),
	"a last row of nothing else": (
		"</sheetData>",
		'<row r="9"><c r="C9" t="inlineStr"><v>3000</v></c></row></sheetData>',
	),
}


class TestCells(ReadingTestCase):
	def test_a_cell_that_the_reader_returns_as_empty_is_an_error(self):
		for how, cell in NOT_READ.items():
			with self.subTest(how):
				batch = load_file(self.rewrite(self.write_xlsx(lambda book: None), CELL, cell))
				self.assertEqual((batch.rows_accepted, self.reasons(batch)), (0, {"bad_amount": 1}))

	def test_cells_that_the_reader_reads_are_read(self):
		for number, (how, cell) in enumerate(READ.items()):
			path = self.write_xlsx(lambda book: None, f"医保自付_202610{chr(ord('甲') + number)}.xlsx")
			with self.subTest(how):
				batch = load_file(self.rewrite(path, CELL, cell))
				self.assertEqual((batch.status, self.costs()), ("Loaded", [3020.5]), batch.message)
				batch.roll_back()

	def test_a_file_of_which_rows_or_figures_would_be_lost_is_refused(self):
		for how, (old, new) in FILES_NOT_READ.items():
			with self.subTest(how):
				path = self.rewrite(self.write_xlsx(lambda book: None), old, new)
				self.assertEqual(load_file(path).refusal, "not_a_workbook")


class TestFormats(ReadingTestCase):
	def test_a_figure_that_is_shown_in_one_is_refused(self):
		for code in filter(UNITS.get, UNITS):
			path = self.write_xlsx(lambda book, code=code: setattr(book.active["C2"], "number_format", code))
			with self.subTest(code):
				self.assertEqual(self.reasons(load_file(path)), {"bad_amount": 1})
