"""Files of one run of `fanpin-load` that contradict each other about the same documents.

A run loads files in the order of their names, which does not show which of them is right: the later one is held until
somebody lets it pass. A file of a later run is newer, and so is one with a later month or year in its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.database import bulk
from fanpin_app.discovery.loading import period
from fanpin_app.discovery.loading.differences import Difference

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch
	from fanpin_app.discovery.plausibility.hold import ReadFile

BETWEEN = "、"


class FilesOfOneRun:
	"""The loaded files of a batch's feed and run with the same period in their names; `documents` counts the documents
	that these files wrote and the batch changes."""

	def __init__(self, batch: DataBatch, feed: str):
		self.documents = 0
		self.files = [
			file
			for file in self._loaded(batch, feed)
			if period.periods_in_name(file.file_name) == period.periods_in_name(batch.file_name or "")
		]
		self._since = min((file.creation for file in self.files), default=None)

	def _loaded(self, batch: DataBatch, feed: str) -> list[frappe._dict]:
		if not batch.command_run:
			return []
		return frappe.get_all(
			"Data Batch",
			filters={
				"command_run": batch.command_run,
				"feed": feed,
				"status": "Loaded",
				"name": ("!=", batch.name),
			},
			fields=["name", "file_name", "creation"],
			order_by="creation asc",
		)

	def note(self, differences: Sequence[Difference]) -> None:
		"""Count the documents that other files of the run have written, before they are written again."""
		if not self.files:
			return
		for doctype in {each.doctype for each in differences}:
			changed = [
				each.row[0] for each in differences if each.doctype == doctype and each.before is not None
			]
			for names in bulk.chunks(changed):
				written = {"name": ("in", names), "modified": (">=", self._since)}
				self.documents += frappe.db.count(doctype, written)


def reasons(file: ReadFile) -> Iterator[str]:
	"""A sentence if the file changes documents that other files of its run have written."""
	others = file.batch.flags.files_of_one_run
	if file.target.compares_first and others.documents:
		yield _(
			"Another file of the same folder says something else of {0} of the documents in this one: {1}. Their names do not say which is newer. If this file is, let it pass; if not, cancel it."
		).format(others.documents, BETWEEN.join(f"{each.name} ({each.file_name})" for each in others.files))
