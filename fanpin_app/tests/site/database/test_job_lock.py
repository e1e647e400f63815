from unittest import mock

from fanpin_app.database import job_lock
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.workers import another_worker_on

JOB = "test-of-work"


class TestJobLock(TestCase):
	def test_only_one_worker_at_a_time_gets_the_lock(self):
		with another_worker_on(JOB), job_lock.exclusive_lock(JOB) as acquired:
			self.assertFalse(acquired)
		with job_lock.exclusive_lock(JOB) as acquired:
			self.assertTrue(acquired)

	def test_a_job_is_orphaned_when_its_worker_was_killed(self):
		with another_worker_on(JOB):
			self.assertFalse(job_lock.is_orphaned(JOB))
		self.assertTrue(job_lock.is_orphaned(JOB))

	def test_a_queued_job_is_not_orphaned(self):
		waiting, lost = mock.Mock(), mock.Mock()
		waiting.get_position.return_value = 0
		lost.get_position.return_value = None
		for job, orphaned in ((waiting, False), (lost, True)):
			with mock.patch.object(job_lock, "get_job", return_value=job):
				self.assertEqual(job_lock.is_orphaned(JOB), orphaned)
