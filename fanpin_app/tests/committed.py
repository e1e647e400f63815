"""Tests that go over HTTP or mail need data that other processes see. Whatever appears meanwhile is deleted."""

import time
from contextlib import suppress

import frappe
from frappe.utils.background_jobs import get_redis_conn
from frappe.utils.password import delete_all_passwords_for
from rq.job import Job

from fanpin_app.tests.base import TestCase
from fanpin_app.tests.builders import SYSTEM_MANAGER

# The jobs of a test are short; one whose worker was killed stays on the list.
PATIENCE_SECONDS = 20


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


def wait_for_jobs() -> None:
	"""Until no job of the site is queued or running, a while at most: a screening may follow from a test's file."""
	until = time.monotonic() + PATIENCE_SECONDS
	while any(map(_is_unfinished, _jobs())) and time.monotonic() < until:
		time.sleep(0.1)


def _jobs() -> list[bytes]:
	# The job that a worker has just taken is in no queue, and not yet among those that run.
	pattern = f"{Job.redis_job_namespace_prefix}{frappe.local.site}::*"
	return list(get_redis_conn().scan_iter(pattern, _type="HASH"))


def _is_unfinished(key: bytes) -> bool:
	return get_redis_conn().hget(key, "status") in (b"queued", b"started")


def delete_all_but(kept: set[tuple[str, str]]) -> None:
	wait_for_jobs()
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
