"""Which of several files is valid: for each fact, the file with the highest precedence.

A fact is what a feed reports of a person (or village) on a day for one indicator and, where the feed has such
columns, one state, such as a loan. Other indicators or loans of the day are not superseded. All rows of a file about
one fact are valid together, such as the bills of a day.

A batch's precedence begins with its period and ends with its arrival; a file that replaces another one takes over its
precedence too. Supplements and reversals do not report the day again: they count beside the valid statement, until a
later one follows. A reversal and the record that it reverses both count for nothing. So does a reversal without a
record, since by itself it would lower a family's known expenses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.database import bulk

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

# Batches that are being loaded, or were loaded before days were stored, may overlap any other.
OTHERS = """
	select name from `tabData Batch`
	where name != %(name)s and coalesce(feed, %(feed)s) = %(feed)s and status in ('Loading', 'Loaded')
		and coalesce(first_day, %(last_day)s) <= %(last_day)s and coalesce(last_day, %(first_day)s) >= %(first_day)s
	limit 1
"""
# Usually empty: then nothing is left to do. The join order is fixed because MariaDB would begin with all records.
KEYS_OF_OTHERS_TOO = """
	select distinct mine.subject, mine.record_date
	from `tabIndicator Record` mine
	straight_join `tabIndicator Record` other on other.subject = mine.subject and other.record_date = mine.record_date
	where mine.batch = %(batch)s and other.batch != %(batch)s and other.feed = %(feed)s
"""
# Batches from before precedence was stored are ordered by their names.
PRECEDENCE = "coalesce(nullif(batch.precedence, ''), record.batch)"
SUPERSEDE = f"""
	update (
		select record.subject, record.record_date, record.indicator, record.state_key,
			max(if(coalesce(record.row_kind, '') = '', {PRECEDENCE}, '')) as precedence
		from ({KEYS_OF_OTHERS_TOO}) named
		straight_join `tabIndicator Record` record
			on record.subject = named.subject and record.record_date = named.record_date
		left join `tabData Batch` batch on batch.name = record.batch
		where record.feed = %(feed)s and record.batch not in %(without)s
		group by record.subject, record.record_date, record.indicator, record.state_key
	) last_word
	straight_join `tabIndicator Record` record
		on record.subject = last_word.subject and record.record_date = last_word.record_date
			and record.indicator = last_word.indicator and record.state_key <=> last_word.state_key
	left join `tabData Batch` batch on batch.name = record.batch
	set record.superseded = {PRECEDENCE} < last_word.precedence
	where record.feed = %(feed)s
"""
KEYS_WITH_REVERSALS = """
	select distinct mine.subject, mine.record_date
	from `tabIndicator Record` mine
	straight_join `tabIndicator Record` reversal
		on reversal.subject = mine.subject and reversal.record_date = mine.record_date
	where mine.batch = %(batch)s and reversal.feed = %(feed)s and reversal.row_kind = 'Reversal'
		and reversal.batch not in %(without)s
"""
# The text of a reversal with a figure is the figure that it reverses.
SAME_FIGURE = "subject, record_date, indicator, state_key, if(value = 0, text_value, null), abs(value)"
TAKE_BACK = f"""
	update (
		select name,
			row_number() over (partition by {SAME_FIGURE}, takes_back order by batch, row_no) as place,
			sum(takes_back) over (partition by {SAME_FIGURE}) as reversals,
			sum(1 - takes_back) over (partition by {SAME_FIGURE}) as others
		from (
			select record.*, record.row_kind <=> 'Reversal' as takes_back
			from ({KEYS_WITH_REVERSALS}) named
			straight_join `tabIndicator Record` record
				on record.subject = named.subject and record.record_date = named.record_date
			where record.feed = %(feed)s and record.superseded = 0 and record.batch not in %(without)s
		) holding
	) ranked
	straight_join `tabIndicator Record` record on record.name = ranked.name
	set record.superseded = 1
	where ranked.place <= least(ranked.reversals, ranked.others)
