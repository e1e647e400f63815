"""The same content in two months: a copy of last month's file under the new month's name, or a month without changes.

Only the sender knows which. The second file is held until somebody says that it is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.discovery.loading import period
from fanpin_app.discovery.replacements.replacement import target_of_batch
from fanpin_app.discovery.replacements.same_file import sent_before

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch
	from fanpin_app.discovery.plausibility.hold import ReadFile


def is_answer(batch: DataBatch | frappe._dict, file_name: str, given: str | None = None) -> bool:
	"""Whether the batch is that of a file sent again under this name, or for this period, with the same content.

	A file of the register has no month.
	"""
	return target_of_batch(batch).compares_first or not period.is_of_other_month(batch, file_name, given)


def reasons(file: ReadFile) -> Iterator[str]:
	"""A sentence for each loaded file of another month with the same content."""
	if file.target.compares_first:
		return
	for before in sent_before(file.batch.content_hash, ["Loaded"], but=file.batch.name):
		yield _(
			"This file has the same content as {0} ({1}) of {2}. If it was sent by mistake, cancel it and send the right one; if the month is just like that one, let it pass."
		).format(before.name, before.file_name, before.period)
