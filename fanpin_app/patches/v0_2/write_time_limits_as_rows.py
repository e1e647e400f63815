"""The days of Statutory Clock for the village's review and for the determination were fields; now they are rows."""

import frappe
from frappe.utils import cint
from pypika import Case
from pypika.functions import Coalesce

from fanpin_app.verification import stages
from fanpin_app.verification.clocks.terms import CALENDAR_DAYS, FIRST_MEASURE, WHOLE, day_count

CLOCK = "Statutory Clock"
# Its name, and the one before 0.1.0.
REVIEW_FIELDS = ("review_days", "screening_days")
# The defaults of the fields.
REVIEW_DAYS, DETERMINATION_DAYS, MEASURE_DAYS = 5, 15, 10


def execute() -> None:
	"""Write the days that a site has stored as rows; without any, the seeds write those of a new site. Running checks
	keep their last days, and determined ones get the working days that they took."""
	stored = frappe.db.get_singles_dict(CLOCK)
	if stored and not frappe.db.exists("Statutory Term", {"parent": CLOCK}):
		_write_rows(stored)
	_set_last_days()
	_set_days_taken()


def _write_rows(stored: dict) -> None:
	def days(default: int, *fields: str) -> int:
		return next((cint(stored[field]) for field in fields if stored.get(field) is not None), default)

	clock = frappe.get_doc(CLOCK)
	for field in clock.meta.fields:
		if field.default and stored.get(field.fieldname) is None:
			clock.set(field.fieldname, field.default)
	whole = days(DETERMINATION_DAYS, "determination_days")
	for step, number in (
		(stages.VILLAGE, days(REVIEW_DAYS, *REVIEW_FIELDS)),
		(WHOLE, whole),
		(FIRST_MEASURE, whole + days(MEASURE_DAYS, "measures_within_days")),
	):
		clock.append(
			"terms",
			{"step": step, "days": number, "counted_in": CALENDAR_DAYS, "remind_before": min(number, 1)},
		)
	clock.save(ignore_permissions=True)


def _set_last_days() -> None:
	check = frappe.qb.DocType("Risk Check")
	review = Coalesce(check.review_due_on, check.due_on)
	due = Case().when(check.stage == stages.VILLAGE, review).else_(check.due_on)
	running = check.stage.notin(stages.FINAL) & check.step_due_on.isnull()
	frappe.qb.update(check).set(check.step_due_on, due).where(running).run()


def _set_days_taken() -> None:
	check, count = frappe.qb.DocType("Risk Check"), day_count(in_working_days=True)
	determined = check.stage.isin(stages.FINAL) & check.decided_on.notnull()
	pairs = (
		frappe.qb.from_(check).select(check.started_on, check.decided_on).distinct().where(determined).run()
	)
	for started_on, decided_on in pairs:
		lasted = (check.started_on == started_on) & (check.decided_on == decided_on)
		days = count.between(started_on, decided_on)
		frappe.qb.update(check).set(check.days_taken, days).where(determined & lasted).run()
