from unittest import TestCase

from fanpin_app.discovery.loading import income_years

NAMES = {
	"收入.xlsx": "",
	"收入_2022.xlsx": "2022",
	"202511报_2024收入.xlsx": "2024",
	"2025年家庭收入_20260115.xlsx": "2025",
	"家庭收入_202610.xlsx": "",
	"收入_2025_1.xlsx": "",
	"收入_2025 (1).xlsx": "2025",
	"收入2024_2026.xlsx": "2024 2026",
	"2025年1-12月收入.xlsx": "2025",
	"收入20250101-20251231.xlsx": "2025",
}

TITLES = {
	"某镇情况表": "",
	"2025年家庭收入表": "2025",
	"2025 年度": "2025",
	"二〇二五年家庭收入": "2025",
	"2025家庭收入情况表": "2025",
	"填报日期：2026年1月15日": "",
	"2025年家庭收入表（2026年填报）": "2025",
	"共 2025 户": "",
	"某政〔2021〕6号": "",
}


class TestYearsInNames(TestCase):
	def test_a_name_says_years_by_themselves_and_days_are_those_of_sending(self):
		for name, years in NAMES.items():
			self.assertEqual(income_years.years_in_name(name), set(years.split()), name)
		for title, years in TITLES.items():
			self.assertEqual(set(income_years._in_title(title)), set(years.split()), title)
