"""Which of several files holds: of one feed, person (or village) and day, the file of the greatest precedence.

A batch's precedence begins with its period and ends with its arrival; a file that takes another's place takes its
precedence too. Supplements and reversals state no day anew. They count beside the statement that holds, and no longer
where a later one follows; a reversal and the record that it takes back both count for nothing.
"""

import frappe
from frappe.model.document import Document

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
		select record.subject, record.record_date,
			max(if(coalesce(record.row_kind, '') = '', {PRECEDENCE}, '')) as precedence
		from ({KEYS_OF_OTHERS_TOO}) named
		straight_join `tabIndicator Record` record
			on record.subject = named.subject and record.record_date = named.record_date
		left join `tabData Batch` batch on batch.name = record.batch
		where record.feed = %(feed)s and record.batch != %(without)s
		group by record.subject, record.record_date
	) last_word
	straight_join `tabIndicator Record` record
		on record.subject = last_word.subject and record.record_date = last_word.record_date
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
		and reversal.batch != %(without)s
"""
SAME_FIGURE = "subject, record_date, indicator, state_key, text_value, abs(value)"
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
			where record.feed = %(feed)s and record.superseded = 0 and record.batch != %(without)s
		) holding
	) told
	straight_join `tabIndicator Record` record on record.name = told.name
	set record.superseded = 1
	where told.place <= least(told.reversals, told.others)
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
	"""After a load: what the batch says replaces what earlier files of the feed said of the same subject and date."""
	_settle(feed, batch, without="")


def withdraw(feed: str, batch: str) -> None:
	"""Take a batch's records away and bring back what they had replaced."""
	_settle(feed, batch, without=batch)
	frappe.db.delete("Indicator Record", {"batch": batch})


def _settle(feed: str, batch: str, without: str) -> None:
	told = {"feed": feed, "batch": batch, "without": without}
	frappe.db.sql(SETTLE, told)
	if any(
		frappe.db.exists("Data Batch", known | {"rows_reversed": (">", 0)})
		for known in ({"name": batch}, {"feed": feed})
	):
		frappe.db.sql(TAKE_BACK, told)
