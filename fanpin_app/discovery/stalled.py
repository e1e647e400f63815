"""Files whose worker died are taken up again. A load is one transaction: what was killed half way left nothing behind."""

import frappe
from frappe.utils import add_to_date, now_datetime
from frappe.utils.background_jobs import is_job_enqueued

# A batch that was just saved may not have reached the queue.
MINUTES = 5


def take_up_again() -> None:
	"""Queue the batches that wait, or load, without a job that works on them."""
	waiting = frappe.get_all(
		"Data Batch",
		filters={
			"status": ("in", ("Queued", "Loading")),
			"modified": ("<", add_to_date(now_datetime(), minutes=-MINUTES)),
		},
		order_by="creation",
		pluck="name",
	)
	for name in waiting:
		batch = frappe.get_doc("Data Batch", name)
		if not is_job_enqueued(batch.job_id):
			batch.queue(user=batch.applied_by or batch.owner)
