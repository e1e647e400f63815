"""Which of several files holds: of one feed, person (or village) and day, the latest file that named them.

A batch's name begins with its period and ends with its arrival, so the greatest name is the last word.
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
SETTLE = f"""
	update (
		select told.subject, told.record_date, max(told.batch) as batch
		from ({KEYS_OF_OTHERS_TOO}) named
		straight_join `tabIndicator Record` told
			on told.subject = named.subject and told.record_date = named.record_date
		where told.feed = %(feed)s and told.batch != %(without)s
		group by told.subject, told.record_date
	) last_word
	straight_join `tabIndicator Record` record
		on record.subject = last_word.subject and record.record_date = last_word.record_date
	set record.superseded = record.batch < last_word.batch
	where record.feed = %(feed)s
"""


def others_may_tell_of_the_same(batch: Document) -> bool:
	"""Whether there is another batch of the feed about any of the days that this one tells of."""
	return bool(
		frappe.db.sql(
			OTHERS, {field: batch.get(field) for field in ("name", "feed", "first_day", "last_day")}
		)
	)


def settle(feed: str, batch: str) -> None:
	"""After a load: what the batch says replaces what earlier files of the feed said of the same subject and date."""
	frappe.db.sql(SETTLE, {"feed": feed, "batch": batch, "without": ""})


def withdraw(feed: str, batch: str) -> None:
	"""Take a batch's records away and bring back what they had replaced."""
	frappe.db.sql(SETTLE, {"feed": feed, "batch": batch, "without": batch})
	frappe.db.delete("Indicator Record", {"batch": batch})
