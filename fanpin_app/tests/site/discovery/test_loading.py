import frappe
from openpyxl import load_workbook

from fanpin_app.discovery.loading.period import find_period
from fanpin_app.discovery.loading.pipeline import load, load_file, store_file
from fanpin_app.discovery.replacements.precedence import may_overlap_other_batches
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, make_folder, write_medical, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_id_number, member


class LoadingTestCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		self.patient = make_id_number()
		self.household = make_household(members=[member(id_number=self.patient)])

	def load_medical(self, *rows, month: str = "202610", **layout):
		return load_file(write_medical(self.folder, rows, month, **layout))

	def costs(self) -> list[float]:
		return frappe.get_all(
			"Indicator Record",
			filters={"household": self.household.name, "superseded": 0},
			order_by="record_date, row_no",
			pluck="value",
		)

	def reasons(self, batch) -> dict[str, int]:
		return {row.reason: row.rows for row in batch.refusals}


class TestRowsOfAFile(LoadingTestCase):
	def test_a_row_becomes_a_fact_of_the_household_that_its_person_belongs_to(self):
		batch = self.load_medical(("林试", self.patient, 3000, 200.5, "2026-10-03"))
		self.assertEqual((batch.status, batch.rows_read, batch.rows_accepted), ("Loaded", 1, 1))
		record = frappe.get_last_doc("Indicator Record", {"batch": batch.name})
		self.assertEqual(record.indicator, "medical_self_paid")
		self.assertEqual(record.household, self.household.name)
		self.assertEqual(record.member, self.household.members[0].name)
		self.assertEqual(record.region, VILLAGE)
		self.assertEqual(record.value, 3200.5)
		self.assertEqual(str(record.record_date), "2026-10-03")
		self.assertEqual(record.row_no, 3)

	def test_a_row_is_refused_for_the_first_reason_that_holds(self):
		stranger = make_id_number()
		wrong = self.patient[:-2] + str((int(self.patient[-2]) + 1) % 10) + self.patient[-1]
		batch = self.load_medical(
			("甲", float(self.patient[:17] + "0"), "约三千", 0, "2026-02-30"),
			("乙", wrong, 1, 0, "2026-02-30"),
			("丙", stranger, 1, 0, "2026-02-30"),
			("丁", self.patient, "约三千", 0, "2026-02-30"),
			("戊", self.patient, "约三千", 0, "2026-10-03"),
			("己", self.patient, 1, 0, "2026-10-03"),
			("庚", self.patient, 1, 0, "2026-10-03"),
		)
		self.assertEqual(
			self.reasons(batch),
			{
				"precision_lost": 1,
				"bad_id": 1,
				"unknown_person": 1,
				"bad_date": 1,
				"bad_amount": 1,
				"duplicate": 1,
			},
		)
		self.assertEqual(batch.rows_accepted + batch.rows_refused, batch.rows_read)
		self.assertEqual(self.costs(), [1])

	def test_two_facts_of_one_person_and_day_both_count(self):
		self.load_medical(
			("林试", self.patient, 100, 0, "2026-10-03"), ("林试", self.patient, 200, 0, "2026-10-03")
		)
		self.assertEqual(self.costs(), [100, 200])

	def test_sums_signatures_and_blank_rows_are_not_read_as_data(self):
		batch = self.load_medical(
			("林试", self.patient, 100, 0, "2026-10-03"),
			footer=[(None,) * 5, ("合计", "1条", 100, 0, None), ("填表人：甲　　审核人：乙",)],
		)
		self.assertEqual(batch.rows_read, 1)

	def test_columns_may_change_places_and_spelling(self):
		path = write_workbook(
			self.folder / "医保自付_202610.xlsx",
			("结算日期", "门诊自付", "身份证号码", "姓名", "住院自付（元）"),
			[("2026-10-03", 20, self.patient, "林试", 100)],
		)
		load_file(path)
		self.assertEqual(self.costs(), [120])

	def test_a_hidden_old_sheet_is_not_read(self):
		old = [MEDICAL_HEADERS, ("林试", self.patient, 99999, 0, "2026-10-01")]
		self.load_medical(("林试", self.patient, 100, 0, "2026-10-03"), hidden=old)
		self.assertEqual(self.costs(), [100])

	def test_the_error_workbook_has_the_refused_row_unchanged_and_runs_no_formula(self):
		batch = self.load_medical(("=HYPERLINK(1)", self.patient, "约三千", 0, "2026-10-03"))
		file = frappe.get_doc("File", {"file_url": batch.error_workbook})
		self.assertTrue(file.is_private)
		sheet = load_workbook(file.get_full_path()).active
		row = next(iter(sheet.iter_rows(min_row=2)))
		self.assertEqual(row[0].value, 3)
		self.assertEqual(row[2].value, "=HYPERLINK(1)")
		self.assertEqual(row[2].data_type, "s")
		self.assertEqual(row[4].value, "约三千")
		self.assertEqual(row[4].fill.start_color.rgb[-6:], "FFC7CE")


