"""A file that replaces an earlier one of its feed and month: the old one is valid until the new one is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.discovery.loading.progress import CANCELLED, WAITING
from fanpin_app.discovery.refusals.errors import (
	NOT_A_CORRECTION,
	NOTHING_TO_REPLACE,
	OUT_OF_SCOPE,
	FileRefusedError,
)
from fanpin_app.discovery.replacements import precedence
from fanpin_app.discovery.replacements.corrected_rows import batch_corrected_by
from fanpin_app.discovery.targets import Target, target_class

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

# For a file of which every row was refused, the corrected rows replace all of them.
REPLACEABLE = ("Loaded", "Not Loaded")
# Also a file that waits for a decision: the corrected rows may fix what was wrong with it.
CORRECTABLE = (*REPLACEABLE, *WAITING)


def prepare(batch: DataBatch) -> None:
	"""Before a batch is stored: it takes the feed and period of the one that it replaces.

	Corrected error workbooks are recognised by themselves. Raises `frappe.PermissionError` for users who may not
	write the old batch.
	"""
	if not batch.replaces and (corrected := batch_corrected_by(batch.path_of_file())):
		batch.replaces, batch.is_correction = corrected, 1
	if not batch.replaces:
		batch.is_correction = 0
		return
	old = frappe.get_doc("Data Batch", batch.replaces)
	if not batch.flags.ignore_permissions:
		old.check_permission("write")
	if not batch.is_correction:
		refuse_where_kept(old)
	batch.feed, batch.period = old.feed, old.period


def refuse_where_kept(batch: DataBatch) -> None:
	"""Changes to the register are not taken back: a newer file corrects them."""
	target = target_of_batch(batch)
	if target.compares_first:
		target.withdraw(batch)


def refuse_where_replaced(batch: DataBatch) -> None:
	if successor := successor_of(batch.name):
		frappe.throw(_("{0} took the place of this file. Roll that one back first.").format(successor))


def register_corrections(batch: DataBatch, corrected: str) -> None:
	"""Have a batch with a corrected error workbook replace the batch that the workbook names.

	Raises FileRefusedError for users who may not write that one.
	"""
	old = frappe.get_doc("Data Batch", corrected)
	if not old.has_permission("write"):
		raise FileRefusedError(
			NOT_A_CORRECTION,
			_(
				"This file corrects {0}, which you may not change. Have it sent by whoever sent that file."
			).format(old.name),
		)
	batch.replaces, batch.is_correction = old.name, 1
	batch.feed, batch.period = old.feed, old.period


def refuse_unless_loaded(batch: DataBatch) -> None:
	"""Raises FileRefusedError (nothing_to_replace) where the replaced batch was not read, or was taken back."""
	if batch.replaces:
		old = frappe.get_doc("Data Batch", batch.replaces)
		if not _may_be_replaced(old, batch):
			_refuse_as_not_loaded(old)


def _may_be_replaced(old: DataBatch, batch: DataBatch) -> bool:
	corrected = batch.is_correction and old.name == batch.replaces
	return old.status in (CORRECTABLE if corrected else REPLACEABLE)


def replace_batches(batch: DataBatch, names: Sequence[str]) -> None:
	"""During the load of a batch: take back the facts of those that it replaces, and take over their precedence.

	Raises FileRefusedError (nothing_to_replace; out_of_scope for users who may not change one of them).
	"""
	replaced = [frappe.get_doc("Data Batch", name, for_update=True) for name in names]
	for old in replaced:
		if not old.has_permission("write"):
			raise FileRefusedError(OUT_OF_SCOPE, _may_not_replace(old.name))
		if not _may_be_replaced(old, batch):
			_refuse_as_not_loaded(old)
		old.replaced_by = old.flags.makes_room_for = batch.name
		if old.status == "Loaded":
			roll_back(old)
		else:
			old.status = CANCELLED if old.status in WAITING else old.status
			old.save(ignore_permissions=True)
	precedence.store(batch, max(map(precedence.batch_precedence, replaced)))


def cancel_corrected(batch: DataBatch) -> None:
	"""Cancel a waiting file of the register whose corrected rows were loaded, so that it is not loaded unchanged."""
	if batch.is_correction:
		old = frappe.get_doc("Data Batch", batch.replaces, for_update=True)
		if old.status in WAITING:
			old.status, old.replaced_by = CANCELLED, batch.name
			old.save(ignore_permissions=True)


def may_replace(names: Sequence[str]) -> bool:
	"""Whether the current user may change each of these batches."""
	return all(frappe.has_permission("Data Batch", "write", name) for name in names)


def check_may_replace(names: Sequence[str]) -> None:
	"""Raises `frappe.PermissionError` for users who may not change one of these batches."""
	for name in names:
		if not may_replace([name]):
			frappe.throw(_may_not_replace(name), frappe.PermissionError)


def _may_not_replace(name: str) -> str:
	return _(
		"{0} holds rows outside of your regions, so it is not yours to replace. Have this file count beside it (add or apart), or have whoever is posted to all of its regions replace it."
	).format(name)


def roll_back(batch: DataBatch) -> None:
	"""Take back the facts of a loaded batch; what they superseded is valid again. Raises `frappe.ValidationError`
	where its feed loads into the register."""
	batch.run_method("before_roll_back")
	target_of_batch(batch).withdraw(batch)
	batch.status = "Rolled Back"
	batch.save(ignore_permissions=True)


def _refuse_as_not_loaded(old: DataBatch) -> None:
	message = _("{0} is not loaded, so nothing takes its place. Send this file as one of its own.").format(
		old.name
	)
	if successor := successor_of(old.name):
		message = _("{0} was replaced by {1} already. Correct or replace that one.").format(
			old.name, successor
		)
	raise FileRefusedError(NOTHING_TO_REPLACE, message)


def successor_of(batch: str) -> str | None:
	"""The loaded batch that replaced this one."""
	replaced_by = frappe.db.get_value("Data Batch", batch, "replaced_by")
	return replaced_by and frappe.db.get_value("Data Batch", {"name": replaced_by, "status": "Loaded"})


def target_of_batch(batch: DataBatch | frappe._dict) -> type[Target]:
	return target_class(frappe.db.get_value("Data Feed", batch.feed, "target"))
