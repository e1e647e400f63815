"""A file refused for its headers: they are matched with a feed's columns once, stored, and the file loads."""

import frappe
from openpyxl import Workbook

from fanpin_app.discovery.feeds import match_columns
from fanpin_app.discovery.loading import pipeline
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_batches import BatchTestCase
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.builders import CITY, DISTRICT, make_officer

FEED = "medical_self_paid"
UNKNOWN = ("患者", "证件编码", "住院个人负担(元)", "门诊个人负担(元)", "结账时间")
MATCHES = {
	"患者": "姓名",
	"证件编码": "身份证号",
	"住院个人负担(元)": "住院自付",
	"门诊个人负担(元)": "门诊自付",
	"结账时间": "结算日期",
}


class MatchingTestCase(BatchTestCase):
	def row(self, inpatient=3000, outpatient=20, day="2026-10-03") -> tuple:
		return ("林试", self.patient, inpatient, outpatient, day)

	def write(self, headers=UNKNOWN, *rows, name: str = "甲镇医保自付_202610.xlsx", **layout):
		return write_workbook(self.folder / name, headers, rows or [self.row()], **layout)

	def refused(self, *arguments, **layout):
		batch = self.load(self.write(*arguments, **layout))
		self.assertEqual(batch.status, "Refused")
		return batch

	def keep(self, batch, matches=MATCHES, feed: str = FEED):
		"""The batch after its columns were matched and it was loaded again."""
		match_columns.keep(batch.name, feed, matches)
		matched = frappe.get_doc("Data Batch", batch.name)
		pipeline.load(matched)
		return matched

	def aliases(self, header: str) -> list[str]:
		(lines,) = frappe.get_all("Feed Column", filters={"parent": FEED, "header": header}, pluck="aliases")
		return (lines or "").splitlines()


class TestProposals(MatchingTestCase):
	def propose(self, batch, feed: str | None = None) -> dict:
		return match_columns.propose(batch.name, feed)

	def proposed(self, batch, feed: str | None = None) -> dict:
		return {each["header"]: each["proposed"] for each in self.propose(batch, feed)["unknown"]}

	def test_each_unknown_header_is_proposed_by_its_words_and_what_is_written_below(self):
		batch = self.refused()
		self.assertEqual(self.propose(batch)["feed"], FEED)
		self.assertEqual(self.proposed(batch), MATCHES)

	def test_the_likeliest_feed_is_first_and_another_can_be_asked_for(self):
		batch = self.refused(name="甲镇_202610.xlsx")
		found = self.propose(batch)
		self.assertEqual((found["feed"], found["feeds"][0]["value"]), (FEED, FEED))
		self.assertEqual(self.propose(batch, "unemployment")["feed"], "unemployment")

	def test_words_that_the_feed_maps_show_its_column(self):
		headers = ("学员", "证件编码", "近况", "登记时间")
		written = [("林试", self.patient, "辍学", "2026-10-03"), ("林乙", self.other, "在读", "2026-10-03")]
		batch = self.refused(headers, *written, name="学校_202610.xlsx")
		self.assertEqual(self.propose(batch)["feed"], "schooling")
		self.assertEqual(self.proposed(batch)["近况"], "就学状态")

	def test_no_header_is_proposed_whose_cells_the_column_cannot_read(self):
		batch = self.refused(UNKNOWN, ("林试", self.patient, "约三千", "无", "去年"))
		self.assertEqual({header for header, column in self.proposed(batch).items() if column}, {"证件编码"})

	def test_somebody_else_s_number_and_last_year_s_money_are_never_proposed(self):
		headers = ("户主身份证号码", "患者姓名", "上年住院自付", "统筹支付", "结账时间")
		written = (self.other, "林试", 9, 8, "2026-10-03")
		proposed = self.proposed(self.refused(headers, written), FEED)
		self.assertEqual(
			{header: column for header, column in proposed.items() if column},
			{"患者姓名": "姓名", "结账时间": "结算日期"},
		)

	def test_samples_show_the_content_with_masked_id_numbers(self):
		found = {each["header"]: each["samples"] for each in self.propose(self.refused())["unknown"]}
		self.assertEqual(found["住院个人负担(元)"], ["3000"])
		self.assertNotIn(self.patient, frappe.as_json(found))

	def test_required_columns_are_named_first(self):
		missing = self.propose(self.refused())["missing"]
		self.assertEqual([each["required"] for each in missing], [1, 1, 1, 1, 0])


