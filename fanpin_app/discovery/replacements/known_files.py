"""Finds the batch of a file on disk by its content. A folder is loaded again and again, with everything still in it.

A file that was loaded before, or taken back since, is not loaded again just because it is still there: it would overwrite
newer data. To load it nevertheless, use the batch, or send the file in the desk, where it is compared first.
"""

import frappe

from fanpin_app.discovery.loading import period
from fanpin_app.discovery.loading.progress import CANCELLED, WAITING
from fanpin_app.discovery.plausibility import same_content
from fanpin_app.discovery.replacements import replacement
from fanpin_app.discovery.replacements.same_file import sent_before

LOADED, NOT_LOADED = "Loaded", "Not Loaded"
TAKEN_BACK = ("Rolled Back", CANCELLED)
UNFINISHED = ("Refused", "Failed", NOT_LOADED, *WAITING)


def finished_batch(content_hash: str, file_name: str) -> str | None:
	"""The batch that holds the file, or else the one that was taken back or replaced; None where it is to be loaded."""
	for batch in reversed(sent_before(content_hash, [LOADED])):
		if same_content.is_answer(batch, file_name):
			return batch.name
	latest = _latest(content_hash, file_name)
	if latest and (latest.status in TAKEN_BACK or replacement.successor_of(latest.name)):
		return latest.name
	return None


def unfinished_batch(content_hash: str, file_name: str) -> str | None:
	"""The file's batch that was not loaded or waits for a decision; None under a name of another period, by which the
	file is judged again."""
	latest = _latest(content_hash, file_name)
	return latest.name if latest and latest.status in UNFINISHED else None


def _latest(content_hash: str, file_name: str) -> frappe._dict | None:
	batches = frappe.get_all(
		"Data Batch",
		filters={"content_hash": content_hash, "status": ("in", (*UNFINISHED, *TAKEN_BACK))},
		fields=["name", "file_name", "status"],
		order_by="creation desc, name desc",
	)
	return next((batch for batch in batches if _is_named_alike(batch, file_name)), None)


def _is_named_alike(batch: frappe._dict, file_name: str) -> bool:
	"""Whether the name states the same month or year as the name of the batch's file."""
	return period.periods_in_name(file_name) == period.periods_in_name(batch.file_name)
