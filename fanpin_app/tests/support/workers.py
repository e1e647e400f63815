"""Workers for tests: other workers on a job, with their own connections."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from threading import Barrier, Event, Thread
from typing import Any

import frappe
from frappe.model.document import Document

from fanpin_app.database import conflicts, job_lock
from fanpin_app.discovery.loading.pipeline import work_on
from fanpin_app.discovery.loading.progress import UNFINISHED

SECONDS = 10
SECONDS_OF_A_FILE = 60


@contextmanager
def another_worker_on(job_id: str) -> Iterator[None]:
	"""Another worker holds the job's lock within the context; at the end it loses its connection, like a killed
	one."""
	site, sites_path = frappe.local.site, frappe.local.sites_path
	started, killed = Event(), Event()

	def work():
		frappe.init(site=site, sites_path=sites_path)
		frappe.connect()
		frappe.db.sql("select get_lock(%s, 0)", job_lock.lock_name(job_id))
		started.set()
		killed.wait(SECONDS)
		frappe.destroy()

	worker = Thread(target=work)
	worker.start()
	try:
		assert started.wait(SECONDS), "the other worker did not start"
		yield
	finally:
		killed.set()
		worker.join(SECONDS)
		end = time.monotonic() + SECONDS
		while not job_lock.is_orphaned(job_id) and time.monotonic() < end:
			time.sleep(0.01)


def at_once(call: Callable[[], Any], user: str, times: int = 4) -> list[Any]:
	"""What `call` returns or raises for each of several requests of `user` that all began before one of them ended.

	Each has a connection of its own, and has read the database before the others write.
	"""
	site, sites_path, together = frappe.local.site, frappe.local.sites_path, Barrier(times)

	def request() -> Any:
		frappe.init(site=site, sites_path=sites_path)
		frappe.connect()
		try:
			conflicts.install()
			frappe.set_user(user)
			frappe.get_all("Household", limit=1)
			together.wait(SECONDS)
			answer = call()
			frappe.db.commit()
			return answer
		except Exception as error:
			frappe.db.rollback()
			return error
		finally:
			frappe.destroy()

	with ThreadPoolExecutor(times) as threads:
		answers = [threads.submit(Context().run, request) for _number in range(times)]
		return [answer.result() for answer in answers]


def refuses_changed_rows() -> bool:
	"""Whether the database refuses to change rows that were changed since the transaction began (MariaDB 11.6 and later)."""
	return bool(
		frappe.db.sql("show variables where variable_name = 'innodb_snapshot_isolation' and value = 'ON'")
	)


def finished_batch(name: str, user: str) -> Document:
	"""The batch after this process has done its job as `user`, or after a worker that had the job first."""
	# Begin a new transaction: this one cannot see the file.
	frappe.db.rollback()
	work_on(name, user)
	frappe.set_user("Administrator")
	until = time.monotonic() + SECONDS_OF_A_FILE
	batch = frappe.get_doc("Data Batch", name)
	while batch.status in UNFINISHED and time.monotonic() < until:
		time.sleep(0.1)
		frappe.db.rollback()
		batch.reload()
	return batch
