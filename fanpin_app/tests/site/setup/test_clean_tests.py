"""What a test wrote is removed after it, from the cache too."""

import unittest

import frappe

from fanpin_app.tests.support.base import TestCase


class WritesHours(TestCase):
	"""Caches the Response Plan with a row that was written without its controller."""

	__test__ = False

	def runTest(self) -> None:
		plan = frappe.get_doc("Response Plan")
		plan.append("hours", {"from_time": "01:00:00", "to_time": "01:00:00"}).db_insert()
		frappe.cache.delete_keys("document_cache::Response Plan")
		cached = frappe.get_cached_doc("Response Plan")
		self.assertEqual(len(cached.hours), len(plan.hours))


class TestTheCache(TestCase):
	def test_rows_that_were_rolled_back_are_not_cached(self):
		before = len(frappe.get_cached_doc("Response Plan").hours)
		result = WritesHours().run(unittest.TestResult())
		self.assertTrue(result.wasSuccessful(), result.failures + result.errors)
		self.assertEqual(len(frappe.get_cached_doc("Response Plan").hours), before)
