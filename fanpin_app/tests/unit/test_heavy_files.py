"""Small files that would need more memory than there is are refused with a reason, however they are written."""

import struct
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import TestCase
from unittest.mock import patch
from zipfile import ZIP_DEFLATED, ZipFile

import xlwt

from fanpin_app.discovery.readers import (
	cell_errors,
	hidden_content,
	memory_limit,
	sheet_extent,
	text_files,
	workbook,
	xls,
)
from fanpin_app.discovery.refusals.errors import FileRefusedError
from fanpin_app.tests.support.office_files import ODF_MANIFEST, ODF_TYPE, ODS_CONTENT, ods_cell

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADERS = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1"><v>1</v></c></row>'
LAST = 1_048_576
TALL = f'<row r="{LAST}"><c r="Z{LAST}"><v>1</v></c></row>'
# Ways to write a cell in the last corner. The reader accepts all of them.
LAST_CELLS = {
	"as office programs do": f'<row r="{LAST}"><c r="XFD{LAST}"><v>1</v></c></row>',
	"beyond the last row": '<row r="99999999"><c r="Z99999999"><v>1</v></c></row>',
	"just beyond the last row": f'<row r="{LAST + 1}"><c r="A{LAST + 1}"><v>1</v></c></row>',
	"beyond the last column": '<row r="2"><c r="XFE2"><v>1</v></c></row>',
	"in single quotes": f"<row r='{LAST}'><c r='XFD{LAST}'><v>1</v></c></row>",
	"behind another attribute": f'<row r="{LAST}"><c t="n" r="XFD{LAST}"><v>1</v></c></row>',
	"in small letters": f'<row r="{LAST}"><c r="xfd{LAST}"><v>1</v></c></row>',
	"with spaces": f'<row r="{LAST}"><c  r = "XFD{LAST}" ><v>1</v></c></row>',
	"in a row of another number": f'<row r="2"><c r="XFD{LAST}"><v>1</v></c></row>',
	"in a row without a number": '<row><c r="A999999"><v>1</v></c><c r="XFD2"><v>1</v></c></row>',
	"without a reference": f'<row r="{LAST}"><c r="A{LAST}"/>{"<c/>" * 16382}<c><v>1</v></c></row>',
	"below a prefix": f'<x:row xmlns:x="{MAIN}" r="{LAST}"><x:c r="XFD{LAST}"><x:v>1</x:v></x:c></x:row>',
	"with a long gap in the tag": f'<row r="{LAST}"><c{" " * 5000}r="XFD{LAST}"><v>1</v></c></row>',
}


