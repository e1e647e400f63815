from unittest import TestCase

from fanpin_app.discovery.loading.period import _only_day_in_name, months_in_name, year_in_name


class TestPeriodsInNames(TestCase):
	def test_the_period_is_read_from_the_name_of_the_file_as_a_person_would_read_it(self):
		for name, month in (
			("医保自付_202610.xlsx", "202610"),
			("医保2026年09月.xlsx", "202609"),
			("医保自付2026.10.xlsx", "202610"),
			("2026年9月份医保.xlsx", "202609"),
			("医保_20261009.xlsx", "202610"),
			("医保 2026-9.xls", "202609"),
			("医保_2026_10_v2.csv", "202610"),
		):
			with self.subTest(name):
				self.assertEqual(months_in_name(name), {month})
		for name in ("收入_2025.xlsx", "医保10月.xlsx", "医保_202613.xlsx", "440513202610123456.xlsx"):
			with self.subTest(name):
				self.assertEqual(months_in_name(name), set())
		self.assertEqual(year_in_name("收入_2025.xlsx"), "2025")

	def test_which_names_state_a_day_and_no_month_apart_from_it(self):
		for name, day in (
			("医保_20261009.xlsx", "20261009"),
			("医保2026-10-9.xlsx", "20261009"),
			("医保20261009导出.xlsx", "20261009"),
			("医保2026年10月9日.xlsx", "20261009"),
			("医保_202610.xlsx", None),
			("医保_2026-10 2.xlsx", None),
			("9月医保_20261009.xlsx", None),
			("202610医保_20261009.xlsx", None),
			("医保20261001-20261009.xlsx", None),
		):
			with self.subTest(name):
				self.assertEqual(_only_day_in_name(name), day)
