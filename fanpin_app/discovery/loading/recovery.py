"""Files whose worker died are taken up again. A load is one transaction: what was killed half way left nothing behind.

A file whose workers die time and again is what they die of, and is left to people.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime

from fanpin_app.database import job_lock
from fanpin_app.discovery.loading.progress import UNFINISHED

# A batch that was just saved may not have reached the queue.
MINUTES = 1
MOST_TIMES = 3


def recover_stalled_batches(minutes: int = MINUTES) -> None:
	"""Queue the batches that wait, or load, without anybody who works on them, from so many minutes on."""
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
		if batch.attempts < MOST_TIMES:
			batch.queue(user=batch.applied_by or batch.owner)
		else:
			_give_up(batch)


def _give_up(batch: Document) -> None:
	batch.status = "Failed"
	batch.message = _(
		"The work on this file broke off {0} times; nothing of it was kept. Send it in parts, or ask the operator whether the workers have enough memory."
	).format(batch.attempts)
	batch.save(ignore_permissions=True)
