"""Starts screenings after a data batch was loaded, rolled back or moved to another period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe.utils import getdate, today

from fanpin_app.early_warning.rescreening import affected_households
from fanpin_app.early_warning.screening import engine

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch


def remember_affected_towns(batch: DataBatch, method: str | None = None) -> None:
	"""Hook, before a rollback: store the towns of the batch's households, because the records that name them are about
	to be deleted."""
	if _has_indicator_records(batch):
		regions = affected_households.regions_of(
			affected_households.contexts_for_batch(batch.name, getdate(today()))
		)
		batch.flags.affected_towns = engine.towns_of(regions)


def screen_after_status_change(batch: DataBatch, method: str | None = None) -> None:
	"""Hook, after a batch is saved: enqueue a screening of the affected households if it was loaded in the background, or
	of their towns if it was rolled back.

	Only batches of indicator records are followed: the monthly run screens for the register and incomes. After a
	command has loaded or rolled back files, the operator runs `fanpin-screen`.
	"""
	if batch.flags.loads_at_once or not batch.has_value_changed("status"):
		return
	if batch.status == "Loaded" and _has_indicator_records(batch):
		screen_affected_households(batch)
	elif batch.status == "Rolled Back" and batch.flags.affected_towns:
		towns = batch.flags.affected_towns
		engine.enqueue(engine.create_run(today(), trigger="Batch", batch=batch.name, towns=towns))


def screen_affected_households(batch: DataBatch, method: str | None = None) -> None:
	"""Enqueue a screening of the affected households. Also a hook, after the period of a loaded batch is corrected,
	because other records may be in force then."""
	engine.enqueue(engine.create_run(today(), trigger="Batch", batch=batch.name))


def _has_indicator_records(batch: DataBatch) -> bool:
	return frappe.db.get_value("Data Feed", batch.feed, "target") == "Indicator Record"
