"""Which of several files holds: of one feed, person (or village) and day, the latest file that named them.

A batch's name begins with its period and ends with its arrival, so the greatest name is the last word.
"""

import frappe

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


def settle(feed: str, batch: str) -> None:
	"""After a load: what the batch says replaces what earlier files of the feed said of the same subject and date."""
	frappe.db.sql(SETTLE, {"feed": feed, "batch": batch, "without": ""})


def withdraw(feed: str, batch: str) -> None:
	"""Take a batch's records away and bring back what they had replaced."""
	frappe.db.sql(SETTLE, {"feed": feed, "batch": batch, "without": batch})
	frappe.db.delete("Indicator Record", {"batch": batch})
