from unittest import TestCase

from fanpin_app.discovery.message_lists import shortened


class TestShortened(TestCase):
	def test_lists_all_where_there_are_few(self):
		self.assertEqual(shortened([], 2), "")
		self.assertEqual(shortened([3, 5], 2), "3、5")
		self.assertEqual(shortened(iter(["a"]), 2), "a")

	def test_lists_the_first_and_that_there_are_more(self):
		self.assertEqual(shortened([3, 5, 8], 2), "3、5…")
		self.assertEqual(shortened(["a", "b", "c"], 2, separator="”、“"), "a”、“b…")

	def test_the_number_is_given_where_only_the_first_were_kept(self):
		self.assertEqual(shortened([3, 5], 2, 9), "3、5…")
		self.assertEqual(shortened([3, 5], 2, 2), "3、5")
