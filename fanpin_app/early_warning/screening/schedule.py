"""Screening on request, and the monthly scheduled run."""

import frappe
from frappe.utils import add_days, get_first_day, get_last_day, getdate, today

from fanpin_app.early_warning.screening import engine

SCHEDULED = "Scheduled"


def screen_now(as_of: str | None = None, region: str | None = None) -> str:
	"""Start a Screening Run over the region (default: everywhere) as of the day (default: today); returns its name.

	Raises `frappe.PermissionError` for users who may not create runs, or not in that region.
	"""
	run = frappe.get_doc(doctype="Screening Run", as_of=as_of or today(), region=region or None)
	run.insert()
	engine.enqueue(run)
	return run.name


def screen_household(household: str) -> dict[str, int]:
	"""Evaluate all rules for this household as of today, and return the counts: findings, findings_new, findings_ended,
	alerts_raised, alerts_raised_level, alerts_ended, alerts_refused, defects, defects_new, defects_resolved.

	Raises `frappe.PermissionError` for users who may not write the household.
	"""
	doc = frappe.get_doc("Household", household)
	doc.check_permission("write")
	return engine.screen_household(doc.name, today())


def screen_monthly(run_day: str | None = None) -> str | None:
	"""Daily job: start the month's run over all regions on the day of the Screening Plan, or on the first later day on
	which the scheduler runs. `run_day`: the current day (default: today). Returns the run, or None if none is due."""
	plan = frappe.get_cached_doc("Screening Plan")
	day = getdate(run_day or today())
	month = (get_first_day(day), get_last_day(day))
	planned = min(add_days(month[0], plan.day_of_month - 1), month[1])
	if not plan.monthly or day < planned or planned < getdate(plan.starts_on or planned):
		return None
	if frappe.db.exists("Screening Run", {"trigger": SCHEDULED, "as_of": ("between", month)}):
		return None
	run = engine.create_run(day, trigger=SCHEDULED)
	engine.enqueue(run)
	return run.name


def start_plan() -> None:
	"""On a new site: begin the monthly plan today, so that this month's earlier day does not count as missed."""
	frappe.get_doc("Screening Plan").update({"starts_on": today()}).save(ignore_permissions=True)
