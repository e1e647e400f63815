"""Rows of one file that report two states of one subject and day of which only one can be true: in school and dropped
out, dead and unhurt, a loan 95 days overdue and paid. Since the file does not say which is right, both are refused.

Amounts of a day add up, and do not contradict each other.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import frappe

from fanpin_app.discovery.plausibility.repeated_keys import contradicts
from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.tables.rows import Row

# A loan is identified by its state key: its figures are no sums.
CONTRADICTED = """
	select subject, record_date, indicator, state_key
	from `tabIndicator Record`
	where batch = %(batch)s and indicator in %(indicators)s and coalesce(row_kind, '') = ''
	group by subject, record_date, indicator, state_key
	having min(text_value) != max(text_value) or min(value) != max(value)
"""
DELETE_RECORDS = """
	delete from `tabIndicator Record`
	where batch = %(batch)s and row_no = %(row_no)s
		and subject = %(subject)s and record_date = %(record_date)s and state_key <=> %(state_key)s
"""


class State(NamedTuple):
	subject: str
	record_date: date
	indicator: str
	state_key: str | None


def contradicted(batch: str, indicators: Iterable[str]) -> set[State]:
	"""States of these indicators that the batch's stored rows report in two ways."""
	if not (indicators := list(indicators)):
		return set()
	return {State(*row) for row in frappe.db.sql(CONTRADICTED, {"batch": batch, "indicators": indicators})}


def refusals(rows: Iterable[tuple[Row, State, str]]) -> list[tuple[Row, RowRefusedError]]:
	"""The rows, each given with its state and header, with the reasons to refuse them."""
	by_state: dict[State, list[tuple[Row, str]]] = defaultdict(list)
	for row, state, header in rows:
		by_state[state].append((row, header))
	return [
		(row, contradicts(row, [other for other, _header in rows], header))
		for rows in by_state.values()
		for row, header in rows
	]


def delete_records(batch: str, rows: Iterable[tuple[Row, State]]) -> None:
	"""Delete the batch's records of the rows, each given with its state."""
	for row, state in rows:
		frappe.db.sql(DELETE_RECORDS, {"batch": batch, "row_no": row.number, **state._asdict()})
