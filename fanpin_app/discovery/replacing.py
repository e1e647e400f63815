"""A file that takes the place of an earlier one of its feed and month: the old one holds until the new one is loaded."""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.discovery.corrections import batch_corrected_by
from fanpin_app.discovery.refusal import NOTHING_TO_REPLACE, FileRefused
from fanpin_app.discovery.targets import Target, target_class


def prepare(batch: Document) -> None:
	"""Before a batch is stored: it is of the feed and period of the one that it replaces.

	A corrected error workbook is known by itself. Raises `frappe.PermissionError` for who may not write the old batch.
	"""
	if not batch.replaces and (corrected := batch_corrected_by(batch.path_of_file())):
		batch.replaces, batch.holds_corrections = corrected, 1
	if not batch.replaces:
		batch.holds_corrections = 0
		return
	old = frappe.get_doc("Data Batch", batch.replaces)
	if not batch.flags.ignore_permissions:
		old.check_permission("write")
	if not batch.holds_corrections:
		refuse_where_kept(old)
	batch.feed, batch.period = old.feed, old.period


def refuse_where_kept(batch: Document) -> None:
	"""What was written into the register is not taken back: a newer file corrects it."""
	target = _target_of(batch)
	if target.compares_first:
		target.withdraw(batch)


def refuse_where_replaced(batch: Document) -> None:
	if successor := _successor_of(batch):
		frappe.throw(_("{0} took the place of this file. Roll that one back first.").format(successor))


def withdraw_replaced(batch: Document) -> None:
	"""Within the load of a batch: take back the facts of the one that it replaces. Raises FileRefused."""
	if not batch.replaces:
		return
	old = frappe.get_doc("Data Batch", batch.replaces, for_update=True)
	if old.status != "Loaded":
		_refuse_as_not_loaded(old)
	old.replaced_by = batch.name
	roll_back(old)


def roll_back(batch: Document) -> None:
	"""Take back the facts of a loaded batch; what it had replaced holds again. Raises `frappe.ValidationError` where
	its feed loads into the register."""
	batch.run_method("before_roll_back")
	_target_of(batch).withdraw(batch)
	batch.status = "Rolled Back"
	batch.save(ignore_permissions=True)


def _refuse_as_not_loaded(old: Document) -> None:
	told = _("{0} is not loaded, so nothing takes its place. Send this file as one of its own.").format(
		old.name
	)
	if successor := _successor_of(old):
		told = _("{0} was replaced by {1} already. Correct or replace that one.").format(old.name, successor)
	raise FileRefused(NOTHING_TO_REPLACE, told)


def _successor_of(batch: Document) -> str | None:
	return frappe.db.get_value("Data Batch", {"replaces": batch.name, "status": "Loaded"})


def _target_of(batch: Document) -> type[Target]:
	return target_class(frappe.db.get_value("Data Feed", batch.feed, "target"))