class TestKeeping(MatchingTestCase):
	def test_the_file_loads_and_the_spellings_are_stored(self):
		batch = self.keep(self.refused())
		self.assertEqual((batch.status, batch.feed, self.costs()), ("Loaded", FEED, [3020]))
		self.assertIn("住院个人负担(元)", self.aliases("住院自付"))

	def test_the_next_month_s_file_is_recognised(self):
		self.keep(self.refused())
		path = self.write(UNKNOWN, self.row(7, 0, "2026-11-03"), name="甲镇_202611.xlsx")
		self.assertEqual((load_file(path).status, self.costs()), ("Loaded", [3020, 7]))

	def test_the_month_is_read_from_the_days_that_are_now_known_or_asked_for(self):
		batch = self.refused(UNKNOWN, self.row(1, 0, "2026-08-03"), name="甲镇.xlsx")
		self.assertEqual(self.keep(batch).period, "202608")
		rows = [self.row(1, 0, "2026-07-03"), self.row(1, 0, "2026-09-03")]
		other = ("患者名", "证件编号", "住院个人承担", "门诊个人承担", "结账日")
		batch = self.refused(other, *rows, name="乙镇.xlsx")
		matches = dict(zip(other, MATCHES.values(), strict=True))
		frappe.db.savepoint("before_question")
		self.assertRaisesRegex(frappe.ValidationError, "乙镇", match_columns.keep, batch.name, FEED, matches)
		frappe.db.rollback(save_point="before_question")
		match_columns.keep(batch.name, FEED, matches, period="202609")
		self.assertEqual(frappe.db.get_value("Data Batch", batch.name, "period"), "202609")

	def test_a_unit_in_an_unknown_header_still_counts(self):
		headers = (*UNKNOWN[:2], "住院个人负担(万元)", *UNKNOWN[3:])
		matches = {
			header.replace("住院个人负担(元)", "住院个人负担(万元)"): MATCHES[header] for header in MATCHES
		}
		self.keep(self.refused(headers, self.row(1.2, 0)), matches)
		self.assertEqual(self.costs(), [12000])

	def test_two_headers_for_one_column_are_refused_and_nothing_is_stored(self):
		headers = ("患者", "证件编码", "个人负担(上年)", "个人负担(本年)", "门诊自付", "结账时间")
		batch = self.refused(headers, ("林试", self.patient, 9, 3000, 20, "2026-10-03"))
		matches = {"证件编码": "身份证号", "个人负担(本年)": "住院自付", "结账时间": "结算日期"}
		self.assertRaisesRegex(
			frappe.ValidationError, "个人负担", match_columns.keep, batch.name, FEED, matches
		)
		self.assertNotIn("个人负担", frappe.get_all("Feed Column", filters={"parent": FEED}, pluck="aliases"))

	def test_a_required_column_left_unmatched_is_named_and_nothing_is_stored(self):
		batch = self.refused()
		self.assertRaisesRegex(
			frappe.ValidationError,
			"结算日期",
			match_columns.keep,
			batch.name,
			FEED,
			{header: column for header, column in MATCHES.items() if column != "结算日期"},
		)
		self.assertEqual(frappe.db.get_value("Data Batch", batch.name, "status"), "Refused")

	def test_headers_that_the_file_does_not_have_and_columns_that_the_feed_does_not_are_refused(self):
		batch = self.refused()
		for matches in ({"别的": "姓名"}, {"患者": "别的"}, {}):
			self.assertRaises(frappe.ValidationError, match_columns.keep, batch.name, FEED, matches)

	def test_a_file_with_a_sheet_per_village_and_different_spellings_loads_completely(self):
		book = Workbook()
		other = ("病人", "证件编码", "住院负担", "门诊负担", "结账时间")
		for number, headers in enumerate((UNKNOWN, other), start=1):
			sheet = book.create_sheet(f"{number}村")
			sheet.append(headers)
			sheet.append(self.row(number * 100, 0))
		del book["Sheet"]
		book.save(self.folder / "医保自付_202610.xlsx")
		batch = self.load(self.folder / "医保自付_202610.xlsx")
		self.keep(batch, MATCHES | {"病人": "姓名", "住院负担": "住院自付", "门诊负担": "门诊自付"})
		self.assertEqual(self.costs(), [100, 200])

	def test_a_header_of_two_rows_is_matched_by_both(self):
		book = Workbook()
		sheet = book.active
		sheet.append(["姓名", "身份证号", "自付费用(元)", None, "结算日期"])
		sheet.append([None, None, "住院", "门诊", None])
		sheet.append(self.row())
		sheet.merge_cells("C1:D1")
		book.save(self.folder / "医保自付_202610.xlsx")
		batch = self.load(self.folder / "医保自付_202610.xlsx")
		self.assertIn("自付费用住院(元)", batch.message)
		self.keep(batch, {"自付费用住院(元)": "住院自付", "自付费用门诊(元)": "门诊自付"})
		self.assertEqual(self.costs(), [3020])

	def test_a_header_with_a_unit_behind_its_name_is_matched_and_read_in_it(self):
		headers = ("姓名", "身份证号", "住院自费/万元", "门诊自付", "结算日期")
		self.keep(self.refused(headers, self.row(0.3)), {"住院自费/万元": "住院自付"})
		self.assertEqual(self.costs(), [3020])

	def test_a_header_whose_last_word_may_be_a_unit_is_not_stored(self):
		headers = ("姓名", "身份证号", "住院自费万", "门诊自付", "结算日期")
		batch = self.refused(headers, self.row())
		with self.assertRaisesRegex(frappe.ValidationError, "住院自费万"):
			self.keep(batch, {"住院自费万": "住院自付"})

	def test_a_unit_in_the_upper_row_of_a_header_is_that_of_its_columns_alone(self):
		book = Workbook()
		sheet = book.active
		sheet.append(["姓名", "身份证号", "住院(万元)", None, "门诊自付", "结算日期"])
		sheet.append([None, None, "自费", "乙类", None, None])
		sheet.append(["林试", self.patient, 1.2, 0.3, 20, "2026-10-03"])
		book.save(self.folder / "医保自付_202610.xlsx")
		self.keep(self.load(self.folder / "医保自付_202610.xlsx"), {"住院自费(万元)": "住院自付"})
		self.assertEqual(self.costs(), [12020])

	def test_a_file_that_was_not_refused_for_its_headers_is_not_matched(self):
		batch = self.load(self.medical(self.row()))
		self.assertRaises(frappe.ValidationError, match_columns.propose, batch.name)
		self.assertRaises(frappe.ValidationError, match_columns.keep, batch.name, FEED, MATCHES)


