"""A header becomes another spelling of a column only where no other feed's files would then be taken for this feed's."""

from dataclasses import replace

import frappe

from fanpin_app.discovery.feeds import match_columns
from fanpin_app.discovery.feeds.alias_doubts import refuse_captured
from fanpin_app.discovery.feeds.definitions import as_value
from fanpin_app.discovery.loading import pipeline
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_match_columns import FEED, MatchingTestCase
from fanpin_app.tests.support.agency_files import write_workbook

JOBS = "unemployment"
HOUSES = ("户主姓名", "身份证号", "鉴定登记", "日期")


class AliasDoubtsTestCase(MatchingTestCase):
	def send(self, name: str, headers: tuple, *rows, **fields):
		rows = rows or [tuple("2026-10-03" if "日期" in each else self.patient for each in headers)]
		return self.load(write_workbook(self.folder / name, headers, rows, title=""), **fields)

	def try_to_keep(self, batch, matches: dict, feed: str = FEED, **more) -> list[str]:
		return match_columns.keep(batch.name, feed, matches, **more)

	def all_aliases(self, feed: str) -> str:
		return "\n".join(filter(None, frappe.get_all("Feed Column", {"parent": feed}, pluck="aliases")))


class TestWhatIsAsked(AliasDoubtsTestCase):
	def test_words_of_other_columns_and_what_leaves_most_headers_unknown(self):
		for headers, match, words_asked in (
			(("姓名", "身份证号", "日期"), {"日期": "登记日期"}, ["登记日期"]),
			(("姓名", "身份证号", "数据日期"), {"数据日期": "登记日期"}, ["登记日期"]),
			(("户主身份证号", "年月", "登记日期"), {"户主身份证号": "身份证号"}, ["户主"]),
			(
				("姓名", "证件", "某日", "学校", "年级", "班级"),
				{"证件": "身份证号", "某日": "登记日期"},
				["班级"],
			),
		):
			with self.subTest(headers):
				batch = self.send(f"{headers[1]}{headers[2]}_202610.xlsx", headers)
				self.assertEqual(batch.status, "Refused", batch.message)
				before = self.all_aliases(JOBS)
				doubts = self.try_to_keep(batch, match, JOBS)
				for words in words_asked:
					self.assertIn(words, "\n".join(doubts))
				self.assertEqual(self.all_aliases(JOBS), before)
				self.assertEqual(frappe.db.get_value("Data Batch", batch.name, "status"), "Refused")

	def test_money_of_another_kind_and_words_that_fit_two_columns_of_the_feed(self):
		row = ("林试", self.patient, 3000, 20, "2026-10-03")
		for header, word in (("统筹支付", "统筹"), ("自付", "门诊自付"), ("金额", "损失金额")):
			with self.subTest(header):
				headers = ("姓名", "身份证号", header, "门诊自付", "结算日期")
				batch = self.send(f"{header}_202610.xlsx", headers, row)
				self.assertIn(word, "\n".join(self.try_to_keep(batch, {header: "住院自付"})))

	def test_confirmed_words_are_stored_and_the_file_loads(self):
		row = ("林试", self.patient, 3000, 20, "2026-10-03")
		batch = self.send("甲_202610.xlsx", ("姓名", "身份证号", "统筹支付", "门诊自付", "结算日期"), row)
		self.assertEqual(self.try_to_keep(batch, {"统筹支付": "住院自付"}, confirmed=True), [])
		self.assertIn("统筹支付", self.aliases("住院自付"))

	def test_words_that_no_other_column_has_are_not_asked_about(self):
		row = ("林试", self.patient, 3000, 20, "2026-10-03")
		batch = self.send("甲_202610.xlsx", ("病人", "身份证号", "住院负担", "门诊自付", "结账日"), row)
		matches = {"病人": "姓名", "住院负担": "住院自付", "结账日": "结算日期"}
		self.assertEqual(self.try_to_keep(batch, matches), [])


