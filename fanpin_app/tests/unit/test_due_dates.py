from unittest import TestCase

from fanpin_app.discovery.feeds import due_dates


class TestDueDates(TestCase):
	def test_a_month_s_file_is_due_in_the_month_after(self):
		self.assertEqual(str(due_dates.due_on("202610", 5)), "2026-11-05")
		self.assertEqual(str(due_dates.due_on("202612", 31)), "2027-01-31")
		self.assertEqual(str(due_dates.due_on("202601", 31)), "2026-02-28")
