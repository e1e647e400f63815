"""Which of several files holds: of one fact, the file of the greatest precedence.

A fact is what a feed says of a person (or village) on a day by one indicator and, where the feed has such columns, of one
state, such as a loan. What a file says of another indicator or loan of the day supersedes nothing. All rows of a file
that are of one fact hold together, such as the bills of a day.

A batch's precedence begins with its period and ends with its arrival; a file that takes another's place takes its
precedence too. Supplements and reversals state no day anew. They count beside the statement that holds, and no longer
where a later one follows; a reversal and the record that it takes back both count for nothing. So does a reversal whose
record is gone, for alone it would lower what is known of a family's expenses.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.database import bulk

# A batch that is being loaded, or was before days were noted, may tell of any.
OTHERS = """
	select name from `tabData Batch`
	where name != %(name)s and coalesce(feed, %(feed)s) = %(feed)s and status in ('Loading', 'Loaded')
		and coalesce(first_day, %(last_day)s) <= %(last_day)s and coalesce(last_day, %(first_day)s) >= %(first_day)s
	limit 1
"""
# Mostly none: then nothing is left to settle. The order of the joins is said, for MariaDB would begin with all records.
KEYS_OF_OTHERS_TOO = """
	select distinct mine.subject, mine.record_date
	from `tabIndicator Record` mine
	straight_join `tabIndicator Record` other on other.subject = mine.subject and other.record_date = mine.record_date
	where mine.batch = %(batch)s and other.batch != %(batch)s and other.feed = %(feed)s
"""
# Batches of before it was kept are ordered by their names.
PRECEDENCE = "coalesce(nullif(batch.precedence, ''), record.batch)"
SETTLE = f"""
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
# The text of a reversal that has a figure is the figure that it met.
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
	) told
	straight_join `tabIndicator Record` record on record.name = told.name
	set record.superseded = 1
	where told.place <= least(told.reversals, told.others)
"""
# Reversals whose record is gone, and those that take more than is left. Of before it was kept what a reversal met, and of
# what no record alone covers, the sum is all there is to go by.
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
	) told
	where takes_back and (not meets or left_over < 0)
"""


def of(batch: Document) -> str:
	return batch.precedence or batch.name


def in_period(batch: Document, period: str) -> str:
	"""The precedence that the batch has when it is of another period: its arrival stays."""
	return f"{period}-{of(batch).partition('-')[2]}"


def keep(batch: Document, precedence: str) -> None:
	"""Give a stored batch the precedence, for the statements that settle read it there."""
	batch.precedence = precedence
	frappe.db.set_value("Data Batch", batch.name, "precedence", precedence, update_modified=False)


def others_may_tell_of_the_same(batch: Document) -> bool:
	"""Whether there is another batch of the feed about any of the days that this one tells of."""
	return bool(
		frappe.db.sql(
			OTHERS, {field: batch.get(field) for field in ("name", "feed", "first_day", "last_day")}
		)
	)


def settle(feed: str, batch: str) -> None:
	"""After a load: what the batch says replaces what earlier files of the feed said of the same facts."""
	_settle(feed, batch)


def withdraw(feed: str, batch: str, in_favour_of: str | None = None) -> None:
	"""Take a batch's records away and bring back what they had replaced.

	What another batch, which is being loaded in its place, says of the same is settled at the end of that load.
	"""
	_settle(feed, batch, withdrawn=batch, unsettled=in_favour_of or "")
	frappe.db.delete("Indicator Record", {"batch": batch})


def _settle(feed: str, batch: str, withdrawn: str = "", unsettled: str = "") -> None:
	told = {"feed": feed, "batch": batch, "withdrawn": withdrawn, "without": (withdrawn, unsettled)}
	frappe.db.sql(SETTLE, told)
	if any(
		frappe.db.exists("Data Batch", known | {"rows_reversed": (">", 0)})
		for known in ({"name": batch}, {"feed": feed})
	):
		frappe.db.sql(TAKE_BACK, told)
		_discount_reversals_of_nothing(told)


def _discount_reversals_of_nothing(told: dict) -> None:
	found = frappe.db.sql(REVERSALS_OF_NOTHING, told)
	for names in bulk.chunks(name for name, _batch in found):
		frappe.db.sql(
			"update `tabIndicator Record` set superseded = 1 where name in %(names)s", {"names": names}
		)
	for batch in {batch for _name, batch in found}:
		_note_on(batch)


def _note_on(batch: str) -> None:
	"""Say on the batch, once, that reversals of it count for nothing."""
	note = _(
		"Records that this file takes back were rolled back or replaced since. The rows that take them back count for nothing: check them, and where they are right, roll this file back and load it again."
	)
	known = {"reference_doctype": "Data Batch", "reference_name": batch, "content": note}
	if not frappe.db.exists("Comment", known):
		frappe.get_doc("Data Batch", batch).add_comment("Info", note)
