"""Who works on what in the background.

A worker holds MariaDB's lock on its piece of work. However the worker ends, the lock ends with it, while the queue goes
on believing in a worker that was killed for a quarter of an hour, and loses a job that was on its way to one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
from frappe.utils.background_jobs import get_job


@contextmanager
def alone_at(job_id: str, patience: int = 0) -> Iterator[bool]:
	"""Have the work for oneself, within so many seconds; tells whether it is so. What others have left of it is seen
	from then on."""
	alone = bool(frappe.db.sql("select get_lock(%s, %s)", (lock_of(job_id), patience))[0][0])
	try:
		if alone and not frappe.flags.in_test:
			frappe.db.commit()
		yield alone
	finally:
		if alone:
			frappe.db.sql("select release_lock(%s)", lock_of(job_id))


def is_abandoned(job_id: str) -> bool:
	"""Whether the job neither waits in the queue nor has anybody at it."""
	job = get_job(job_id)
	if job and job.get_position() is not None:
		return False
	return frappe.db.sql("select is_used_lock(%s)", lock_of(job_id))[0][0] is None


def enqueue(method: str | Callable, job_id: str, **arguments) -> None:
	"""Have the work done after the commit. Takes the place of what the queue remembers of the job."""
	if job := get_job(job_id):
		job.delete()
	frappe.enqueue(method, queue="long", job_id=job_id, enqueue_after_commit=True, **arguments)


def lock_of(job_id: str) -> str:
	return f"{frappe.conf.db_name}:{job_id}"
