"""The load of one file: read it, recognise its feed, check each row, write in bulk, and report the result on the batch."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.translate import get_user_lang

from fanpin_app.database import job_lock
from fanpin_app.discovery.feeds.definitions import Feed, enabled_feeds
from fanpin_app.discovery.loading import batch_access, failure_message
from fanpin_app.discovery.loading.differences import Digest, differences
from fanpin_app.discovery.loading.load_report import LoadReport
from fanpin_app.discovery.loading.prefetch import interpreter_settings
from fanpin_app.discovery.loading.progress import (
	LOADING,
	READING,
	SETTLING,
	UNFINISHED,
	LoadCancelledError,
	Progress,
)
from fanpin_app.discovery.loading.region_check import refuse_beyond, regions_changed
from fanpin_app.discovery.plausibility import column_drift, hold
from fanpin_app.discovery.plausibility.own_figures import stated_sums
from fanpin_app.discovery.readers import workbook
from fanpin_app.discovery.refusals.errors import (
	ALREADY_LOADED,
	EMPTY,
	NO_ROW_ACCEPTED,
	DecisionNeededError,
	FileRefusedError,
)
from fanpin_app.discovery.replacements import (
	corrected_rows,
	file_names,
	known_files,
	replacement,
	second_file,
)
from fanpin_app.discovery.replacements.files_of_one_run import FilesOfOneRun
from fanpin_app.discovery.replacements.same_file import sent_before
from fanpin_app.discovery.tables.rows import data_rows
from fanpin_app.discovery.tables.search import Table, find_table
from fanpin_app.discovery.targets import Part, target_of

if TYPE_CHECKING:
	from frappe.core.doctype.file.file import File

	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

LOADS = "data-batches"
# A job that has waited this long returns; `recovery` queues it again.
LOCK_TIMEOUT_SECONDS = 600

# Status of a file that was read but of which every row was refused.
NOT_LOADED = "Not Loaded"


def load_file(path: Path, when_sent_again: str | None = None, command_run: str | None = None) -> DataBatch:
	"""Load a file from disk through a Data Batch of its own, and return the batch.

	A file that was already loaded, or taken back since, is not loaded again: its batch is returned with `flags.known`
	set. `flags.no_change` says whether nothing was written. `when_sent_again` (Replace, Add or Apart) says how the file
	relates to an earlier one of its month with the same facts; if neither it nor the feed says so, the batch becomes
	Asked. `command_run` identifies the run of `fanpin-load`.
	"""
	content, file_name = path.read_bytes(), readable_name(path)
	digest = hash_of(content)
	if known := known_files.finished_batch(digest, file_name):
		batch = frappe.get_doc("Data Batch", known)
		batch.flags.known = batch.flags.no_change = True
		return batch
	unfinished = known_files.unfinished_batch(digest, file_name)
	batch = (
		frappe.get_doc("Data Batch", unfinished)
		if unfinished
		else _new_batch(file_name, content, command_run)
	)
	batch.set("when_sent_again", when_sent_again or batch.when_sent_again)
	load(batch)
	return batch


def load_file_in_turn(
	path: Path, when_sent_again: str | None = None, command_run: str | None = None
) -> DataBatch:
	"""Like `load_file`, and commit, once other loads have finished: two concurrent loads would not see that they
	hold the same facts. Raises TimeoutError after LOCK_TIMEOUT_SECONDS."""
	with job_lock.exclusive_lock(LOADS, LOCK_TIMEOUT_SECONDS) as acquired:
		if not acquired:
			raise TimeoutError("other files are still being loaded: try again later")
		batch = load_file(path, when_sent_again, command_run)
		frappe.db.commit()
		return batch


def readable_name(path: Path) -> str:
	"""The file's name. Names that are not UTF-8 come from Chinese Windows (GB 18030); otherwise characters are replaced."""
	written = os.fsencode(path.name)
	for encoding in ("utf-8", "gb18030"):
		try:
			return written.decode(encoding)
		except UnicodeDecodeError:
			continue
	return written.decode("utf-8", "replace")


def recognise(path: Path) -> Feed:
	"""The feed that the file's columns match. Raises FileRefusedError."""
	return find_table(list(workbook.read(path)), enabled_feeds()).feed


def work_on(name: str, user: str) -> None:
	"""The background job of a batch, run with the rights of `user`. Any failure is written on the batch.

	Files of the register are only compared until somebody applies them; all others are loaded.
	"""
	frappe.set_user(user)
	frappe.local.lang = get_user_lang()
	with job_lock.exclusive_lock(job_of(name)) as acquired:
		if acquired:
			_run_in_turn(name)


