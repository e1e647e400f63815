"""Exclusive execution of background jobs.

A worker holds a MariaDB lock for its job, which is released however the worker ends. The queue, in contrast, takes a
killed worker for alive for a quarter of an hour, and loses a job that was just being handed to one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
from frappe.utils.background_jobs import get_job


@contextmanager
def exclusive_lock(job_id: str, patience: int = 0) -> Iterator[bool]:
	"""Acquire the job's lock within `patience` seconds; yields whether it was acquired. Afterwards, what previous holders
	committed is visible."""
	acquired = bool(frappe.db.sql("select get_lock(%s, %s)", (lock_name(job_id), patience))[0][0])
	try:
		if acquired and not frappe.flags.in_test:
			frappe.db.commit()
		yield acquired
	finally:
		if acquired:
			frappe.db.sql("select release_lock(%s)", lock_name(job_id))


def is_orphaned(job_id: str) -> bool:
	"""Whether the job is neither queued nor being worked on."""
	job = get_job(job_id)
	if job and job.get_position() is not None:
		return False
	return frappe.db.sql("select is_used_lock(%s)", lock_name(job_id))[0][0] is None


def enqueue(method: str | Callable, job_id: str, **arguments) -> None:
	"""Run the job after the commit. Replaces what the queue has stored about the job."""
	if job := get_job(job_id):
		job.delete()
	frappe.enqueue(method, queue="long", job_id=job_id, enqueue_after_commit=True, **arguments)


def lock_name(job_id: str) -> str:
	return f"{frappe.conf.db_name}:{job_id}"
