from datetime import date
from unittest import mock

import frappe

from fanpin_app.database import job_lock
from fanpin_app.early_warning.screening import engine, recovery
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import TOWN, VILLAGE, make_household
from fanpin_app.tests.support.workers import another_worker_on

AS_OF = date(2026, 10, 31)


class TestStalledScreenings(TestCase):
	def begun(self, *parts: str, minutes_ago: int = 30):
		"""A started run with one part in each of the given statuses."""
		make_household(VILLAGE)
		run = engine.create_run(AS_OF, TOWN)
		for part, status in zip(run.parts, parts, strict=True):
			part.db_set("status", status)
		moment = frappe.utils.add_to_date(frappe.utils.now_datetime(), minutes=-minutes_ago)
		run.db_set({"status": "Running", "modified": moment}, update_modified=False)
		return run

	def recovered(self) -> int:
		with mock.patch.object(job_lock, "enqueue") as enqueue:
			recovery.recover_stalled_screenings()
		return enqueue.call_count

	def status_of(self, run) -> str:
		return frappe.db.get_value("Screening Run", run.name, "status")

	def test_parts_of_dead_workers_and_parts_that_never_started_are_queued_again(self):
		self.begun("Running", "Queued")
		self.assertEqual(self.recovered(), 2)

	def test_parts_that_are_finished_failed_or_worked_on_are_left_alone(self):
		run = self.begun("Failed", "Running")
		with another_worker_on(engine.job_id(run.parts[1].name)):
			self.assertEqual(self.recovered(), 0)
		self.assertEqual(self.status_of(run), "Running")

	def test_a_run_that_has_just_started_is_left_alone(self):
		self.begun("Queued", "Queued", minutes_ago=0)
		self.assertEqual(self.recovered(), 0)

	def test_a_run_whose_last_worker_died_before_the_totals_gets_them(self):
		finished, failed = self.begun("Finished", "Finished"), self.begun("Finished", "Failed")
		self.assertEqual(self.recovered(), 0)
		self.assertEqual((self.status_of(finished), self.status_of(failed)), ("Finished", "Failed"))

	def test_a_part_that_is_being_screened_is_not_screened_at_the_same_time(self):
		run = self.begun("Running", "Finished")
		with another_worker_on(engine.job_id(run.parts[0].name)):
			engine.run_part(run.name, run.parts[0].name)
		self.assertEqual(frappe.db.get_value("Screening Part", run.parts[0].name, "status"), "Running")
