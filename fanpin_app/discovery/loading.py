"""One agency file from its first byte to facts: read, recognised, checked row by row, written in bulk, accounted for."""

import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today
from frappe.utils.file_manager import save_file

from fanpin_app.discovery import error_workbook, precedence, workbook
from fanpin_app.discovery.feeds import Feed, Table, enabled_feeds, find_table
from fanpin_app.discovery.refusal import FileRefused
from fanpin_app.discovery.targets import Outcome, loader

MONTH_IN_NAME = re.compile(r"(20\d{2})[-年]?(0[1-9]|1[0-2])(?!\d)")
YEAR_IN_NAME = re.compile(r"(20\d{2})")


def load_file(path: Path) -> Document:
	"""Load a file from disk through a Data Batch of its own, and return the batch.

	A file whose content was loaded before is not loaded again: the batch of that time is returned.
	"""
	content = path.read_bytes()
	known = frappe.db.exists("Data Batch", {"content_hash": hash_of(content), "status": "Loaded"})
	if known:
		return frappe.get_doc("Data Batch", known)
	refused = frappe.db.exists(
		"Data Batch", {"content_hash": hash_of(content), "status": ("in", ("Refused", "Failed"))}
	)
	batch = frappe.get_doc("Data Batch", refused) if refused else _new_batch(path.name, content)
	load(batch)
	return batch


def recognise(path: Path) -> Feed:
	"""The feed that a file's columns belong to. Raises FileRefused."""
	return find_table(list(workbook.read(path)), enabled_feeds()).feed


def load_batch(name: str) -> None:
	"""The background job behind a batch that somebody uploaded. Whatever happens is written on the batch."""
	batch = frappe.get_doc("Data Batch", name)
	try:
		load(batch)
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=f"Data Batch {name}")
		batch.reload()
		batch.status = "Failed"
		batch.message = _(
			"Loading stopped at an error; nothing of this file was kept. The Error Log has the details."
		)
		batch.save(ignore_permissions=True)
	frappe.db.commit()


def load(batch: Document) -> None:
	"""Load the batch's file; afterwards accepted + refused rows are all rows read."""
	batch.status = "Loading"
	batch.refusal, batch.message = None, None
	batch.refusals = []
	try:
		table = _table(batch)
		batch.feed = table.feed.name
		_account_for(batch, table, list(loader(table.feed.target)(table, batch)))
		batch.status = "Loaded"
	except FileRefused as refused:
		if _refused_so_before(batch, refused):
			batch.reload()
			return
		batch.status = "Refused"
		batch.refusal, batch.message = refused.reason, refused.message
	batch.save(ignore_permissions=True)


def roll_back(batch: Document) -> None:
	"""Take back the Indicator Records of a loaded batch; what it had replaced holds again."""
	if frappe.db.get_value("Data Feed", batch.feed, "target") != "Indicator Record":
		frappe.throw(
			_("Only files of indicators can be rolled back. Correct the register by loading a newer file.")
		)
	precedence.withdraw(batch.feed, batch.name)
	batch.status = "Rolled Back"
	batch.save(ignore_permissions=True)


def hash_of(content: bytes) -> str:
	return sha256(content).hexdigest()


def period_of(file_name: str) -> str:
	"""The month (202610) or year (2026) that a file's name tells, this month where it tells none."""
	if month := MONTH_IN_NAME.search(file_name):
		return "".join(month.groups())
	if year := YEAR_IN_NAME.search(file_name):
		return year.group()
	return getdate(today()).strftime("%Y%m")


def _new_batch(file_name: str, content: bytes) -> Document:
	file = save_file(file_name, content, None, None, is_private=1)
	batch = frappe.new_doc("Data Batch")
	batch.update({"file": file.file_url, "file_name": file_name})
	batch.flags.loads_at_once = True
	batch.insert(ignore_permissions=True)
	file.db_set(
		{"attached_to_doctype": "Data Batch", "attached_to_name": batch.name, "attached_to_field": "file"}
	)
	return batch


def _refused_so_before(batch: Document, refused: FileRefused) -> bool:
	before = frappe.db.get_value("Data Batch", batch.name, ["status", "refusal", "message"])
	return before == ("Refused", refused.reason, refused.message)


def _table(batch: Document) -> Table:
	sheets = list(workbook.read(batch.path_of_file()))
	return find_table(sheets, enabled_feeds(batch.feed))


def _account_for(batch: Document, table: Table, outcomes: list[Outcome]) -> None:
	refused = [outcome for outcome in outcomes if outcome.refused]
	batch.rows_read = len(outcomes)
	batch.rows_refused = len(refused)
	batch.rows_accepted = batch.rows_read - batch.rows_refused
	for reason, rows in Counter(outcome.refused.reason for outcome in refused).most_common():
		batch.append("refusals", {"reason": reason, "rows": rows})
	batch.error_workbook = error_workbook.save(batch, table, refused) if refused else None