class TestWholeFiles(LoadingTestCase):
	def test_a_file_that_is_no_workbook_is_refused(self):
		path = self.folder / "医保自付_202610.xlsx"
		path.write_bytes(b"this is no workbook")
		self.assertEqual(load_file(path).refusal, "not_a_workbook")

	def test_an_empty_workbook_is_refused(self):
		self.assertEqual(
			load_file(write_workbook(self.folder / "空.xlsx", (), (), title="")).refusal, "empty"
		)

	def test_a_file_without_the_id_column_is_refused_and_the_message_names_the_column(self):
		path = write_workbook(
			self.folder / "缺列.xlsx",
			("姓名", "住院自付(元)", "门诊自付(元)", "结算日期"),
			[("林试", 1, 1, "2026-10-03")],
		)
		batch = load_file(path)
		self.assertEqual(batch.refusal, "missing_column")
		self.assertIn("身份证号", batch.message)

	def test_a_refused_file_that_is_sent_again_unchanged_writes_nothing(self):
		path = write_workbook(self.folder / "别的.xlsx", ("甲", "乙"), [(1, 2)])
		first = load_file(path)
		again = load_file(path)
		self.assertEqual((again.name, str(again.modified)), (first.name, str(first.modified)))

	def test_a_refused_file_is_loaded_once_its_feed_knows_the_spelling(self):
		headers = ("姓名", "身份证", "住院自付", "门诊自付", "结算日期")
		path = write_workbook(
			self.folder / "缺列_202610.xlsx", headers, [("林试", self.patient, 1, 1, "2026-10-03")]
		)
		self.assertEqual(load_file(path).refusal, "missing_column")
		feed = frappe.get_doc("Data Feed", "medical_self_paid")
		feed.columns[1].aliases += "\n身份证"
		feed.save()
		self.assertEqual(load_file(path).status, "Loaded")

	def test_a_file_of_unknown_columns_is_refused(self):
		path = write_workbook(self.folder / "别的.xlsx", ("甲", "乙"), [(1, 2)])
		self.assertEqual(load_file(path).refusal, "unknown_feed")

	def test_the_same_content_is_loaded_once(self):
		first = self.load_medical(("林试", self.patient, 100, 0, "2026-10-03"))
		again = load_file(self.folder / "医保自付_202610.xlsx")
		self.assertEqual(first.name, again.name)
		self.assertEqual(self.costs(), [100])

	def test_of_several_months_in_a_name_the_one_of_all_days_is_used(self):
		row = ("林试", self.patient, 100, 0, "2026-09-03")
		for name in (
			"20261005导出_医保自付2026年9月.xlsx",
			"医保自付_9月_20261009.xlsx",
			"医保2026年1-9月.xlsx",
		):
			with self.subTest(name):
				path = write_workbook(self.folder / name, MEDICAL_HEADERS, [row])
				self.assertEqual(find_period(path, name), "202609")

	def test_a_name_of_several_months_is_asked_about_where_the_days_do_not_decide(self):
		rows = [("林试", self.patient, 100, 0, f"2026-{month}-03") for month in ("08", "09")]
		for name in ("医保2026年1-9月.xlsx", "20261005导出_医保自付2026年9月.xlsx", "医保2026年第3季度.xlsx"):
			with self.subTest(name):
				path = write_workbook(self.folder / name, MEDICAL_HEADERS, rows)
				self.assertRaises(frappe.ValidationError, find_period, path, name)

	def test_a_day_in_the_name_is_that_of_sending_where_all_days_are_of_the_month_before(self):
		row = ("林试", self.patient, 100, 0, "2026-09-03")
		for name, month in (
			("医保自付_20261009.xlsx", "202609"),
			("医保自付20261002导出.xlsx", "202609"),
			("医保自付_2026-10-09.xlsx", "202609"),
			("医保自付2026年10月1日.xlsx", "202609"),
			("202610医保自付_20261009.xlsx", "202610"),
			("10月医保自付_20261009.xlsx", "202610"),
			("医保自付_20261109.xlsx", "202611"),
		):
			with self.subTest(name):
				path = write_workbook(self.folder / name, MEDICAL_HEADERS, [row])
				self.assertEqual(find_period(path, name), month)
		path = write_workbook(self.folder / "医保自付_20261030.xlsx", MEDICAL_HEADERS, [row])
		self.assertRaises(frappe.ValidationError, find_period, path, path.name)
		rows = [("林试", self.patient, 100, 0, day) for day in ("2026-09-30", "2026-10-01")]
		path = write_workbook(self.folder / "医保自付_20261005.xlsx", MEDICAL_HEADERS, rows)
		self.assertEqual(find_period(path, path.name), "202610")

	def test_where_the_name_has_no_month_the_days_show_it(self):
		row = ("林试", self.patient, 100, 0, "2026-09-03")
		for name in ("医保自付.xlsx", "医保自付9月.xlsx", "医保自付_2026.xlsx"):
			path = write_workbook(self.folder / name, MEDICAL_HEADERS, [row], title=name)
			with self.subTest(name):
				self.assertEqual(load_file(path).period, "202609")

	def test_where_neither_shows_the_month_it_is_asked_for(self):
		rows = [("林试", self.patient, 100, 0, f"2026-0{month}-03") for month in (8, 9)]
		path = write_workbook(self.folder / "医保自付.xlsx", MEDICAL_HEADERS, rows)
		with self.assertRaisesRegex(frappe.ValidationError, "Which month"):
			load_file(path)

	def test_a_month_that_is_none_or_has_not_begun_is_no_period(self):
		for period in ("202613", "202600", "20261", "209901", "2099", "200001", "201312", "2013", "十月"):
			with self.subTest(period), self.assertRaises(frappe.ValidationError):
				frappe.new_doc("Data Batch", period=period).validate()

	def test_a_year_is_no_period_of_a_month_s_file(self):
		path = write_medical(self.folder, [("林试", self.patient, 100, 0, "2026-10-03")])
		file = store_file(path.name, path.read_bytes())
		for feed in ("medical_self_paid", None):
			given = {"feed": feed, "period": "2026", "file": file.file_url, "file_name": path.name}
			with self.subTest(feed), self.assertRaisesRegex(frappe.ValidationError, "202610"):
				frappe.get_doc(given | {"doctype": "Data Batch"}).insert()