"""
# Reversals without a record, and those that take back more than remains. Where the reversed figure was not stored
# yet, and for reversals that exceed any single record, only the sum can be compared.
REVERSALS_OF_NOTHING = f"""
	select name, batch
	from (
		select name, batch, takes_back, meets,
			sum(if(meets, value, 0)) over (
				partition by subject, record_date, indicator, state_key order by takes_back, batch, row_no, name
			) as left_over
		from (
			select record.*, record.row_kind <=> 'Reversal' as takes_back,
				not record.row_kind <=> 'Reversal' or record.value != 0 and (
					record.text_value is null or exists (
						select 1 from `tabIndicator Record` met
						where met.subject = record.subject and met.record_date = record.record_date
							and met.feed = record.feed and met.indicator = record.indicator
							and met.state_key <=> record.state_key
							and met.value = cast(record.text_value as decimal(21, 9))
							and met.superseded = 0 and met.batch != %(withdrawn)s
					)
				) as meets
			from ({KEYS_WITH_REVERSALS}) named
			straight_join `tabIndicator Record` record
				on record.subject = named.subject and record.record_date = named.record_date
			where record.feed = %(feed)s and record.superseded = 0 and record.batch != %(withdrawn)s
		) holding
	) summed
	where takes_back and (not meets or left_over < 0)
"""


def batch_precedence(batch: DataBatch) -> str:
	return batch.precedence or batch.name


def in_period(batch: DataBatch, period: str) -> str:
	"""The batch's precedence in another period; its arrival stays."""
	return f"{period}-{batch_precedence(batch).partition('-')[2]}"


def store(batch: DataBatch, precedence: str) -> None:
	"""Store a batch's precedence, because the SQL statements read it from the table."""
	batch.precedence = precedence
	frappe.db.set_value("Data Batch", batch.name, "precedence", precedence, update_modified=False)


def may_overlap_other_batches(batch: DataBatch) -> bool:
	"""Whether another batch of the feed has facts of any of this batch's days."""
	return bool(
		frappe.db.sql(
			OTHERS, {field: batch.get(field) for field in ("name", "feed", "first_day", "last_day")}
		)
	)


def apply_precedence(feed: str | None, batch: str) -> None:
	"""After a load: the batch's facts supersede those of earlier files of the feed."""
	_apply(feed, batch)


def withdraw(feed: str | None, batch: str, in_favour_of: str | None = None) -> None:
	"""Remove a batch's records and restore what they had superseded.

	Facts that `in_favour_of`, which is being loaded in its place, also reports are decided at the end of that load.
	"""
	_apply(feed, batch, withdrawn=batch, unsettled=in_favour_of or "")
	frappe.db.delete("Indicator Record", {"batch": batch})


def _apply(feed: str | None, batch: str, withdrawn: str = "", unsettled: str = "") -> None:
	parameters = {"feed": feed, "batch": batch, "withdrawn": withdrawn, "without": (withdrawn, unsettled)}
	frappe.db.sql(SUPERSEDE, parameters)
	if any(
		frappe.db.exists("Data Batch", known | {"rows_reversed": (">", 0)})
		for known in ({"name": batch}, {"feed": feed})
	):
		frappe.db.sql(TAKE_BACK, parameters)
		_discount_reversals_of_nothing(parameters)


def _discount_reversals_of_nothing(parameters: dict) -> None:
	found = frappe.db.sql(REVERSALS_OF_NOTHING, parameters)
	for names in bulk.chunks(name for name, _batch in found):
		frappe.db.sql(
			"update `tabIndicator Record` set superseded = 1 where name in %(names)s", {"names": names}
		)
	for batch in {batch for _name, batch in found}:
		_note_on(batch)


def _note_on(batch: str) -> None:
	"""Add a remark to the batch, once, that reversals of it count for nothing."""
	note = _(
		"Records that this file takes back were rolled back or replaced since. The rows that take them back count for nothing: check them, and where they are right, roll this file back and load it again."
	)
	known = {"reference_doctype": "Data Batch", "reference_name": batch, "content": note}
	if not frappe.db.exists("Comment", known):
		frappe.get_doc("Data Batch", batch).add_comment("Info", note)
