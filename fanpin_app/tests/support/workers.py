"""Workers for tests: other workers on a job, with their own connections."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import frappe

from fanpin_app.database import job_lock

SECONDS = 10


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
