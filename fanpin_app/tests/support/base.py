"""The base class of tests that need a site, on each version of Frappe."""

try:
	from frappe.tests import IntegrationTestCase as FrappeTestCase
except ImportError:
	from frappe.tests.utils import FrappeTestCase

import frappe

from fanpin_app.permissions import frappe_patches
from fanpin_app.security.documents import read_only_fields
from fanpin_app.security.queries import patches


class TestCase(FrappeTestCase):
	"""A test that leaves nothing behind: the session is Administrator's and the database is rolled back after each."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		# Hooks do the same before every request and job.
		frappe_patches.install()
		patches.install()
		read_only_fields.install()

	def setUp(self) -> None:
		frappe.set_user("Administrator")
		# Frappe checks whether the attribute exists; an earlier test may have set it to None.
		if getattr(frappe.local, "request", True) is None:
			del frappe.local.request

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		# Frappe removes saved documents from its cache, but not rows that were written without their controller.
		frappe.cache.delete_keys("document_cache::")
