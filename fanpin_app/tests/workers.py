"""Workers for tests: others who are at a piece of work, on connections of their own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import frappe

from fanpin_app.database import job_lock

SECONDS = 10


@contextmanager
def somebody_at(job_id: str) -> Iterator[None]:
	"""As long as it lasts, another worker is at the job. It ends as one that is killed: its connection is gone."""
	site, sites_path = frappe.local.site, frappe.local.sites_path
	begun, killed = Event(), Event()

	def work():
		frappe.init(site=site, sites_path=sites_path)
		frappe.connect()
		frappe.db.sql("select get_lock(%s, 0)", job_lock.lock_name(job_id))
		begun.set()
		killed.wait(SECONDS)
		frappe.destroy()

	worker = Thread(target=work)
	worker.start()
	try:
		assert begun.wait(SECONDS), "the other worker did not begin"
		yield
	finally:
		killed.set()
		worker.join(SECONDS)
		end = time.monotonic() + SECONDS
		while not job_lock.is_orphaned(job_id) and time.monotonic() < end:
			time.sleep(0.01)
