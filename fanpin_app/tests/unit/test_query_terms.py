"""How long the expressions of clients may be that are parsed and kept in memory."""

from unittest import TestCase

import frappe

from fanpin_app.security.queries import query_terms


class TestLongExpressions(TestCase):
	def test_an_expression_of_the_greatest_length_is_parsed(self):
		text = "name".ljust(query_terms.MAX_LENGTH)
		self.assertEqual([column.name for column in query_terms.parse(text).columns], ["name"])

	def test_a_longer_one_is_refused(self):
		with self.assertRaises(frappe.PermissionError):
			query_terms.parse("name".ljust(query_terms.MAX_LENGTH + 1))

	def test_long_ones_are_not_kept_in_memory(self):
		before = query_terms._parse_cached.cache_info().currsize
		for number in range(10):
			query_terms.parse(", ".join(["name", f"column_{number}"] * 30))
		self.assertEqual(query_terms._parse_cached.cache_info().currsize, before)
