"""Captions and names of sheets that are a month or a year."""

from datetime import date
from unittest import TestCase

from fanpin_app.discovery.tables.headings.stated_periods import StatedPeriod, stated_period


class TestStatedPeriods(TestCase):
	def test_are_months_and_years_and_nothing_else(self):
		for heading, expected in (
			("2025年", (2025, 0)),
			("2025", (2025, 0)),
			("9月", (0, 9)),
			("二、09月份:", (0, 9)),
			("202609", (2026, 9)),
			("2026年9月数据", (2026, 9)),
			("2026-09", (2026, 9)),
			("09", None),
			("12", None),
			("", None),
			("数据", None),
			("第二批", None),
			("2025年新增", None),
			("13月", None),
		):
			with self.subTest(heading):
				self.assertEqual(stated_period(heading), expected)

	def test_are_long_before_a_day_if_not_even_late_bills_reach_it(self):
		for year, month, day, expected in (
			(2025, 0, date(2026, 10, 8), True),
			(2025, 0, date(2026, 2, 8), False),
			(2024, 0, date(2026, 2, 8), True),
			(2026, 0, date(2026, 10, 8), False),
			(2027, 0, date(2026, 10, 8), False),
			(0, 9, date(2026, 10, 8), False),
		):
			with self.subTest(year=year, day=day):
				self.assertEqual(StatedPeriod(year, month).is_long_before(day), expected)
