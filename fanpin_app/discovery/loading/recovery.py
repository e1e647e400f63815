"""Queues batches again whose worker died. A load is one transaction, so a killed one leaves nothing behind.

A batch whose workers die repeatedly probably kills them; it is marked failed for people to look at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import add_to_date, now_datetime

from fanpin_app.database import job_lock
from fanpin_app.discovery.loading.progress import UNFINISHED

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

# A batch that was saved just now may not have reached the queue yet.
STALLED_AFTER_MINUTES = 1
MAX_ATTEMPTS = 3


def recover_stalled_batches(minutes: int = STALLED_AFTER_MINUTES) -> None:
	"""Queue batches again that have been waiting or loading for `minutes` without a worker."""
	waiting = frappe.get_all(
		"Data Batch",
		filters={
			"status": ("in", UNFINISHED),
			"modified": ("<", add_to_date(now_datetime(), minutes=-minutes)),
		},
		order_by="creation",
		pluck="name",
	)
	for name in waiting:
		batch = frappe.get_doc("Data Batch", name)
		if not job_lock.is_orphaned(batch.job_id):
			continue
		if batch.attempts < MAX_ATTEMPTS:
			batch.queue(user=batch.applied_by or batch.owner)
		else:
			_mark_failed(batch)


def _mark_failed(batch: DataBatch) -> None:
	batch.status = "Failed"
	batch.message = _(
		"The work on this file broke off {0} times; nothing of it was kept. Send it in parts, or ask the operator whether the workers have enough memory."
	).format(batch.attempts)
	batch.save(ignore_permissions=True)
