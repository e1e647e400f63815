"""Recovery of Screening Runs whose workers died: their remaining parts are enqueued again."""

import frappe
from frappe.utils import add_to_date, now_datetime

from fanpin_app.early_warning.screening import engine

# The parts of a run that has just started may not have reached the queue.
MINUTES = 1


def recover_stalled_screenings(minutes: int = MINUTES) -> None:
	"""Scheduled job: resume the runs that started at least `minutes` minutes ago and are not finished."""
	running = frappe.get_all(
		"Screening Run",
		filters={
			"status": engine.RUNNING,
			"modified": ("<=", add_to_date(now_datetime(), minutes=-minutes)),
		},
		order_by="creation asc",
		pluck="name",
	)
	for name in running:
		engine.resume(frappe.get_doc("Screening Run", name))
