import frappe

from fanpin_app.discovery import stalled
from fanpin_app.tests.base import TestCase


class TestStalledFiles(TestCase):
	def make_batch(self, status: str, minutes_ago: int):
		file = frappe.get_doc(doctype="File", file_name="a.csv", content=b"a", is_private=1).insert()
		batch = frappe.get_doc(doctype="Data Batch", file=file.file_url)
		batch.flags.loads_at_once = True
		batch.insert()
		moment = frappe.utils.add_to_date(frappe.utils.now_datetime(), minutes=-minutes_ago)
		batch.db_set({"status": status, "modified": moment}, update_modified=False)
		return batch

	def taken_up(self) -> list[str]:
		waiting = len(frappe.db.after_commit._functions)
		stalled.take_up_again()
		return len(frappe.db.after_commit._functions) - waiting

	def test_a_file_whose_worker_died_is_queued_again(self):
		self.make_batch("Queued", minutes_ago=30)
		self.assertEqual(self.taken_up(), 1)

	def test_a_file_that_was_just_sent_and_one_that_is_done_are_left_alone(self):
		self.make_batch("Queued", minutes_ago=1)
		self.make_batch("Loaded", minutes_ago=30)
		self.make_batch("Compared", minutes_ago=30)
		self.assertEqual(self.taken_up(), 0)
