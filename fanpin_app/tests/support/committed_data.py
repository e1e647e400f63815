"""Tests over HTTP or mail need data that other processes see. Everything created meanwhile is deleted."""

import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress

import frappe
from frappe.utils.background_jobs import get_redis_conn
from rq import Queue
from rq.job import Job

from fanpin_app.database import bulk
from fanpin_app.permissions.rules import BY_REGION, RULES
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import SYSTEM_MANAGER

# Documents about households, and logs: there may be hundreds, and nothing else depends on their deletion.
WITHOUT_EVENTS = {
	*(doctype for doctype, rule in RULES.items() if rule == BY_REGION and doctype != "Officer Posting"),
	*("Data Batch", "Export Log", "Screening Run"),
	*("Access Log", "Activity Log", "Comment", "Deleted Document", "Email Queue", "Error Log"),
	*("Notification Log", "Route History", "Scheduled Job Log", "ToDo", "Version"),
}
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
	new = documents() - kept
	_delete_rows(document for document in new if document[0] in WITHOUT_EVENTS)
	others = [document for document in new if document[0] not in WITHOUT_EVENTS]
	for doctype, name in sorted(others, key=_deeper_regions_first):
		if name != SYSTEM_MANAGER and frappe.db.exists(doctype, name):
			# Some refuse deletion, and a background job may have locked the row.
			with suppress(frappe.PermissionError, frappe.QueryTimeoutError):
				frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)
	# This leaves Frappe's records of the deletions, and the last System Manager, which Frappe does not delete.
	_delete_rows(documents() - kept)
	# Sessions are no documents. Later versions end those of a name when a new user gets it, and commit.
	frappe.db.delete("Sessions", {"user": ("not in", frappe.get_all("User", pluck="name"))})
	frappe.db.commit()
	frappe.cache.delete_keys("document_cache::")


def _delete_rows(found: Iterable[tuple[str, str]]) -> None:
	"""Delete documents without events: their rows, the rows of their tables and their passwords."""
	names = defaultdict(list)
	for doctype, name in found:
		names[doctype].append(name)
	for doctype, of_doctype in names.items():
		for some in bulk.chunks(of_doctype):
			for table in frappe.get_meta(doctype).get_table_fields():
				frappe.db.delete(table.options, {"parenttype": doctype, "parent": ("in", some)})
			frappe.db.delete("__Auth", {"doctype": doctype, "name": ("in", some)})
			frappe.db.delete(doctype, {"name": ("in", some)})


def _deeper_regions_first(document: tuple[str, str]) -> tuple[bool, int]:
	doctype, name = document
	is_region = doctype == "Administrative Region"
	return is_region, -frappe.db.get_value(doctype, name, "lft") if is_region else 0