def _run_in_turn(name: str) -> None:
	"""Run one load at a time: two concurrent loads of one month would not see each other's rows."""
	with job_lock.exclusive_lock(LOADS, LOCK_TIMEOUT_SECONDS) as acquired:
		batch = frappe.get_doc("Data Batch", name)
		# Recovery queues a job again when no worker seems to be on it; the work may be done by now.
		if acquired and batch.status in UNFINISHED:
			# Committed at once so that others see it; the loaded rows become visible when the load commits.
			batch.db_set({"status": "Loading", "attempts": batch.attempts + 1})
			frappe.db.commit()
			_compare_or_load(batch)
			frappe.db.commit()


def job_of(name: str) -> str:
	return f"data-batch-{name}"


def _compare_or_load(batch: DataBatch) -> None:
	try:
		load(batch, write=bool(batch.applied_by))
	except LoadCancelledError:
		frappe.db.rollback()
	except Exception as error:
		frappe.db.rollback()
		log = frappe.log_error(title=f"Data Batch {batch.name}")
		message = failure_message.message(batch.flags.table, error, log)
		batch.reload()
		batch.status, batch.message = "Failed", message
		batch.save(ignore_permissions=True)


@interpreter_settings()
def load(batch: DataBatch, write: bool = True) -> None:
	"""Load the batch's file; afterwards accepted + refused rows equal the rows read.

	Without `write`, a file of the register is only compared: nothing is written except on the batch. A file that waits
	for a person's decision is reported in the same way.
	"""
	batch.status = "Loading"
	batch.set("refusal", None)
	batch.message = None
	second_file.forget_answered_files(batch)
	frappe.db.savepoint("before_load")
	progress = Progress(batch.name)
	report: LoadReport | None = None
	try:
		table = _table(batch)
		progress.rows_total = table.height
		batch.feed, batch.flags.table = table.feed.name, table
		report = LoadReport(table)
		is_outdated = write and bool(batch.applied_by) and not _is_as_compared(batch, progress)
		if is_outdated:
			batch.applied_by = None
		_load_table(batch, table, report, progress, write and not is_outdated)
		if is_outdated and batch.status == "Compared":
			batch.held_because = "\n".join(filter(None, (_compare_again(), batch.held_because)))
	except DecisionNeededError as undecided:
		frappe.db.rollback(save_point="before_load")
		if report:
			report.write_to(batch)
		batch.update({"status": undecided.status, **undecided.values})
	except FileRefusedError as refused:
		frappe.db.rollback(save_point="before_load")
		if _refused_so_before(batch, refused):
			batch.reload()
			return
		batch.status = "Refused"
		batch.update({"refusal": refused.reason, "message": refused.message})
		if report and refused.reason == NO_ROW_ACCEPTED:
			batch.status = NOT_LOADED
			report.write_to(batch)
	progress.end()
	batch.attempts = 0
	batch.save(ignore_permissions=True)


def _is_as_compared(batch: DataBatch, progress: Progress) -> bool:
	"""Whether the file's changes are still those that were shown to the person who applies it."""
	table, digest, rows_read = _table(batch), Digest(), 0
	for part in target_of(table, batch).parts():
		rows_read += part.rows_read
		progress.report(READING, rows_read)
		for proposed in part.proposed:
			digest.add(differences(proposed))
	return str(digest) == batch.digest_of_changes


def _compare_again() -> str:
	return _(
		"The register has changed since this file was compared, so nothing was applied. Read what it changes now, and apply it again."
	)


