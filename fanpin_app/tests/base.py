"""The one place where tests meet the version of Frappe."""

try:
	from frappe.tests import IntegrationTestCase as FrappeTestCase
except ImportError:
	from frappe.tests.utils import FrappeTestCase

import frappe


class TestCase(FrappeTestCase):
	"""A test that leaves nothing behind: the session is Administrator's and the database is rolled back after each."""

	def setUp(self) -> None:
		frappe.set_user("Administrator")

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()
