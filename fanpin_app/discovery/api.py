"""What clients may call of discovery: each function calls one that checks the rights and does the work.

Where more is to be said of arguments and results, the called function says it.
"""

from typing import Any

import frappe

from fanpin_app.discovery.applications.decisions import accept, answer
from fanpin_app.discovery.applications.household_matches import possible_households
from fanpin_app.discovery.applications.private_values import read_in_full
from fanpin_app.discovery.feeds.describe import describe
from fanpin_app.discovery.feeds.match_columns import keep, propose
from fanpin_app.discovery.loading.progress import cancel, get_progress
from fanpin_app.discovery.loading.push import push_file as take_file
from fanpin_app.discovery.visits.photos import photos_of
from fanpin_app.discovery.visits.recording import record_no_change


@frappe.whitelist(methods=["POST"])
def push_file(
	feed: str,
	period: str | None = None,
	replaces: str | None = None,
	is_correction: bool = False,
	when_sent_again: str | None = None,
	holds_corrections: bool = False,
) -> dict[str, str]:
	"""Take the request's `file` (multipart) as a Data Batch of the feed, to be loaded; returns its `batch` and `status`.

	`period`: the month (202610) or year, read from the file's name where it is not given. `replaces`: the batch that
	this one replaces, or with `is_correction` the one of which the file is the corrected error workbook.
	`when_sent_again`: how the file relates to an earlier one of its month: Replace, Add or Apart. `holds_corrections` is
	the name of `is_correction` before 0.1.0, accepted for one release.
	"""
	return take_file(feed, period, replaces, is_correction or holds_corrections, when_sent_again)


@frappe.whitelist(methods=["GET", "POST"])
def get_load_progress(batch: str) -> dict[str, Any]:
	"""The batch's status and, while it is being loaded, stage, rows_read, rows_total (None: unknown) and seconds."""
	return get_progress(batch)


@frappe.whitelist(methods=["POST"])
def cancel_load(batch: str) -> None:
	"""Cancel the load of a batch that waits or is being loaded: nothing of it is kept."""
	cancel(batch)


@frappe.whitelist(methods=["POST"])
def propose_feed_columns(file_name: str, content: str) -> dict:
	"""Propose the columns of a Data Feed for an example of an agency's file."""
	return describe(file_name, content)


@frappe.whitelist(methods=["POST"])
def propose_column_matches(batch: str, feed: str | None = None) -> dict[str, Any]:
	"""How the headers of the refused file and the feed (default: the likeliest) differ."""
	return propose(batch, feed)


@frappe.whitelist(methods=["POST"])
def store_column_matches(
	batch: str,
	feed: str,
	matches: str | dict[str, str],
	period: str | None = None,
	confirmed: bool = False,
) -> list[str]:
	"""Store headers of the refused file as other spellings of the feed's columns, and load the file again.

	`matches`: header in the file → header of the feed's column, as a dict or JSON. `period`: the file's month or year,
	where neither its name nor its days say. Returns doubts as sentences; then nothing is stored until they are
	`confirmed`.
	"""
	return keep(batch, feed, matches, period, confirmed)


@frappe.whitelist(methods=["POST"])
def find_possible_households(application: str) -> list[dict]:
	"""Households to which the applicant may belong: household, head_name, address, member_name, id_number_masked and by
	(ID Number or Name and Village). Different numbers that are looked up are logged and limited.
	"""
	return possible_households(application)


@frappe.whitelist(methods=["POST"])
def read_applicant_value(application: str, what: str, purpose: str, remarks: str | None = None) -> str | None:
	"""The applicant's full ID number or phone (`what`), or None if none is recorded. The reading is logged."""
	return read_in_full(application, what, purpose, remarks)


@frappe.whitelist(methods=["POST"])
def accept_application(application: str) -> None:
	"""Accept the Service Application: each of its risks becomes an alert of its household."""
	accept(application)


@frappe.whitelist(methods=["POST"])
def answer_application(application: str, reason: str) -> None:
	"""Answer the Service Application without accepting it, with a reason that the applicant reads."""
	answer(application, reason)


@frappe.whitelist(methods=["POST"])
def record_visit_without_change(household: str, minutes_spent: int = 0) -> str:
	"""Record that the user visited the household today and found no change; returns the name of the Household Visit."""
	return record_no_change(household, minutes_spent)


@frappe.whitelist(methods=["GET", "POST"])
def get_visit_photos(visit: str) -> list[dict]:
	"""The photos of a Household Visit, oldest first: file_url and file_name."""
	return photos_of(visit)
