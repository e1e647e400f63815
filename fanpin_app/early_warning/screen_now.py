"""Screening when somebody asks for it, and once a month by itself."""

import frappe
from frappe.utils import get_first_day, get_last_day, getdate, today

from fanpin_app.early_warning import screening

SCHEDULED = "Scheduled"


@frappe.whitelist(methods=["POST"])
def screen_now(as_of: str | None = None, region: str | None = None) -> str:
	"""Begin a Screening Run over the region (default: everywhere) as of the day (default: today); returns its name.

	Raises `frappe.PermissionError` for whoever may not make runs, or not there.
	"""
	run = frappe.get_doc(doctype="Screening Run", as_of=as_of or today(), region=region or None)
	run.insert()
	screening.enqueue(run)
	return run.name


def screen_monthly(on: str | None = None) -> str | None:
	"""Daily job: on the day of the Screening Plan, or on the first day after it that the scheduler is at work, begin
	the month's run over everything. `on`: the day that it is (default: today). Returns the run, None where none is due."""
	plan = frappe.get_cached_doc("Screening Plan")
	day = getdate(on or today())
	if not plan.monthly or day.day < min(plan.day_of_month, get_last_day(day).day):
		return None
	month = (get_first_day(day), get_last_day(day))
	if frappe.db.exists("Screening Run", {"trigger": SCHEDULED, "as_of": ("between", month)}):
		return None
	run = screening.new_run(day, trigger=SCHEDULED)
	screening.enqueue(run)
	return run.name
