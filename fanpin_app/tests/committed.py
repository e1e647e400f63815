"""Tests that go over HTTP or mail need data that other processes see. Whatever appears meanwhile is deleted."""

from contextlib import suppress

import frappe
from frappe.utils.password import delete_all_passwords_for

from fanpin_app.tests.base import TestCase
from fanpin_app.tests.builders import SYSTEM_MANAGER


class CommittedTestCase(TestCase):
	"""Tests on committed data: the documents that were not there before the class are deleted after it, for good."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.addClassCleanup(delete_all_but, documents())
		cls.make_data()
		frappe.db.commit()

	@classmethod
	def make_data(cls) -> None:
		"""What the tests of the class find; committed once for all of them."""


def documents() -> set[tuple[str, str]]:
	"""DocType and name of every document in the site's database but rows of tables and singles."""
	doctypes = frappe.get_all("DocType", filters={"istable": 0, "issingle": 0, "is_virtual": 0}, pluck="name")
	return {
		(doctype, name)
		for doctype in doctypes
		if frappe.db.table_exists(doctype)
		for name in frappe.qb.from_(doctype).select("name").run(pluck=True)
	}


def delete_all_but(kept: set[tuple[str, str]]) -> None:
	frappe.set_user("Administrator")
	frappe.db.rollback()
	for doctype, name in sorted(documents() - kept, key=_deeper_regions_first):
		if name != SYSTEM_MANAGER and frappe.db.exists(doctype, name):
			# Logs of ours refuse, and a background job may hold the row.
			with suppress(frappe.PermissionError, frappe.QueryTimeoutError):
				frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)
			delete_all_passwords_for(doctype, name)
	# What is left are logs, Frappe's notes of the deletions, and a site's last System Manager, whom Frappe does not delete.
	for doctype, name in documents() - kept:
		for table in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(table.options, {"parenttype": doctype, "parent": name})
		frappe.db.delete(doctype, {"name": name})
	frappe.db.commit()


def _deeper_regions_first(document: tuple[str, str]) -> tuple[bool, int]:
	doctype, name = document
	is_region = doctype == "Administrative Region"
	return is_region, -frappe.db.get_value(doctype, name, "lft") if is_region else 0
