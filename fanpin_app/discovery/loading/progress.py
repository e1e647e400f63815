"""How far the load of a batch is, told between its parts, and the wish to stop it.

A load is one transaction, of which others see nothing before its end. So what is told on the way goes through Redis, and
the status in the database has the last word.
"""

import time
from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

# Longer than any load takes between two parts.
KEPT_SECONDS = 3600
READING, LOADING, SETTLING = "Reading", "Loading", "Settling"
UNFINISHED = ("Queued", "Loading")
# Read, and not written before a person says so.
WAITING = ("Asked", "Held")
CANCELLED = "Cancelled"


class LoadCancelled(Exception):
	"""Somebody cancelled the load: nothing of it is kept."""


class Progress:
	"""What a worker tells of its load. Each telling is a place to stop at: it raises LoadCancelled."""

	def __init__(self, batch: str, clock: Callable[[], float] = time.time):
		self.batch = batch
		self._clock = clock
		self._began = clock()
		self.rows_total: int | None = None
		self.tell(READING)

	def tell(self, stage: str, rows_read: int = 0) -> None:
		"""Rows of how many are read, where the sheet says how many it has."""
		if frappe.cache.get_value(_stop_key(self.batch), expires=True):
			raise LoadCancelled
		told = {
			"stage": stage,
			"rows_read": rows_read,
			"rows_total": self.rows_total,
			"seconds": int(self._clock() - self._began),
		}
		frappe.cache.set_value(_key(self.batch), told, expires_in_sec=KEPT_SECONDS)

	def end(self) -> None:
		"""Before the load is saved: raises LoadCancelled where it was cancelled, be Redis empty."""
		if frappe.db.get_value("Data Batch", self.batch, "status", for_update=True) == CANCELLED:
			raise LoadCancelled


@frappe.whitelist(methods=["GET", "POST"])
def get_progress(batch: str) -> dict[str, Any]:
	"""Status of the batch and, while it is worked on, stage, rows_read, rows_total (None: unknown) and seconds."""
	doc = frappe.get_doc("Data Batch", batch)
	doc.check_permission("read")
	told = frappe.cache.get_value(_key(batch), expires=True) if doc.status in UNFINISHED else None
	return {"status": doc.status} | (told or {})


@frappe.whitelist(methods=["POST"])
def cancel(batch: str) -> None:
	"""Stop the load of a batch that waits or is worked on: the worker stops at its next part and keeps nothing.

	A file that waits for a person's word is given up.
	"""
	doc = frappe.get_doc("Data Batch", batch, for_update=True)
	doc.check_permission("write")
	if doc.status not in (*UNFINISHED, *WAITING):
		frappe.throw(_("Only a file that waits or is being loaded can be cancelled."))
	doc.status = CANCELLED
	doc.add_comment("Info", _("Loading was cancelled."))
	doc.save(ignore_permissions=True)
	frappe.cache.set_value(_stop_key(batch), 1, expires_in_sec=KEPT_SECONDS)


def forget(batch: str) -> None:
	"""What was told of an earlier load, and the wish to stop it, are of no matter to the next."""
	frappe.cache.delete_value([_key(batch), _stop_key(batch)])


def _key(batch: str) -> str:
	return f"fanpin_batch_progress:{batch}"


def _stop_key(batch: str) -> str:
	return f"fanpin_batch_stop:{batch}"
