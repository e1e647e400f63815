"""What a file that was loaded or taken back sets going."""

import frappe
from frappe.model.document import Document
from frappe.utils import today

from fanpin_app.early_warning import screening

LOADED, ROLLED_BACK = "Loaded", "Rolled Back"


def screen_after(batch: Document, method: str | None = None) -> None:
	"""Hook, after a batch is saved: a month's file that was loaded in the background is screened for, in the background.

	Of a file that was rolled back nothing is left that would tell whom it spoke of: everybody is screened. Files that a
	command loads are followed by the operator's own `fanpin-screen`; the register and incomes by the monthly run.
	"""
	if batch.flags.loads_at_once or not batch.has_value_changed("status"):
		return
	if batch.status not in (LOADED, ROLLED_BACK):
		return
	if frappe.db.get_value("Data Feed", batch.feed, "target") != "Indicator Record":
		return
	told_by = batch.name if batch.status == LOADED else None
	screening.enqueue(screening.new_run(today(), trigger="Batch", batch=told_by))
