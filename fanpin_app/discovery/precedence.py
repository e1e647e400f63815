"""Which of several files holds: of one feed, person (or village) and day, the latest file that named them.

A batch's name begins with its period and ends with its arrival, so the greatest name is the last word.
"""

import frappe

KEYS_OF_BATCH = """
	select distinct subject, record_date from `tabIndicator Record` where batch = %(batch)s
"""
SETTLE = f"""
	update `tabIndicator Record` record
	join (
		select told.subject, told.record_date, max(told.batch) as batch
		from `tabIndicator Record` told
		join ({KEYS_OF_BATCH}) named on named.subject = told.subject and named.record_date = told.record_date
		where told.feed = %(feed)s and told.batch != %(without)s
		group by told.subject, told.record_date
	) last_word on last_word.subject = record.subject and last_word.record_date = record.record_date
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