class TestWhatIsRefused(AliasDoubtsTestCase):
	def test_a_header_that_earlier_files_have_beside_the_column(self):
		row = ("林试", self.patient, 9000, 3000, 20, "2026-09-03")
		headers = ("姓名", "身份证号", "统筹支付", "住院自付", "门诊自付", "结算日期")
		self.assertEqual(self.send("医保_202609.xlsx", headers, row).status, "Loaded")
		row = ("林试", self.patient, 9000, 20, "2026-10-03")
		batch = self.send("医保_202610.xlsx", ("姓名", "身份证号", "统筹支付", "门诊自付", "结算日期"), row)
		with self.assertRaisesRegex(frappe.ValidationError, "统筹支付"):
			self.try_to_keep(batch, {"统筹支付": "住院自付"}, confirmed=True)
		self.assertNotIn("统筹支付", self.aliases("住院自付"))

	def test_a_header_by_which_files_of_another_feed_would_match_this_one(self):
		jobs = as_value(frappe.get_doc("Data Feed", JOBS))
		key, day = jobs.columns[1:]
		visits = replace(jobs, name="visits", feed_name="走访", columns=(key, _named(day, "走访日期")))
		captures = replace(jobs, columns=(key, _named(day, day.header, "走访日期")))
		with self.assertRaisesRegex(frappe.ValidationError, "走访日期"):
			refuse_captured(jobs, captures, [jobs, visits], {"走访日期": "登记日期"})
		harmless = replace(jobs, columns=(key, _named(day, day.header, "失业日")))
		refuse_captured(jobs, harmless, [jobs, visits], {"失业日": "登记日期"})


class TestWhichFeedAFileIsOf(AliasDoubtsTestCase):
	def test_a_file_of_houses_is_none_of_the_unemployed_whatever_was_stored(self):
		doc = frappe.get_doc("Data Feed", JOBS)
		doc.columns[2].aliases += "\n日期"
		doc.save()
		batch = self.send("甲_202610.xlsx", HOUSES)
		self.assertEqual(batch.status, "Refused")
		self.assertIn("危房鉴定", batch.message)
		found = match_columns.propose(batch.name)
		self.assertEqual(found["feed"], "housing_grade")
		self.assertEqual({each["header"] for each in found["unknown"]}, {"鉴定登记", "日期"})

	def test_a_number_and_a_day_among_unknown_headers_identify_no_feed(self):
		headers = ("姓名", "身份证号", "登记日期", "配偶", "婚姻登记机关", "证件印制号")
		for name in ("甲_202610.xlsx", "婚姻登记_202610.xlsx"):
			with self.subTest(name):
				batch = self.send(name, headers, ("林试", self.patient, "2026-10-03", "甲", name, "丙"))
				self.assertEqual(batch.refusal, "unknown_feed")
				self.assertIn("配偶", batch.message)

	def test_the_name_of_the_file_its_title_or_who_sends_it_says_which_feed_it_is(self):
		headers = ("姓名", "身份证号", "登记日期", "性别", "学历", "失业原因", "原单位", "电话")
		for number, (name, title, feed) in enumerate(
			(
				("失业人员_202610.xlsx", "", None),
				("甲_202610.xlsx", "失业登记花名册", None),
				("乙_202610.xlsx", "", JOBS),
			)
		):
			with self.subTest(name):
				row = ("林试", self.patient, f"2026-10-0{number + 3}", "男", "高中", "企业停产", "厂", "1")
				path = write_workbook(self.folder / name, headers, [row], title=title)
				batch = self.load(path, feed=feed)
				self.assertEqual((batch.feed, batch.refusal), (JOBS, None), batch.message)

	def test_such_a_file_is_loaded_by_a_user_who_may_change_the_feed(self):
		headers = ("姓名", "身份证号", "登记日期", "性别", "学历", "原单位")
		batch = self.send("甲_202610.xlsx", headers, ("林试", self.patient, "2026-10-03", "男", "高中", "厂"))
		self.assertIn("学历", "\n".join(self.try_to_keep(batch, {}, JOBS)))
		self.assertEqual(self.try_to_keep(batch, {}, JOBS, confirmed=True), [])
		matched = frappe.get_doc("Data Batch", batch.name)
		pipeline.load(matched)
		self.assertEqual(matched.status, "Loaded")

	def test_columns_that_no_other_feed_has_say_which_feed_a_file_is_of(self):
		headers = (
			"姓名",
			"身份证号",
			"住院自付",
			"门诊自付",
			"结算日期",
			*(f"附{number}" for number in range(12)),
		)
		path = write_workbook(
			self.folder / "甲_202610.xlsx",
			headers,
			[(*("林试", self.patient, 1, 2, "2026-10-03"), *"abcdefghijkl")],
		)
		self.assertEqual(load_file(path).status, "Loaded")


def _named(column, header: str, *others: str):
	names = frozenset((header, *others))
	return replace(column, header=header, spellings=names, written=names)
