"""What a file that was loaded sets going."""

import frappe
from frappe.model.document import Document
from frappe.utils import today

from fanpin_app.early_warning import screening


def screen_after(batch: Document, method: str | None = None) -> None:
	"""Hook, after a batch is saved: a month's file that was loaded in the background is screened for, in the background.

	Files that a command loads are followed by the operator's own `fanpin-screen`; the register, incomes and rolled back
	files by the monthly run.
	"""
	if batch.flags.loads_at_once or batch.status != "Loaded" or not batch.has_value_changed("status"):
		return
	if frappe.db.get_value("Data Feed", batch.feed, "target") != "Indicator Record":
		return
	screening.enqueue(screening.new_run(today(), trigger="Batch", batch=batch.name))
