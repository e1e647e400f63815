from unittest import TestCase

from fanpin_app.discovery.feeds.definitions import spelling
from fanpin_app.discovery.loading.period import months_in_name

SPELLINGS = {
	"姓名*": "姓名",
	"*姓名": "姓名",
	"＊住院自付": "住院自付",
	"★ 住院自付（元）": "住院自付",
	"住院自付：": "住院自付",
	"住院自付(元)*": "住院自付",
	"住院自付：(元)": "住院自付",
	"1.姓名（必填）": "姓名",
	"2、身份证号": "身份证号",
	"（必填）姓名": "姓名",
	"12) 结算日期*": "结算日期",
	"姓名": "姓名",
	"*": "*",
	"3.5": "3.5",
	"（一）": "(一)",
}

MONTHS = {
	"医保自付_26年9月.xlsx": "202609",
	"医保自付_2026年九月.xlsx": "202609",
	"医保自付_二〇二六年十月份.xlsx": "202610",
	"医保自付_２０２６０９.xlsx": "202609",
	"医保自付_2026／09.xlsx": "202609",
	"医保自付_2026年十二月.xlsx": "202612",
	"2026年医保自付（9.1-9.30）.xlsx": "202609",
	"医保自付_202609.xlsx": "202609",
	"Sep2026.xlsx": "202609",
	"医保自付2026-Sept.xlsx": "202609",
	"医保自付_sept. 2026.xlsx": "202609",
	"医保自付-September, 2026.xlsx": "202609",
	"Medical 15Sep2026.xlsx": "202609",
	"Medical Sep-15-2026.xlsx": "202609",
	"2026MAY.xlsx": "202605",
}


class TestNames(TestCase):
	def test_marks_of_forms_are_no_part_of_a_header(self):
		for written, name in SPELLINGS.items():
			with self.subTest(written):
				self.assertEqual(spelling(written), name)

	def test_a_month_is_read_however_it_is_written(self):
		for name, month in MONTHS.items():
			with self.subTest(name):
				self.assertEqual(months_in_name(name), {month})