class TestDaysComparedWithTheFileName(LoadingTestCase):
	def load_days(self, name: str, *days: str, **more):
		rows = [("林试", self.patient, 100, 0, day) for day in days]
		return load_file(write_workbook(self.folder / name, MEDICAL_HEADERS, rows, title=name, **more))

	def test_a_file_whose_days_are_all_far_from_the_month_in_its_name_is_held(self):
		for name, days in (
			("医保自付_202611.xlsx", ("2026-09-03", "2026-09-28")),
			("医保自付_202610甲.xlsx", ("2026-08-03", "2025-10-03")),
			("医保自付_202608.xlsx", ("2026-09-03",)),
		):
			with self.subTest(name):
				batch = self.load_days(name, *days)
				self.assertEqual((batch.status, self.costs()), ("Held", []))
				self.assertIn(days[0][:7].replace("-", ""), batch.held_because)

	def test_its_period_is_corrected_or_it_is_let_pass(self):
		batch = self.load_days("医保自付_202611.xlsx", "2026-09-03")
		batch.correct_period("202609", "文件名写错")
		load(batch)
		self.assertEqual((batch.status, batch.period), ("Loaded", "202609"))

	def test_late_and_usual_days_load(self):
		for name, days in (
			("医保自付_202610.xlsx", ("2026-10-03", "2026-03-03")),
			("医保自付_202611.xlsx", ("2026-10-04",)),
			("医保自付_202601.xlsx", ("2025-12-04",)),
		):
			with self.subTest(name):
				self.assertEqual(self.load_days(name, *days).status, "Loaded")

	def test_days_of_registration_may_be_long_ago(self):
		rows = [("林试", self.patient, "2024-03-05")]
		path = write_workbook(self.folder / "失业登记_202610.xlsx", ("姓名", "身份证号", "登记日期"), rows)
		self.assertEqual(load_file(path).status, "Loaded")


