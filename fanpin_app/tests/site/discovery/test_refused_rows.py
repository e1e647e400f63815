"""The sender of a file can read for each refused row where it is wrong, why, and what to write instead."""

from unittest import mock

import frappe
from frappe.utils import add_days, getdate
from openpyxl import Workbook, load_workbook

from fanpin_app.discovery.loading import pipeline
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_loading import LoadingTestCase
from fanpin_app.tests.site.discovery.test_register_file import HEADERS, row
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, write_workbook
from fanpin_app.tests.support.builders import make_id_number


class RefusedRowsTestCase(LoadingTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		frappe.local.lang = "zh"

	def sheet(self, batch):
		path = frappe.get_doc("File", {"file_url": batch.error_workbook}).get_full_path()
		return load_workbook(path).worksheets[0]

	def reasons_in_words(self, batch) -> list[str]:
		return [cells[1].value for cells in self.sheet(batch).iter_rows(min_row=2)]

	def medical(self, *rows):
		"""These rows after an accepted one, which is row 3."""
		return self.load_medical(("林试", self.patient, 1, 0, "2026-10-03"), *rows)


class TestReasons(RefusedRowsTestCase):
	def assert_reason(self, row: tuple, *words: str) -> None:
		[reason] = self.reasons_in_words(self.medical(row))
		for word in words:
			self.assertIn(word, reason)

	def test_the_cell_and_the_column_are_named(self):
		self.assert_reason(
			("林试", self.patient, "约三千", 0, "2026-10-04"), "C4（住院自付）：“约三千”", "例如 3000.5"
		)

	def test_the_workbook_shows_reasons_and_id_numbers_whole_and_keeps_its_headers_in_view(self):
		sheet = self.sheet(self.medical(("林试", self.patient, "约三千", 0, "2026-10-04")))
		widths = {letter: column.width for letter, column in sheet.column_dimensions.items()}
		self.assertEqual(sheet.freeze_panes, "A2")
		self.assertGreaterEqual(widths["B"], 60)
		self.assertTrue(sheet["B2"].alignment.wrap_text)
		place = next(cell.column_letter for cell in sheet[2] if cell.value == self.patient)
		self.assertGreater(widths[place], len(self.patient))

	def test_an_id_number_says_what_is_wrong_with_it(self):
		wrong = self.patient[:-1] + ("1" if self.patient[-1] != "1" else "2")
		for written, words in (
			(self.patient[:-1], "18 位，这里是 17 位"),
			(f"L{self.patient}", "前多了“L”"),
			(f"{self.patient}号", "后多了“号”"),
			(wrong, "末位校验码不符"),
			("440513859927623", "出生日期 19859927 不存在"),
			("123456789", "18 位，这里是 9 位"),
			(float(self.patient[:17] + "0"), "文本"),
			("", "没有填写"),
		):
			with self.subTest(written):
				self.assert_reason(("林试", written, 2, 0, "2026-10-04"), "B4（身份证号）", words)

	def test_a_date_says_how_to_write_it_and_whether_it_is_in_the_future(self):
		later = str(add_days(getdate(), 3))
		self.assert_reason(("林试", self.patient, 2, 0, "10月3日"), "E4（结算日期）", "2026-10-03")
		self.assert_reason(("林试", self.patient, 2, 0, later), later, "还没有到")

	def test_unknown_people_and_duplicates_are_named(self):
		self.assert_reason(("林外", make_id_number(), 2, 0, "2026-10-04"), "B4", "没有这个证件号码")
		self.assert_reason(("林试", self.patient, 1, 0, "2026-10-03"), "第 4 行", "完全相同")

	def test_the_result_of_a_formula_is_quoted(self):
		self.assert_reason(("林试", self.patient, "#N/A", 0, "2026-10-04"), "C4", "#N/A", "直接填写数值")

	def test_the_allowed_values_are_named(self):
		path = write_workbook(
			self.folder / "农户信息.xlsx",
			HEADERS,
			[row("T1", "林一", make_id_number()), row("T2", "林二", make_id_number(), 人员状态="走了")],
		)
		batch = load_file(path)
		[reason] = self.reasons_in_words(batch)
		self.assertIn("M4（人员状态）：“走了”不是本列允许的取值。可以填：在世、死亡", reason)

	def test_the_sheet_is_named_where_several_were_read_and_the_letter_is_that_of_the_sheet(self):
		workbook = Workbook()
		first, second = workbook.active, workbook.create_sheet("二村")
		first.title = "一村"
		first.append(MEDICAL_HEADERS)
		first.append(("林试", self.patient, 1, 0, "2026-10-03"))
		second["C2"], second["D2"], second["E2"], second["F2"] = (
			"结算日期",
			"住院自付",
			"门诊自付",
			"身份证号",
		)
		second["C3"], second["D3"], second["E3"], second["F3"] = "2026-10-04", "无数", 0, self.patient
		path = self.folder / "医保自付_202610.xlsx"
		workbook.save(path)
		[reason] = self.reasons_in_words(load_file(path))
		self.assertIn("二村!D3（住院自付）", reason)

	def test_the_batch_gives_place_and_advice_for_each_reason(self):
		batch = self.medical(*(("林试", self.patient, "多", 0, f"2026-10-{day:02}") for day in range(4, 16)))
		[refusal] = batch.refusals
		self.assertEqual(refusal.rows, 12)
		self.assertEqual(refusal.places, "C4、C5、C6、C7、C8、C9、C10、C11、C12、C13…")
		self.assertIn("C4（住院自付）：“多”", refusal.example)


class TestTheErrorWorkbook(RefusedRowsTestCase):
	def test_what_is_typed_instead_of_a_lost_number_is_text(self):
		lost = float(self.patient[:17] + "0")
		sheet = self.sheet(
			self.medical(("林试", lost, 2, 0, "2026-10-04"), ("林试", None, 2, 0, "2026-10-04"))
		)
		cell = sheet["D2"]
		# openpyxl writes 16 digits.
		self.assertAlmostEqual(cell.value / lost, 1)
		self.assertEqual((cell.number_format, cell.data_type), ("@", "n"))
		self.assertEqual(sheet.column_dimensions["D"].number_format, "@")

	def test_a_lost_number_that_is_sent_back_unchanged_is_refused_again(self):
		batch = self.medical(("林试", float(self.patient[:17] + "0"), 2, 0, "2026-10-04"))
		path = frappe.get_doc("File", {"file_url": batch.error_workbook}).get_full_path()
		with open(path, "rb") as file:
			again = frappe.get_doc(
				doctype="File", file_name="问题数据.xlsx", content=file.read(), is_private=1
			).insert()
		corrected = frappe.get_doc("Data Batch", batch.replace(again.file_url, True))
		pipeline.load(corrected)
		self.assertEqual(self.reasons(corrected), {"precision_lost": 1})


class TestFilesWithoutAcceptedRows(RefusedRowsTestCase):
	def bad(self):
		return self.load_medical(
			("林试", self.patient, "多", 0, "2026-10-03"), ("林试", self.patient, "少", 0, "2026-10-04")
		)

	def test_a_file_of_which_all_rows_are_refused_is_not_loaded_and_says_so(self):
		batch = self.bad()
		self.assertEqual((batch.status, batch.refusal), ("Not Loaded", "no_row_accepted"))
		self.assertEqual((batch.rows_read, batch.rows_accepted, batch.rows_refused), (2, 0, 2))
		self.assertIn("2 行全部退回", batch.message)
		self.assertEqual(frappe._(batch.status), "未入库")
		self.assertEqual(len(self.reasons_in_words(batch)), 2)

	def test_it_is_read_again_when_it_is_sent_again(self):
		batch = self.bad()
		again = load_file(self.folder / batch.file_name)
		self.assertEqual((again.name, again.status), (batch.name, "Not Loaded"))
		self.assertFalse(again.flags.no_change)

	def test_where_it_replaces_another_that_one_stays_valid(self):
		first = self.load_medical(("林试", self.patient, 7, 0, "2026-10-03"))
		path = write_workbook(
			self.folder / "新.xlsx", MEDICAL_HEADERS, [("林试", self.patient, "多", 0, "2026-10-03")]
		)
		file = frappe.get_doc(doctype="File", file_name=path.name, content=path.read_bytes(), is_private=1)
		second = frappe.get_doc("Data Batch", first.replace(file.insert().file_url))
		pipeline.load(second)
		self.assertEqual(second.status, "Not Loaded")
		self.assertEqual(frappe.db.get_value("Data Batch", first.name, "status"), "Loaded")
		self.assertEqual(self.costs(), [7])

	def test_its_error_workbook_corrected_is_loaded(self):
		batch = self.bad()
		path = frappe.get_doc("File", {"file_url": batch.error_workbook}).get_full_path()
		workbook = load_workbook(path)
		workbook.worksheets[0]["E2"], workbook.worksheets[0]["E3"] = "3000", "20"
		workbook.save(self.folder / "更正.xlsx")
		content = (self.folder / "更正.xlsx").read_bytes()
		file = frappe.get_doc(doctype="File", file_name="更正.xlsx", content=content, is_private=1).insert()
		corrected = frappe.get_doc("Data Batch", batch.replace(file.file_url, True))
		pipeline.load(corrected)
		self.assertEqual((corrected.status, self.costs()), ("Loaded", [3000, 20]))


class TestFailedLoads(RefusedRowsTestCase):
	def test_it_says_near_which_row_what_to_do_and_what_the_operator_needs(self):
		path = write_workbook(
			self.folder / "医保自付_202610.xlsx",
			MEDICAL_HEADERS,
			[("林试", self.patient, 7, 0, "2026-10-03")],
		)
		file = frappe.get_doc(doctype="File", file_name=path.name, content=path.read_bytes(), is_private=1)
		batch = frappe.get_doc(doctype="Data Batch", file=file.insert().file_url)
		batch.flags.loads_at_once = True
		batch.insert()
		error = RuntimeError(f"no room for {self.patient}")
		with (
			mock.patch.object(frappe.db, "commit"),
			mock.patch.object(frappe.db, "rollback"),
			mock.patch("fanpin_app.discovery.loading.load_report.LoadReport.compare", side_effect=error),
			mock.patch("fanpin_app.discovery.loading.load_report.LoadReport.add", side_effect=error),
		):
			pipeline.work_on(batch.name, "Administrator")
		batch.reload()
		self.assertEqual(batch.status, "Failed")
		self.assertIn("在工作表“Sheet”第 3 行附近中断", batch.message)
		self.assertIn("另存为新的 .xlsx", batch.message)
		self.assertIn("RuntimeError: no room for", batch.message)
		self.assertNotIn(self.patient, batch.message)
