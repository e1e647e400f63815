"""Progress of a batch's load, reported between its parts, and requests to cancel it.

A load is one transaction, so other sessions see nothing of it before it ends. Progress therefore goes through Redis;
the status in the database is authoritative.
"""

import time
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

# Longer than any load takes between two parts.
TTL_SECONDS = 3600
READING, LOADING, SETTLING = "Reading", "Loading", "Settling"
UNFINISHED = ("Queued", "Loading")
# The file was read; it is written only after a person decides.
WAITING = ("Asked", "Held")
CANCELLED = "Cancelled"


class LoadCancelledError(Exception):
	"""Somebody cancelled the load: nothing of it is kept."""


class Progress:
	"""Reports the progress of a worker's load. Each report may raise LoadCancelledError."""

	def __init__(self, batch: str, clock: Callable[[], float] = time.time):
		self.batch = batch
		self._clock = clock
		self._began = clock()
		self.rows_total: int | None = None
		self.report(READING)

	def report(self, stage: str, rows_read: int = 0) -> None:
		"""Publish the stage and the rows read. Raises LoadCancelledError where cancelling was requested."""
		if frappe.cache.get_value(_stop_key(self.batch), expires=True):
			raise LoadCancelledError
		state = {
			"stage": stage,
			"rows_read": rows_read,
			"rows_total": self.rows_total,
			"seconds": int(self._clock() - self._began),
		}
		frappe.cache.set_value(_key(self.batch), state, expires_in_sec=TTL_SECONDS)

	def end(self) -> None:
		"""Call before the load is saved. Raises LoadCancelledError where the batch was cancelled, even if Redis lost
		the request."""
		if frappe.db.get_value("Data Batch", self.batch, "status", for_update=True) == CANCELLED:
			raise LoadCancelledError


def get_progress(batch: str) -> dict[str, Any]:
	"""The batch's status and, while it is being loaded, stage, rows_read, rows_total (None: unknown) and seconds."""
	doc = frappe.get_doc("Data Batch", batch)
	doc.check_permission("read")
	state = frappe.cache.get_value(_key(batch), expires=True) if doc.status in UNFINISHED else None
	return {"status": doc.status} | (state or {})


def cancel(batch: str) -> None:
	"""Cancel the load of a batch that is queued or being loaded: the worker stops at its next part and keeps nothing.

	A file that waits for a person's decision is cancelled at once.
	"""
	doc = frappe.get_doc("Data Batch", batch, for_update=True)
	doc.check_permission("write")
	if doc.status not in (*UNFINISHED, *WAITING):
		frappe.throw(_("Only a file that waits or is being loaded can be cancelled."))
	doc.status = CANCELLED
	doc.add_comment("Info", _("Loading was cancelled."))
	doc.save(ignore_permissions=True)
	frappe.cache.set_value(_stop_key(batch), 1, expires_in_sec=TTL_SECONDS)


def forget(batch: str) -> None:
	"""Remove the progress and the cancel request of an earlier load."""
	frappe.cache.delete_value([_key(batch), _stop_key(batch)])


def _key(batch: str) -> str:
	return f"fanpin_batch_progress:{batch}"


def _stop_key(batch: str) -> str:
	return f"fanpin_batch_stop:{batch}"
