"""Conditions that change no result of a list of documents in a region, and make the database use an index.

Each is for a table of millions of rows; `make bench` measures the lists (docs/performance.md).
"""

from collections.abc import Sequence

import frappe

from fanpin_app.permissions.postings import SIGNIFICANT_DIGITS

# There is an index on this column and the region. The database uses it only if the query lists the column's values;
# otherwise it scans all rows.
LEADING_COLUMN = {"Income Statement": "year", "Indicator Record": "indicator"}
# Lists are sorted by day, latest first, with an index on day and region. A redundant range on the day makes the database
# filter by region inside the index, which it does not do if it uses the index for sorting only.
DAY_COLUMN = {"Indicator Record": "record_date"}
# Lists are sorted latest first. A district's rows are selected by region in a sub-query and then sorted: otherwise the
# database follows the order, and reads the rows of all other districts if this one was screened first.
LATEST_FIRST = ("Risk Alert",)


def selects_in_subquery(doctype: str, prefixes: Sequence[str]) -> bool:
	return doctype in LATEST_FIRST and not _is_wider_than("District", prefixes)


def conditions(doctype: str, prefixes: Sequence[str]) -> list[str]:
	"""The SQL conditions to add for a user who reaches regions with these prefixes."""
	if doctype in DAY_COLUMN and _is_wider_than("Village", prefixes):
		return [f"`tab{doctype}`.`{DAY_COLUMN[doctype]}` <= '9999-12-31'"]
	if not (column := LEADING_COLUMN.get(doctype)):
		return []
	values = frappe.db.sql_list(f"select distinct `{column}` from `tab{doctype}`")
	written = ", ".join(frappe.db.escape(value) for value in values) or "null"
	return [f"`tab{doctype}`.`{column}` in ({written})"]


def _is_wider_than(level: str, prefixes: Sequence[str]) -> bool:
	return any(len(prefix) < SIGNIFICANT_DIGITS[level] for prefix in prefixes)
