"""The one place where tests meet the version of Frappe."""

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
		# As before every request and job.
		frappe_patches.install()
		patches.install()
		read_only_fields.install()

	def setUp(self) -> None:
		frappe.set_user("Administrator")
		# Frappe asks whether there is a request, not what it is; a test before may have left none of one.
		if getattr(frappe.local, "request", True) is None:
			del frappe.local.request

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		# Frappe forgets documents that were saved; rows written without their controller stay in its cache.
		frappe.cache.delete_keys("document_cache::")
