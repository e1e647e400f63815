"""What tests on committed data leave behind: nothing, whoever wrote it."""

import time

import frappe
from frappe.utils.background_jobs import enqueue

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.committed_data import documents, leave_only

TITLE = "written late"
SECONDS = 1


def write_late() -> None:
	time.sleep(SECONDS)
	frappe.get_doc(doctype="Note", title=TITLE).insert(ignore_permissions=True)


class TestDeletion(TestCase):
	def test_what_a_job_writes_after_its_test_is_deleted_too(self):
		self.addCleanup(frappe.db.commit)
		self.addCleanup(frappe.db.delete, "Note", {"title": TITLE})
		before = documents()
		enqueue(write_late, queue="short")
		leave_only(before)
		time.sleep(2 * SECONDS)
		frappe.db.rollback()
		self.assertFalse(frappe.db.exists("Note", {"title": TITLE}))
