from unittest import mock

import frappe

from fanpin_app.discovery.loading import pipeline, recovery
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.workers import another_worker_on


class TestStalledFiles(TestCase):
	def make_batch(self, status: str, minutes_ago: int):
		file = frappe.get_doc(doctype="File", file_name="a.csv", content=b"a", is_private=1).insert()
		batch = frappe.get_doc(doctype="Data Batch", file=file.file_url)
		batch.flags.loads_at_once = True
		batch.insert()
		moment = frappe.utils.add_to_date(frappe.utils.now_datetime(), minutes=-minutes_ago)
		batch.db_set({"status": status, "modified": moment}, update_modified=False)
		return batch

	def recovered(self) -> int:
		waiting = len(frappe.db.after_commit._functions)
		recovery.recover_stalled_batches()
		return len(frappe.db.after_commit._functions) - waiting

	def test_a_file_whose_worker_died_is_queued_again(self):
		self.make_batch("Queued", minutes_ago=30)
		self.make_batch("Loading", minutes_ago=30)
		self.assertEqual(self.recovered(), 2)

	def test_after_three_dead_workers_a_file_is_failed_and_can_be_loaded_again(self):
		batch = self.make_batch("Loading", minutes_ago=30)
		batch.db_set("attempts", recovery.MAX_ATTEMPTS, update_modified=False)
		recovery.recover_stalled_batches()
		batch.reload()
		self.assertEqual(batch.status, "Failed")
		self.assertIn("broke off 3 times", batch.message)
		batch.load_again()
		self.assertEqual((batch.status, batch.attempts), ("Queued", 0))

	def test_each_attempt_is_counted_until_one_ends(self):
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		batch = self.make_batch("Queued", minutes_ago=30)
		with mock.patch.object(frappe.db, "commit"):
			with mock.patch.object(pipeline, "load"):
				pipeline.work_on(batch.name, "Administrator")
			self.assertEqual(frappe.db.get_value("Data Batch", batch.name, "attempts"), 1)
			pipeline.work_on(batch.name, "Administrator")
		self.assertEqual(frappe.db.get_value("Data Batch", batch.name, "attempts"), 0)

	def test_a_file_that_a_worker_is_loading_is_left_alone(self):
		batch = self.make_batch("Queued", minutes_ago=30)
		with another_worker_on(batch.job_id):
			self.assertEqual(self.recovered(), 0)

	def test_a_file_that_was_just_sent_and_one_that_is_done_are_left_alone(self):
		self.make_batch("Queued", minutes_ago=0)
		self.make_batch("Loaded", minutes_ago=30)
		self.make_batch("Compared", minutes_ago=30)
		self.assertEqual(self.recovered(), 0)

	def test_a_second_job_leaves_a_file_alone_that_is_loaded_or_being_loaded(self):
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		done, waiting = self.make_batch("Loaded", minutes_ago=30), self.make_batch("Queued", minutes_ago=30)
		pipeline.work_on(done.name, "Administrator")
		with another_worker_on(waiting.job_id):
			pipeline.work_on(waiting.name, "Administrator")
		for batch, status in ((done, "Loaded"), (waiting, "Queued")):
			self.assertEqual(frappe.db.get_value("Data Batch", batch.name, "status"), status)
