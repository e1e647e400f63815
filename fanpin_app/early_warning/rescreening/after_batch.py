"""What a file sets going that was loaded or taken back."""

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, today

from fanpin_app.early_warning.rescreening import affected_households
from fanpin_app.early_warning.screening import engine


def note_whom_it_tells_of(batch: Document, method: str | None = None) -> None:
	"""Hook, before a batch is taken back: what it told is gone afterwards, so that the towns of all whom it told of are
	noted while they are known."""
	if _tells_of_households(batch):
		regions = affected_households.towns_of(affected_households.frames(batch.name, getdate(today())))
		batch.flags.towns_told_of = engine.towns_around(regions)


def screen_after(batch: Document, method: str | None = None) -> None:
	"""Hook, after a batch is saved: a month's file that was loaded in the background is screened for, in the background,
	and so are the towns that a file told of which is taken back.

	Files that a command loads or takes back are followed by the operator's own `fanpin-screen`; the register and incomes
	by the monthly run.
	"""
	if batch.flags.loads_at_once or not batch.has_value_changed("status"):
		return
	if batch.status == "Loaded" and _tells_of_households(batch):
		screen_whom_it_tells_of(batch)
	elif batch.status == "Rolled Back" and batch.flags.towns_told_of:
		towns = batch.flags.towns_told_of
		engine.enqueue(engine.new_run(today(), trigger="Batch", batch=batch.name, towns=towns))


def screen_whom_it_tells_of(batch: Document, method: str | None = None) -> None:
	"""Hook, after the period of a loaded month's file is corrected too: which records hold may be others."""
	engine.enqueue(engine.new_run(today(), trigger="Batch", batch=batch.name))


def _tells_of_households(batch: Document) -> bool:
	return frappe.db.get_value("Data Feed", batch.feed, "target") == "Indicator Record"
