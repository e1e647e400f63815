"""Corrects the period of a file that was loaded for the wrong month; its precedence follows.

The batch keeps its name, by which people know it. Its precedence begins with the new period and keeps its arrival.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import escape_html

from fanpin_app.discovery.loading import period
from fanpin_app.discovery.loading.progress import UNFINISHED, WAITING
from fanpin_app.discovery.replacements import precedence
from fanpin_app.discovery.replacements.replacement import target_of_batch
from fanpin_app.discovery.replacements.second_file import refuse_overlap
from fanpin_app.discovery.targets import FactTarget

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch


def correct(batch: DataBatch, new: str, reason: str) -> None:
	"""Change the batch's period. Loaded monthly facts stay and get the precedence of the new month; a file that is not
	written yet is read again."""
	_refuse_to_correct_period(batch, new, reason)
	batch.add_comment(
		"Info",
		_("Period corrected from {0} to {1}: {2}").format(batch.period, new, escape_html(reason)),
	)
	precedence.store(batch, precedence.in_period(batch, new))
	batch.period = new
	if batch.status in (*WAITING, "Compared"):
		batch.queue_again(applied_by=None)
		return
	batch.save(ignore_permissions=True)
	if batch.status == "Loaded":
		target = target_of_batch(batch)
		if issubclass(target, FactTarget):
			target.apply_precedence(batch)
		batch.run_method("after_correction_of_period")


def _refuse_to_correct_period(batch: DataBatch, new: str, reason: str) -> None:
	period.check(new)
	period.check_given(new, batch.path_of_file(), batch.feed)
	if new == batch.period:
		frappe.throw(_("This file is of {0} already.").format(new))
	if not reason:
		frappe.throw(_("Say why the period is another one: the reason is kept with the file."))
	if batch.status in UNFINISHED:
		frappe.throw(_("This file waits or is being loaded. Correct its period when that is done."))
	if batch.status == "Loaded":
		if target_of_batch(batch).compares_first:
			frappe.throw(
				_("What this file said is in the register. Send it again as one of the right period.")
			)
		refuse_overlap(batch, new)
