"""Tests that go over HTTP or mail need data that other processes see. Whatever appears meanwhile is deleted."""

import frappe

from fanpin_app.tests.base import TestCase


class CommittedTestCase(TestCase):
	"""A test that may commit: the documents that were not there before it are deleted after it, for good."""

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(delete_all_but, documents())


def documents() -> set[tuple[str, str]]:
	"""DocType and name of every document in the site's database but rows of tables and singles."""
	doctypes = frappe.get_all("DocType", filters={"istable": 0, "issingle": 0, "is_virtual": 0}, pluck="name")
	return {
		(doctype, name)
		for doctype in doctypes
		if frappe.db.table_exists(doctype)
		for name in frappe.get_all(doctype, pluck="name")
	}


def delete_all_but(kept: set[tuple[str, str]]) -> None:
	frappe.set_user("Administrator")
	for doctype, name in sorted(documents() - kept, key=_deepest_region_first):
		if frappe.db.exists(doctype, name):
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)
	frappe.db.commit()


def _deepest_region_first(document: tuple[str, str]) -> tuple[int, str]:
	doctype, name = document
	if doctype != "Administrative Region":
		return 0, doctype
	return 1, str(-frappe.db.get_value(doctype, name, "lft"))
