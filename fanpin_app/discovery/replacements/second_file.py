"""A second file of a month that overlaps an earlier one: does it replace that file, add to it, or count apart from it?

- Replace: it replaces the earlier files, none of whose facts count any more.
- Add: both count. For a person and day in both, the second takes precedence, so that equal rows count once.
- Apart: every row of both counts, like two instalments on one day.

A file that replaces another, such as its corrected error workbook, inherits the answer given for that one.

The question is asked where both files have a fact of one person on the same day, with the same figure on another day, or
of what may be the same loan on any day: otherwise, of two banks' loans, the one of the earlier day would be lost. Files
without common facts, such as those of two towns, have the same result with Add and Apart, so nobody is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import formatdate

from fanpin_app.discovery.refusals.errors import DecisionNeededError
from fanpin_app.discovery.replacements import replacement

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

ASKED = "Asked"
ASK, REPLACE, ADD, APART = "Ask", "Replace", "Add", "Apart"
ANSWERS = (REPLACE, ADD, APART)

# Supplements match supplements only; a reversal matches its record or is refused.
ALIKE = """
	select other.batch, count(distinct other.name) as alike
	from `tabIndicator Record` mine
	straight_join `tabIndicator Record` other
		on other.subject = mine.subject and other.indicator = mine.indicator and other.batch in %(earlier)s
	where mine.batch = %(batch)s
		and (coalesce(mine.row_kind, '') = '' or mine.row_kind = 'Supplement' and other.row_kind = 'Supplement')
		and (other.record_date = mine.record_date or other.state_key = mine.state_key
			or other.value = mine.value and other.text_value <=> mine.text_value
				and other.state_key <=> mine.state_key)
	group by other.batch
	order by alike desc, other.batch desc
"""


def resolve(batch: DataBatch) -> None:
	"""After a batch's facts are written, before precedence is worked out: apply the answer to the overlap.

	Raises DecisionNeededError (Asked) where a loaded file of the feed and period overlaps this one, and neither the
	batch nor its feed has an answer.
	"""
	shown = {row.batch for row in batch.earlier_files if row.batch}
	batch.set("earlier_files", [])
	if batch.replaces:
		replaced, answer = frappe.db.get_value("Data Batch", batch.replaces, ["status", "when_sent_again"])
		replacement.replace_batches(batch, [batch.replaces])
		if replaced == "Loaded":
			batch.when_sent_again = answer
			if batch.when_sent_again == APART:
				_mark_supplements(batch)
			return
		# Nobody was asked about the overlaps of a file that was never loaded.
		batch.when_sent_again = batch.when_sent_again or answer
	earlier = overlapping_files(batch, batch.period)
	if not earlier:
		return
	answer = _answer(batch, earlier, shown)
	if answer not in ANSWERS:
		raise DecisionNeededError(ASKED, earlier_files=earlier, when_sent_again=None, answered_by=None)
	batch.when_sent_again = answer
	batch.set("earlier_files", earlier)
	if answer == REPLACE:
		if not batch.is_correction:
			batch.replaces = earlier[0]["batch"]
		replacement.replace_batches(batch, [each["batch"] for each in earlier])
	elif answer == APART:
		_mark_supplements(batch)


def forget_answered_files(batch: DataBatch) -> None:
	"""Before another load: an answer of Replace finds its files again, because one field holds only the first of
	them, and they may have been rolled back or loaded since."""
	if batch.earlier_files and not batch.is_correction:
		batch.replaces = None


def _answer(batch: DataBatch, earlier: list[dict], shown: set[str]) -> str | None:
	"""The answer given for the batch, unless another file arrived after it; else that of its feed.

	Unless these files were shown before the answer, no file is rolled back of which the new one repeats little,
	because that may be another town's, and none that its sender may not change.
	"""
	names = [each["batch"] for each in earlier]
	were_shown = shown.issuperset(names)
	if batch.when_sent_again and batch.answered_by and not were_shown:
		return None
	answer = batch.when_sent_again or frappe.get_cached_value("Data Feed", batch.feed, "when_sent_again")
	if answer == REPLACE and not (batch.when_sent_again and were_shown):
		if any(each["alike"] * 2 < each["rows_accepted"] for each in earlier):
			return None
		if not replacement.may_replace(names):
			return None
	return answer


def overlapping_files(batch: DataBatch, period: str | None) -> list[dict]:
	"""Rows of Batch Earlier File: the loaded files of the feed and period with facts like those of the batch."""
	files = frappe.get_all(
		"Data Batch",
		filters={"feed": batch.feed, "period": period, "status": "Loaded", "name": ("!=", batch.name)},
		fields=["name", "file_name", "rows_accepted", "creation as sent_on"],
	)
	if not files:
		return []
	by_name = {file.pop("name"): file for file in files}
	alike = frappe.db.sql(ALIKE, {"batch": batch.name, "earlier": list(by_name)})
	return [{"batch": name, "alike": count, **by_name[name]} for name, count in alike]


def refuse_overlap(batch: DataBatch, period: str) -> None:
	"""Raises `frappe.ValidationError` where a loaded file of the new period overlaps the batch."""
	if earlier := overlapping_files(batch, period):
		frappe.throw(
			_(
				"{0} has a file already that overlaps this one: {1} ({2}, {3}). Roll one of the two back first, or send this file again as one of {0}."
			).format(period, earlier[0]["batch"], earlier[0]["file_name"], formatdate(earlier[0]["sent_on"]))
		)


def _mark_supplements(batch: DataBatch) -> None:
	frappe.db.sql(
		"""update `tabIndicator Record` set row_kind = 'Supplement'
		where batch = %s and coalesce(row_kind, '') = ''""",
		batch.name,
	)