class TestHostileHeaders(MatchingTestCase):
	def test_they_are_named_and_never_executed(self):
		markup = "<img src=x onerror=alert(1)>"
		headers = ("患者", "证件编码", f"{markup}(上年)", f"{markup}(本年)", "结账时间")
		batch = self.refused(headers, ("林试", self.patient, 9, 3000, "2026-10-03"))
		self.assertNotIn("<img", batch.message)
		matches = {
			"证件编码": "身份证号",
			f"{markup}(本年)".replace(" ", ""): "住院自付",
			"结账时间": "结算日期",
		}
		with self.assertRaises(frappe.ValidationError) as refused:
			match_columns.keep(batch.name, FEED, matches)
		self.assertNotIn("<img", str(refused.exception))


class TestWhoMatches(MatchingTestCase):
	def test_a_monitoring_administrator_does(self):
		batch = self.refused()
		frappe.set_user(make_officer("Monitoring Administrator", CITY))
		match_columns.propose(batch.name)
		match_columns.keep(batch.name, FEED, MATCHES)

	def test_other_users_read_which_columns_are_missing_and_which_headers_are_unknown(self):
		batch = self.load(self.write(("姓名", "身份证号", "住院负担", "门诊自付", "结算日期")))
		for words in ("住院自付", "住院负担", frappe._("Monitoring Administrator")):
			self.assertIn(words, batch.message)
		agency = frappe.db.get_value("Data Feed", FEED, "agency")
		batch.db_set("feed", FEED)
		for user in (
			make_officer("District Officer", DISTRICT),
			make_officer("Agency Data Officer", DISTRICT, agency=agency),
			make_officer("City Officer", CITY),
		):
			frappe.set_user(user)
			self.assertRaises(frappe.PermissionError, match_columns.propose, batch.name)
			self.assertRaises(frappe.PermissionError, match_columns.keep, batch.name, FEED, MATCHES)

	def test_the_headers_of_a_file_that_no_feed_knows_are_named(self):
		batch = self.refused(("甲项", "乙项"), ("一", "二"), name="别的_202610.xlsx")
		self.assertEqual(batch.refusal, "unknown_feed")
		self.assertIn("甲项、乙项", batch.message)
