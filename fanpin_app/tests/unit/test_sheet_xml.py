from unittest.mock import patch

from fanpin_app.discovery.readers import sheet_extent, workbook
from fanpin_app.discovery.readers.number_formats import unit_of_format
from fanpin_app.tests.support.office_files import OfficeFilesTestCase

ROW = '<row r="3"><c r="B3"><v>1</v></c></row>'

UNITS = {
	'0"千"': "千元",
	'0.00" W"': "W",
	'General"K"': "K",
	"0.0\\k": "k",
	'0"角"': "角",
	'0"分"': "分",
	'0.00"（万元）"': "万元",
	'0.0"十万元"': "十万元",
	'0.0,"千"': None,
	'0"元"': None,
	'"共"0"人"': None,
	'yyyy"年"m"月"d"日" h"时"mm"分"': None,
	"General": None,
	"0.00E+00": None,
	'0"000"': "→0000",
	'"1"000': "→1000",
	"-0": "→-0",
	"0\\0": "→00",
	"yyyy-mm-dd": None,
	"# ?/8": None,
	'_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-': None,
	'_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ': None,
	"000-0000": None,
	"0.00_ ;[Red]\\-0.00\\ ": None,
}


class TestCells(OfficeFilesTestCase):
	def test_rows_in_another_order_are_read(self):
		rows = "".join(ROW.replace("3", str(number)) for number in (7, 5, 6))
		path = self.rewrite(self.write_xlsx(lambda book: None), "</sheetData>", rows + "</sheetData>")
		(sheet,) = workbook.read(path)
		self.assertEqual(sum(row[1] == 1 for row in sheet.rows()), 3)

	def test_it_does_not_matter_where_a_sheet_is_split_for_reading(self):
		path = self.write_xlsx(lambda book: [book.active.append(self.row()) for _row in range(30)])
		for size in range(60, 90):
			with self.subTest(size), patch.object(sheet_extent, "CHUNK", size):
				self.assertFalse(sheet_extent.inspect(path).hinted)


class TestFormats(OfficeFilesTestCase):
	def test_a_unit_of_money_in_a_number_format_is_detected(self):
		for code, unit in UNITS.items():
			with self.subTest(code):
				self.assertEqual(unit_of_format(code), unit)
