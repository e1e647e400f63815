"""What was counted without a calendar is counted again once the calendar of that year is entered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import frappe
from frappe.utils import getdate

from fanpin_app.verification import stages
from fanpin_app.verification.clocks.dues import set_clocks

if TYPE_CHECKING:
	from fanpin_app.early_warning.doctype.response_plan.response_plan import ResponsePlan

RECOUNT = "fanpin_app.verification.clocks.calendar_changes.recount"
COLUMNS = (
	"step_due_on",
	"step_remind_on",
	"step_reminder",
	"due_on",
	"remind_on",
	"reminder",
	"review_due_on",
)


def follow_plan(plan: ResponsePlan, method: str | None = None) -> None:
	"""Hook: if the plan lists days of years that it did not list before, set the clocks that reach into these again."""
	queue_recount(plan, RECOUNT)


def queue_recount(plan: ResponsePlan, recount: str) -> None:
	"""Queue `recount`, the dotted name of a function, with the first year that the plan did not list before, if any."""
	if years := years_added(plan):
		frappe.enqueue(
			recount,
			queue="long",
			job_id=f"{recount}:{years[0]}",
			deduplicate=True,
			enqueue_after_commit=True,
			year=years[0],
		)


def recount(year: int) -> int:
	"""Set the clocks of running checks with a last day from this year on again; returns their number."""
	first = date(year, 1, 1)
	check = frappe.qb.DocType("Risk Check")
	names = (
		frappe.qb.from_(check)
		.select(check.name)
		.where(check.stage.notin(stages.FINAL))
		.where((check.step_due_on >= first) | (check.due_on >= first))
		.run(pluck=True)
	)
	for name in names:
		doc = frappe.get_doc("Risk Check", name)
		set_clocks(doc)
		values = {column: doc.get(column) for column in COLUMNS}
		frappe.db.set_value("Risk Check", name, values, update_modified=False)
	return len(names)


def years_added(plan: ResponsePlan) -> list[int]:
	"""The years with days in the plan that had none before this save, the first one first; none for a new plan."""
	before = plan.get_doc_before_save()
	return sorted(_years(plan) - _years(before)) if before else []


def _years(plan: ResponsePlan) -> set[int]:
	return {getdate(row.day).year for row in plan.days}