def _load_table(batch: DataBatch, table: Table, report: LoadReport, progress: Progress, write: bool) -> None:
	"""Raises FileRefusedError and DecisionNeededError; the caller then rolls back everything written so far."""
	target = target_of(table, batch)
	if not target.compares_first:
		write = True
		_refuse_second_time(batch)
		replacement.refuse_unless_loaded(batch)
	batch_access.note_loader(batch, target.allowed)
	batch.flags.files_of_one_run = FilesOfOneRun(batch, table.feed.name)

	def process(part: Part) -> None:
		report.add(part)
		progress.report(LOADING, report.rows_read)
		found = [each for proposed in part.proposed for each in report.compare(proposed)]
		changed = regions_changed(found)
		refuse_beyond(target.allowed, changed)
		# Rows outside the loader's regions may only be unchanged; the loader must not learn about them.
		report.regions |= changed | {each for each in part.regions if each.startswith(target.allowed)}
		target.note(found)
		batch.flags.files_of_one_run.note(found)
		if write:
			target.write(part, found)

	for part in target.parts():
		process(part)
	if not report.rows_read and not target.rows_waiting:
		_refuse_hidden_rows(batch, table)
	if report.all_refused and not target.rows_waiting:
		_refuse_all(report.rows_read)
	progress.report(SETTLING, report.rows_read)
	hold.check(hold.ReadFile(batch, table, report, target), write)
	if not target.compares_first:
		second_file.resolve(batch)
	for part in target.last_parts():
		process(part)
	if report.all_refused:
		_refuse_all(report.rows_read)
	if write:
		target.finish(report.differs)
	report.remarks.extend((*file_names.remarks(batch), *target.remarks(), *stated_sums.remarks(table)))
	if not report.rows_read:
		report.remarks.append(
			_(
				"The file has no rows: it was counted as a month without any. If the form was sent before it was filled in, send it again with its rows."
			)
		)
	report.add_gone(target.gone())
	report.write_to(batch)
	column_drift.record_columns(batch, table, target)
	if write and target.compares_first:
		replacement.cancel_corrected(batch)
	batch.flags.no_change = target.compares_first and not report.differs
	batch.status = "Loaded" if write or not report.differs else "Compared"


def hash_of(content: bytes) -> str:
	return sha256(content).hexdigest()


def store_file(file_name: str, content: bytes) -> File:
	"""Store the sent file as a private File, for the batch that is about to be made."""
	file = frappe.get_doc(doctype="File", file_name=file_name, content=content, is_private=1)
	return file.insert(ignore_permissions=True)


def _new_batch(file_name: str, content: bytes, command_run: str | None) -> DataBatch:
	file = store_file(file_name, content)
	batch = frappe.new_doc("Data Batch")
	batch.update({"file": file.file_url, "file_name": file_name, "command_run": command_run})
	batch.flags.loads_at_once = True
	batch.insert(ignore_permissions=True)
	file.db_set(
		{"attached_to_doctype": "Data Batch", "attached_to_name": batch.name, "attached_to_field": "file"}
	)
	return batch


def _refused_so_before(batch: DataBatch, refused: FileRefusedError) -> bool:
	before = frappe.db.get_value("Data Batch", batch.name, ["status", "refusal", "message"])
	return before == ("Refused", refused.reason, refused.message)


def _refuse_second_time(batch: DataBatch) -> None:
	"""Raises FileRefusedError (already_loaded) where another batch already holds this file's facts."""
	for before in sent_before(batch.content_hash, ["Loaded"], but=batch.name):
		if before.period != batch.period:
			continue
		raise FileRefusedError(
			ALREADY_LOADED,
			_("This file was loaded before: {0} ({1}). It is not loaded twice.").format(
				before.name, before.file_name
			),
		)


def _refuse_hidden_rows(batch: DataBatch, table: Table) -> None:
	"""Raises FileRefusedError where a hidden sheet has the rows that the visible ones lack."""
	if not table.sections[0].sheet.hidden_sheets:
		return
	for sheet in workbook.read_hidden(batch.path_of_file()):
		try:
			hidden = find_table([sheet], [table.feed])
		except FileRefusedError:
			continue
		if next(data_rows(hidden), None):
			raise FileRefusedError(
				EMPTY,
				_(
					"The visible sheets of this file have no rows, and the hidden sheet {0} has some. If they are to be reported, make the sheet visible; if there is nothing to report, delete it. Then send the file again."
				).format(sheet.name),
			)


def _refuse_all(rows: int) -> None:
	raise FileRefusedError(
		NO_ROW_ACCEPTED,
		_(
			"All {0} rows were refused, so nothing of this file was loaded. The error workbook says why of each: correct them there and load it back, or correct the file and send it again."
		).format(rows),
	)


def _table(batch: DataBatch) -> Table:
	sheets = list(workbook.read(batch.path_of_file()))
	if batch.replaces:
		corrected_rows.refuse_of_other_batch(sheets, batch.replaces)
	if not batch.is_correction and (corrected := corrected_rows.batch_named_in(sheets)):
		replacement.register_corrections(batch, corrected)
	if not batch.is_correction:
		return find_table(sheets, enabled_feeds(batch.feed))
	original = frappe.get_doc("Data Batch", batch.replaces)
	return corrected_rows.merge(_table(original), sheets, original)
