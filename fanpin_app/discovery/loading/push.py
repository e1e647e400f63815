"""Files that an agency's system sends automatically, one for each request, with the API key of its data officer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.database import job_lock
from fanpin_app.discovery.loading.pipeline import hash_of, store_file
from fanpin_app.discovery.loading.progress import WAITING
from fanpin_app.discovery.plausibility import same_content
from fanpin_app.discovery.replacements.same_file import sent_before
from fanpin_app.discovery.replacements.second_file import ASKED

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

# A system that gives up waiting for an answer sends its file again while the first request is still at work.
LOCK_TIMEOUT_SECONDS = 60
# Batches that are being processed or were loaded: a system that got no answer sends its file again.
KNOWN_STATUSES = ("Queued", "Loading", "Compared", *WAITING, "Loaded")
# A repeated request does not load what was replaced or rolled back since.
TAKEN_BACK = "Rolled Back"


def push_file(
	feed: str,
	period: str | None = None,
	replaces: str | None = None,
	is_correction: bool = False,
	when_sent_again: str | None = None,
) -> dict[str, str]:
	"""Take the request's `file` (multipart) as a batch of the feed, to be loaded; returns the batch's name and status.

	`period`: the month (202610) or year; read from the file's name where it is not given. `replaces`: the batch that this
	one replaces; `is_correction`: the file is the corrected error workbook of that batch. `when_sent_again`: how it
	relates to an earlier file of its month with the same facts, Replace, Add or Apart; if neither it nor the feed says
	so, such a batch becomes Asked. For a file that was sent before, returns the batch that already holds it, answering
	its question where one is open. Raises `frappe.PermissionError` for users who may
	not send files of the feed.
	"""
	when_sent_again = when_sent_again and when_sent_again.strip().capitalize()
	batch = frappe.get_doc(
		{
			"doctype": "Data Batch",
			"feed": feed,
			"period": period,
			"replaces": replaces,
			"is_correction": int(is_correction),
			"when_sent_again": when_sent_again,
		}
	)
	batch.check_permission("create")
	name, content = _sent_file()
	with job_lock.exclusive_lock(f"push-{hash_of(content)[:32]}", LOCK_TIMEOUT_SECONDS) as acquired:
		if not acquired:
			frappe.throw(_("This file is being taken already: send it again in a minute."))
		known = _known_batch(feed, content, name, period)
		if not known and not replaces:
			known = _known_batch(feed, content, name, period, (TAKEN_BACK,))
		if known and known.status == ASKED and when_sent_again:
			known.answer(when_sent_again)
		known = known or _create_batch(batch, name, content)
		if not frappe.flags.in_test:
			# Whoever waits for the lock must see the batch.
			frappe.db.commit()
	return {"batch": known.name, "status": known.status}


def _sent_file() -> tuple[str, bytes]:
	file = frappe.request.files.get("file") if frappe.request else None
	if not file or not file.filename:
		frappe.throw(_("Send the file as the part named “file” of a multipart/form-data request."))
	return file.filename, file.stream.read()


def _known_batch(
	feed: str, content: bytes, file_name: str, period: str | None, statuses: Sequence[str] = KNOWN_STATUSES
) -> "DataBatch | None":
	for before in sent_before(hash_of(content), statuses, feed):
		batch = frappe.get_doc("Data Batch", before.name)
		if batch.has_permission("read") and same_content.is_answer(batch, file_name, period):
			return batch
	return None


def _create_batch(batch: "DataBatch", name: str, content: bytes) -> "DataBatch":
	file = store_file(name, content)
	batch.update({"file": file.file_url, "file_name": name})
	batch.insert()
	file.db_set(
		{"attached_to_doctype": "Data Batch", "attached_to_name": batch.name, "attached_to_field": "file"}
	)
	return batch