class TestHeavyFiles(TestCase):
	def setUp(self) -> None:
		folder = TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)
		# With a lower limit they are refused just the same, only sooner.
		limit = patch.object(memory_limit, "MAX_MEMORY", 250 * 2**20)
		limit.start()
		self.addCleanup(limit.stop)

	def write(self, *sheets: str, texts: str = "", part: str = "xl/worksheets/s{}.xml") -> Path:
		"""An .xlsx from the rows of its sheets and its shared texts."""
		path = self.folder / "表.xlsx"
		names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, len(sheets) + 1))
		with ZipFile(path, "w", ZIP_DEFLATED) as archive:
			archive.writestr(
				"_rels/.rels",
				f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r" Type="{RELATED}/officeDocument" '
				'Target="xl/workbook.xml"/></Relationships>',
			)
			archive.writestr(
				"xl/workbook.xml",
				f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>{names}</sheets></workbook>',
			)
			targets = [(f"r{n}", "worksheet", part.format(n)) for n in range(1, len(sheets) + 1)]
			if texts:
				targets.append(("t", "sharedStrings", "xl/sharedStrings.xml"))
				archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
			related = "".join(
				f'<Relationship Id="{name}" Type="{RELATED}/{kind}" Target="/{target}"/>'
				for name, kind, target in targets
			)
			archive.writestr(
				"xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>'
			)
			for number, rows in enumerate(sheets, start=1):
				archive.writestr(
					part.format(number),
					f'<worksheet xmlns="{MAIN}"><sheetData>{HEADERS}{rows}</sheetData></worksheet>',
				)
		return path

	def write_ods(self, *rows: str) -> Path:
		path = self.folder / "表.ods"
		with ZipFile(path, "w", ZIP_DEFLATED) as archive:
			archive.writestr("mimetype", ODF_TYPE)
			archive.writestr("META-INF/manifest.xml", ODF_MANIFEST)
			archive.writestr("content.xml", ODS_CONTENT.format(rows="".join(rows)))
		return path

	def write_xls(self, sheets: int, row: int, column: int) -> Path:
		book = xlwt.Workbook()
		for number in range(sheets):
			sheet = book.add_sheet(f"S{number}")
			sheet.write(0, 0, "姓名")
			sheet.write(row, column, 1)
		path = self.folder / "表.xls"
		book.save(str(path))
		return path

	def write_csv(self, text: str) -> Path:
		path = self.folder / "表.csv"
		path.write_text(text)
		return path

	def assert_too_large(self, path: Path) -> None:
		with self.assertRaises(FileRefusedError) as refused:
			list(workbook.read(path))
		self.assertEqual(refused.exception.reason, "too_large")

	def test_a_far_cell_is_refused_however_it_is_written(self):
		for how, row in LAST_CELLS.items():
			with self.subTest(how):
				self.assert_too_large(self.write(row))
		with self.subTest("in a part of another place"):
			self.assert_too_large(self.write(LAST_CELLS["as office programs do"], part="xl/sheets/s{}.xml"))

	def test_several_tall_sheets_together_are_too_large(self):
		self.assert_too_large(self.write(TALL, TALL, TALL))

	def test_what_repeats_a_long_text_or_is_packed_too_closely_is_refused(self):
		cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(2, 50000))
		self.assert_too_large(self.write(cells, texts=f"<si><t>{'x' * 30000}</t></si>"))
		parts = "<r><t>xxxxxxxxx</t></r>" * 3000
		self.assert_too_large(self.write(cells, texts=f"<si>{parts}</si>"))
		same = '<row r="2">' + '<c r="A2"><v>1</v></c>' * 60_000 + "</row>"
		with (
			patch.object(sheet_extent, "SMALL_PART_BYTES", 1_000_000),
			patch.object(memory_limit, "refuse_too_heavy") as tried,
		):
			list(workbook.read(self.write(same)))
		tried.assert_called_once()

	def test_ods_cells_that_are_repeated_many_times_are_refused(self):
		many = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
		for rows, cell in (
			(LAST, ods_cell(1, 26)),
			(40_000_000, ods_cell(1)),
			(2, ods_cell(1, 20_000)),
			(100_000, ods_cell("x" * 30_000)),
		):
			with self.subTest(rows):
				self.assert_too_large(self.write_ods(many.format(rows, cell)))

	def test_an_xls_of_far_cells_is_refused(self):
		self.assert_too_large(self.write_xls(3, 65535, 255))

	def test_an_xls_that_declares_more_rows_than_a_sheet_can_have_is_refused(self):
		path = self.write_xls(1, 5, 5)
		content = path.read_bytes()
		place = content.index(struct.pack("<HH", xls.DIMENSIONS, 14)) + 4
		for record in ((0, 2**32 - 2, 0, 256), (0, 6, 0, 60_000)):
			path.write_bytes(content[:place] + struct.pack("<IIHH", *record) + content[place + 12 :])
			self.assert_too_large(path)

	def test_a_part_that_does_not_begin_with_its_type_is_checked(self):
		path = self.write(LAST_CELLS["as office programs do"])
		with ZipFile(path) as archive:
			parts = {name: archive.read(name) for name in archive.namelist()}
		for before in (b"<!--" + b" <a> " * 2000 + b"-->", b'<?xml version="1.0"?>' + b" " * 5000):
			with ZipFile(path, "w", ZIP_DEFLATED) as archive:
				for name, part in parts.items():
					archive.writestr(name, before + part if "worksheets" in name else part)
			self.assert_too_large(path)

	def test_text_files_with_very_long_lines_are_refused(self):
		line = "x" * (text_files.MAX_LINE_LENGTH + 1)
		for text in (f'a,b,c\n"{line}",1,2\n', "a,b,c\r" + line, "a,b,c\n" + "\n" * text_files.MAX_LINES):
			self.assert_too_large(self.write_csv(text))

	def test_countless_merged_or_failed_cells_are_refused(self):
		merged = "".join(f'<mergeCell ref="A{row}:B{row + 1}"/>' for row in range(2, 100, 2))
		path = self.write("</sheetData><mergeCells>" + merged + "</mergeCells><sheetData>")
		with patch.object(hidden_content, "MAX_MERGED", 50):
			self.assert_too_large(path)
		errors = "".join(f'<row r="{row}"><c r="A{row}" t="e"><v>#N/A</v></c></row>' for row in range(2, 20))
		with patch.object(cell_errors, "MAX_ERRORS", 10):
			self.assert_too_large(self.write(errors))

	def test_tables_that_are_written_in_other_ways_are_read(self):
		for how, row in {
			"in single quotes": "<row r='2'><c r='A2'><v>1</v></c></row>",
			"behind another attribute": '<row r="2"><c t="n" r="C2"><v>1</v></c></row>',
			"without a reference": "<row><c><v>1</v></c><c><v>2</v></c></row>",
			"below a prefix": f'<x:row xmlns:x="{MAIN}" r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row>',
			"wide": '<row r="2"><c r="XFD2"><v>1</v></c></row>',
			"formatted down to the end": f'<row r="{LAST}"><c r="XFD{LAST}" s="0"/></row>',
		}.items():
			with self.subTest(how):
				(sheet,) = workbook.read(self.write(row))
				self.assertGreaterEqual(len(list(sheet.rows())), 1)
		(sheet,) = workbook.read(self.write_xls(1, 65535, 20))
		self.assertEqual(sheet.height, 65536)
		further = HEADERS.replace("1", "2")
		list(workbook.read(self.write(further, further, further, texts="<si><t>甲</t></si>")))
		(sheet,) = workbook.read(self.write_csv("a,b,c\n" + "x" * 200_000 + ",1,2\n"))
		self.assertEqual(len(list(sheet.rows())), 2)
