"""Headers, names and kinds of files as offices' forms and systems write them: understood, or asked about."""

import frappe

from fanpin_app.discovery.loading.period import find_period
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_loading import LoadingTestCase
from fanpin_app.tests.site.discovery.test_register_file import HEADERS
from fanpin_app.tests.site.discovery.test_register_file import row as register_row
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, write_workbook
from fanpin_app.tests.support.builders import make_id_number

DAY = "2026-10-03"
# The names of files whose days are all of October 2026.
ASKED = ("九月", "9月", "（9.1-9.30）", "（9.01~9.30）", "2026Q3", "2025", "2609", "Sep", "Sep26")
NOT_ASKED = (
	*("十月", "10月", "（10.1-10.31）", "2026", "26年10月", "v1.2-1.3", "最终版10", "３组"),
	*("2610", "Oct", "Oct-26", "October", "1234", "9999", "marked", "decision"),
)


class TestFiles(LoadingTestCase):
	def row(self, amount: object = 3000) -> tuple:
		return ("林试", self.patient, amount, 0, DAY)

	def test_a_form_with_marked_headers_is_loaded(self):
		headers = ("1.姓名（必填）", "*身份证号", "住院自付：", "门诊自付(元)*", "5、结算日期")
		batch = load_file(write_workbook(self.folder / "医保自付_202610.xlsx", headers, [self.row()]))
		self.assertEqual((batch.status, self.costs()), ("Loaded", [3000]), batch.message)

	def test_a_name_of_another_month_than_its_days_is_asked_about(self):
		path = write_workbook(self.folder / "医保自付.xlsx", MEDICAL_HEADERS, [self.row()])
		for name in ASKED:
			with self.subTest(name), self.assertRaises(frappe.ValidationError):
				find_period(path, f"医保自付_{name}.xlsx")
		for name in NOT_ASKED:
			with self.subTest(name):
				self.assertEqual(find_period(path, f"医保自付_{name}.xlsx"), "202610")

	def test_text_with_the_extension_of_a_workbook_is_read_as_text(self):
		for number, (separator, encoding, ending) in enumerate(
			(
				("\t", "gb18030", ".xls"),
				("\t", "utf-16", ".xls"),
				(",", "utf-8-sig", ".xlsx"),
				(";", "utf-8", ".et"),
			)
		):
			rows = (MEDICAL_HEADERS, self.row(number + 1))
			path = self.folder / f"医保自付_202610{encoding}{ending}"
			text = "".join(separator.join(map(str, row)) + "\r\n" for row in rows)
			path.write_bytes(text.encode(encoding))
			with self.subTest(encoding):
				batch = load_file(path)
				self.assertEqual((batch.status, self.costs()), ("Loaded", [number + 1]), batch.message)
				batch.roll_back()

	def test_a_web_page_is_refused_without_advice_to_save_it_with_excel(self):
		for page in (
			b"<html><table><tr><td>1</td></tr></table></html>",
			b"\xef\xbb\xbf<table>\t<tr>",
			b'<?xml version="1.0"?>\n<!DOCTYPE html><html>',
			b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n",
		):
			path = self.folder / "医保自付_202610.xls"
			path.write_bytes(page)
			with self.subTest(page):
				batch = load_file(path)
				self.assertEqual(batch.refusal, "not_a_workbook")
				self.assertIn("Do not save the file itself with Excel", batch.message)

	def test_a_spreadsheet_in_xml_is_refused_with_its_format(self):
		sheet = (
			'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
			"<Row><Cell><Data>姓名,身份证号,住院自付,门诊自付,结算日期</Data></Cell></Row></Table></Worksheet></Workbook>"
		)
		declared = f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n{sheet}'
		for number, content in enumerate(
			(
				declared.encode(),
				b"\xef\xbb\xbf" + declared.encode(),
				declared.encode("utf-16"),
				declared.encode("utf-16-be").join((b"\xfe\xff", b"")),
				sheet.encode(),
			)
		):
			for suffix in (".xls", ".xlsx"):
				path = self.folder / f"医保自付_202610_{number}{suffix}"
				path.write_bytes(content)
				with self.subTest(number, suffix=suffix):
					batch = load_file(path)
					self.assertEqual(batch.refusal, "not_a_workbook")
					self.assertIn("This file is XML under the name of a workbook", batch.message)

	def test_a_register_is_asked_about_where_a_number_in_its_name_may_be_a_month(self):
		path = write_workbook(
			self.folder / "农户信息_2609.xlsx", HEADERS, [register_row("ZQ-9", "林试", make_id_number())]
		)
		self.assertRaisesRegex(frappe.ValidationError, "may be 202609", find_period, path, path.name)
		self.assertEqual(find_period(path, "农户信息_2026_2609.xlsx"), "2026")

	def test_a_number_that_follows_only_the_name_of_a_handler_is_nobody_s(self):
		for headers, is_refused in (
			(("经办人", "身份证号", *MEDICAL_HEADERS[2:]), True),
			(("审核人员姓名", "身份证号", *MEDICAL_HEADERS[2:]), True),
			(("主治医生", "身份证号", *MEDICAL_HEADERS[2:]), True),
			(("姓名", "身份证号", *MEDICAL_HEADERS[2:], "经办人"), False),
			(("经办机构", "身份证号", *MEDICAL_HEADERS[2:]), False),
			(("身份证号", "经办人", *MEDICAL_HEADERS[2:]), False),
		):
			cells = dict(zip(MEDICAL_HEADERS, self.row(), strict=True))
			row = [cells.get(header, "陈经办") for header in headers]
			with self.subTest(headers):
				path = write_workbook(self.folder / "医保自付_202610.xlsx", headers, [row])
				batch = load_file(path)
				self.assertEqual(batch.refusal, "ambiguous_column" if is_refused else None, batch.message)
				if is_refused:
					self.assertIn(headers[0], batch.message)
				else:
					batch.roll_back()

	def test_a_number_beside_that_of_the_subject_is_refused(self):
		for other, is_refused in (
			("参保人身份证号", True),
			("患者身份证号码", True),
			("本人的身份证号", True),
			("户主身份证号", False),
			("经办人身份证号", False),
			("参保人姓名", False),
		):
			headers, row = (*MEDICAL_HEADERS, other), (*self.row(), self.patient)
			with self.subTest(other):
				path = write_workbook(self.folder / "医保自付_202610.xlsx", headers, [row], title=other)
				batch = load_file(path)
				self.assertEqual(batch.refusal, "ambiguous_column" if is_refused else None, batch.message)
				if is_refused:
					self.assertIn(other, batch.message)
				else:
					batch.roll_back()
