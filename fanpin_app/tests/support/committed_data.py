"""Tests over HTTP or mail need data that other processes see. Everything created meanwhile is deleted."""

import time
from contextlib import suppress

import frappe
from frappe.utils.background_jobs import get_redis_conn
from frappe.utils.password import delete_all_passwords_for
from rq import Queue
from rq.job import Job

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import SYSTEM_MANAGER

# The jobs of a test are short; one whose worker was killed counts as running for a long time.
TIMEOUT_SECONDS = 20


class CommittedTestCase(TestCase):
	"""Tests on committed data: documents created by the class are permanently deleted after it."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.addClassCleanup(leave_only, documents())
		# Cleanups of `make_data` run first; what they restore must outlast the rollback before the deletion.
		cls.addClassCleanup(frappe.db.commit)
		cls.make_data()
		frappe.db.commit()

	@classmethod
	def make_data(cls) -> None:
		"""The data of the class's tests; committed once for all of them."""


def documents() -> set[tuple[str, str]]:
	"""DocType and name of every document in the site's database, except rows of tables and singles."""
	doctypes = frappe.get_all("DocType", filters={"istable": 0, "issingle": 0, "is_virtual": 0}, pluck="name")
	return {
		(doctype, name)
		for doctype in doctypes
		if frappe.db.table_exists(doctype)
		for name in frappe.qb.from_(doctype).select("name").run(pluck=True)
	}


def end_jobs() -> None:
	"""Withdraw the site's jobs that no worker has started, and wait a limited time for the others."""
	until = time.monotonic() + TIMEOUT_SECONDS
	while _withdraw_jobs() and time.monotonic() < until:
		time.sleep(0.1)


def _withdraw_jobs() -> bool:
	"""Remove the jobs from the queues; returns whether others are still running."""
	redis, prefix = get_redis_conn(), Job.redis_job_namespace_prefix
	for queue in Queue.all(connection=redis):
		for job in queue.job_ids:
			if job.startswith(f"{frappe.local.site}::") and redis.lrem(queue.key, 0, job):
				redis.delete(f"{prefix}{job}")
	# A job that a worker has just taken is in no queue, and not yet listed as running.
	unfinished = redis.scan_iter(f"{prefix}{frappe.local.site}::*", _type="HASH")
	return any(redis.hget(job, "status") in (b"queued", b"started") for job in unfinished)


def leave_only(kept: set[tuple[str, str]]) -> None:
	"""Delete all other documents, including those that jobs of the tests are about to write."""
	end_jobs()
	delete_all_but(kept)


def delete_all_but(kept: set[tuple[str, str]]) -> None:
	frappe.set_user("Administrator")
	frappe.db.rollback()
	for doctype, name in sorted(documents() - kept, key=_deeper_regions_first):
		if name != SYSTEM_MANAGER and frappe.db.exists(doctype, name):
			# The app's logs refuse deletion, and a background job may have locked the row.
			with suppress(frappe.PermissionError, frappe.QueryTimeoutError):
				frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)
			delete_all_passwords_for(doctype, name)
	# This leaves logs, Frappe's records of the deletions, and the last System Manager, which Frappe does not
	# delete.
	for doctype, name in documents() - kept:
		for table in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(table.options, {"parenttype": doctype, "parent": name})
		frappe.db.delete(doctype, {"name": name})
	# Sessions are no documents. Later versions end those of a name when a new user gets it, and commit.
	frappe.db.delete("Sessions", {"user": ("not in", frappe.get_all("User", pluck="name"))})
	frappe.db.commit()


def _deeper_regions_first(document: tuple[str, str]) -> tuple[bool, int]:
	doctype, name = document
	is_region = doctype == "Administrative Region"
	return is_region, -frappe.db.get_value(doctype, name, "lft") if is_region else 0
