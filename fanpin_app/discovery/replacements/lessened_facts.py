"""Facts that a file lowers compared with an earlier one: they are superseded, but may have been further amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import fmt_money

from fanpin_app.discovery.replacements import precedence
from fanpin_app.discovery.replacements.precedence import KEYS_OF_OTHERS_TOO, PRECEDENCE

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

# This many rows are named.
MAX_EXAMPLES = 10
# Facts that the batch lowers compared with the valid ones, by the first of its rows about each.
LESSENED = f"""
	select min(if(record.batch = %(batch)s, record.row_no, null)) as row_no,
		sum(if(record.batch = %(batch)s, 0, record.value)) as total_before,
		sum(if(record.batch = %(batch)s, record.value, 0)) as total
	from ({KEYS_OF_OTHERS_TOO}) named
	straight_join `tabIndicator Record` record
		on record.subject = named.subject and record.record_date = named.record_date
	left join `tabData Batch` batch on batch.name = record.batch
	where record.feed = %(feed)s and (
		record.batch = %(batch)s and coalesce(record.row_kind, '') = ''
		or record.batch != %(batch)s and record.superseded = 0 and {PRECEDENCE} < %(precedence)s
	)
	group by record.subject, record.record_date, record.indicator, record.state_key
	having row_no is not null and total_before > total
	order by row_no
"""


def remarks(batch: DataBatch) -> list[str]:
	"""Before a batch takes precedence: a sentence that names the rows that lower valid facts, or none."""
	parameters = {"feed": batch.feed, "batch": batch.name, "precedence": precedence.batch_precedence(batch)}
	lessened = frappe.db.sql(LESSENED, parameters)
	if not lessened:
		return []
	examples = "；".join(
		_("row {0}: {1} instead of {2}").format(
			row, fmt_money(total, precision=2), fmt_money(before, precision=2)
		)
		for row, before, total in lessened[:MAX_EXAMPLES]
	)
	return [
		_(
			"For {0} persons and days this file says less than an earlier file, and counts instead: {1}. Where a row is a further amount of the day, enter the whole sum of the day, or mark the row as a supplement, and load the file again."
		).format(len(lessened), examples)
	]
