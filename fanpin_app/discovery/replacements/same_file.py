"""A file that was sent before: same content, with no rows left out that its present sender would load.

A load accepts rows about regions where its sender loads files, and refuses the others like rows about unregistered
people. So when clerks of two villages send one file, each loads other rows, and for neither was it sent before.
"""

from collections.abc import Iterable

import frappe

from fanpin_app.discovery.loading import batch_access
from fanpin_app.discovery.loading.region_check import prefixes_of_loader
from fanpin_app.discovery.refusals.errors import UNMATCHED


def sent_before(
	content_hash: str | None, statuses: Iterable[str], feed: str | None = None, but: str | None = None
) -> list[frappe._dict]:
	"""The batches, other than `but`, that hold the file (of the feed, if given) and have one of the statuses.

	Returns name, feed, file name and period of each, the oldest first. The current user may not be allowed to read a
	batch that covers more than this user's scope.
	"""
	filters = {"content_hash": content_hash, "status": ("in", tuple(statuses)), "name": ("!=", but or "")}
	if feed:
		filters["feed"] = feed
	batches = frappe.get_all(
		"Data Batch",
		filters=filters,
		fields=["name", "feed", "file_name", "period", "status", "loaded_within"],
		order_by="creation",
	)
	return [batch for batch in batches if _is_whole(batch)]


def _is_whole(batch: frappe._dict) -> bool:
	"""Whether the batch holds everything that the current user would load from the file."""
	if batch_access.was_loaded_within(batch.loaded_within, prefixes_of_loader(batch.feed)):
		return True
	unmatched = {"parent": batch.name, "reason": ("in", UNMATCHED)}
	return batch.status == "Loaded" and not frappe.db.exists("Batch Refusal", unmatched)
