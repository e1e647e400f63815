"""Files whose worker died are taken up again. A load is one transaction: what was killed half way left nothing behind."""

import frappe
from frappe.utils import add_to_date, now_datetime

from fanpin_app import at_work
from fanpin_app.discovery.progress import UNFINISHED

# A batch that was just saved may not have reached the queue.
MINUTES = 5


def take_up_again(minutes: int = MINUTES) -> None:
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
		if at_work.is_abandoned(batch.job_id):
			batch.queue(user=batch.applied_by or batch.owner)
