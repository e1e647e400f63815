"""Negative rows in a file that also has bills of the same person and day, where an earlier file has some too.

The file is held where it is not sure which bills they take back: see `reversals`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import fmt_money

from fanpin_app.discovery.replacements.second_file import ADD, APART

if TYPE_CHECKING:
	from fanpin_app.discovery.plausibility.hold import ReadFile
	from fanpin_app.discovery.replacements.reversals import Reversal

# This many rows are named.
MAX_EXAMPLES = 10


def reasons(file: ReadFile) -> Iterator[str]:
	doubtful = file.target.doubtful_reversals(_replaced_batches(file))
	if not doubtful:
		return
	examples = "、".join(map(_in_words, doubtful[:MAX_EXAMPLES]))
	yield _(
		"For {0} persons and days this file has both negative rows and bills, and an earlier file has bills of the day too: {1}. If you let the file pass, the negative rows take back bills of the earlier file first, and the other rows of the day count beside what remains. If the file repeats bills of the earlier file, delete the repeated rows and send it again."
	).format(len(doubtful), examples)


def _in_words(reversal: Reversal) -> str:
	amount = sum(value for _indicator, value, _text, _state in reversal.figures)
	return _("row {0} ({1})").format(reversal.row, fmt_money(amount, precision=2))


def _replaced_batches(file: ReadFile) -> list[str]:
	"""The batches that the file replaces, and those of its month as long as nobody said that they remain beside it."""
	batch = file.batch
	replaced = [batch.replaces] if batch.replaces else []
	if (batch.when_sent_again or file.feed.when_sent_again) in (ADD, APART):
		return replaced
	of_month = {"feed": file.table.feed.name, "period": batch.period, "status": "Loaded"}
	return replaced + frappe.get_all("Data Batch", filters=of_month, pluck="name")