class TestPrecedence(LoadingTestCase):
	def test_a_later_file_supersedes_facts_of_the_same_person_and_day(self):
		self.load_medical(
			("林试", self.patient, 100, 0, "2026-09-03"),
			("林试", self.patient, 50, 0, "2026-09-04"),
			month="202609",
		)
		self.load_medical(("林试", self.patient, 70, 0, "2026-09-03"), month="202610")
		self.assertEqual(self.costs(), [70, 50])

	def test_an_earlier_month_that_arrives_late_does_not_supersede_a_later_one(self):
		self.load_medical(("林试", self.patient, 70, 0, "2026-09-03"), month="202610")
		self.load_medical(("林试", self.patient, 100, 0, "2026-09-03"), month="202609")
		self.assertEqual(self.costs(), [70])

	def test_rolling_a_file_back_restores_what_it_had_superseded(self):
		self.load_medical(("林试", self.patient, 100, 0, "2026-09-03"), month="202609")
		later = self.load_medical(("林试", self.patient, 70, 0, "2026-09-03"), month="202610")
		later.roll_back()
		self.assertEqual(later.status, "Rolled Back")
		self.assertEqual(self.costs(), [100])

	def test_rolling_back_the_file_in_the_middle_leaves_the_last_one_valid(self):
		self.load_medical(("林试", self.patient, 100, 0, "2026-08-03"), month="202608")
		middle = self.load_medical(("林试", self.patient, 70, 0, "2026-08-03"), month="202609")
		october = (("林试", self.patient, 30, 0, "2026-08-03"), ("林试", self.patient, 0, 0, "2026-10-03"))
		self.load_medical(*october, month="202610")
		middle.roll_back()
		self.assertEqual(self.costs(), [30, 0])


class TestDaysOfAFile(LoadingTestCase):
	def test_the_days_of_a_file_are_recorded(self):
		batch = self.load_medical(
			("林试", self.patient, 3000, 0, "2026-10-03"), ("林试", self.patient, 10, 0, "2026-10-20")
		)
		self.assertEqual([str(batch.first_day), str(batch.last_day)], ["2026-10-03", "2026-10-20"])

	def test_other_files_of_the_feed_matter_where_their_days_may_overlap(self):
		september = self.load_medical(("林试", self.patient, 3000, 0, "2026-09-03"), month="202609")
		october = self.load_medical(("林试", self.patient, 3000, 0, "2026-10-03"))
		self.assertFalse(may_overlap_other_batches(october))
		for changed in (
			{"last_day": "2026-10-03"},
			{"first_day": None, "last_day": None},
			{"feed": None, "status": "Loading", "first_day": None, "last_day": None},
		):
			with self.subTest(**changed):
				september.db_set(changed)
				self.assertTrue(may_overlap_other_batches(october))
