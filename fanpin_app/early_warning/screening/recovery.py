"""Screening Runs whose workers died go on by themselves: their parts that are left are given to the workers again."""

import frappe
from frappe.utils import add_to_date, now_datetime

from fanpin_app.early_warning.screening import engine

# The parts of a run that was just begun may not have reached the queue.
MINUTES = 1


def recover_stalled_screenings(minutes: int = MINUTES) -> None:
	"""Go on with the runs that began so many minutes ago and are not done."""
	begun = frappe.get_all(
		"Screening Run",
		filters={
			"status": engine.RUNNING,
			"modified": ("<=", add_to_date(now_datetime(), minutes=-minutes)),
		},
		order_by="creation asc",
		pluck="name",
	)
	for name in begun:
		engine.go_on(frappe.get_doc("Screening Run", name))
