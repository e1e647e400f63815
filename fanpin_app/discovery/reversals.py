"""Rows that take back what an earlier row said of the same person and day (冲销), held against the records they meet.

A reversal of a whole figure and the record that it meets count for nothing; one of a part lessens the sum of the day. With
a reversal the figure of the record that it meets is kept, in `text_value`: it counts only while there is such a record.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import frappe

from fanpin_app import bulk

NORMAL, SUPPLEMENT, REVERSAL = "Normal", "Supplement", "Reversal"
KINDS = (NORMAL, SUPPLEMENT, REVERSAL)

Key = tuple[str, date]  # subject and day
Figure = tuple[str, Decimal, str | None, str | None]  # indicator, value, text, state

FOUND = """
	select record.subject, record.record_date, record.indicator, record.value, record.text_value, record.state_key,
		record.batch = %(batch)s
	from json_table(%(keys)s, '$[*]' columns (subject varchar(140) path '$[0]', day date path '$[1]')) asked
	straight_join `tabIndicator Record` record
		on record.subject = asked.subject and record.record_date = asked.day
	where record.feed = %(feed)s and record.superseded = 0
	order by record.batch, record.row_no
"""
COUNT_BESIDE = """
	update json_table(%(keys)s, '$[*]' columns (subject varchar(140) path '$[0]', day date path '$[1]')) asked
	straight_join `tabIndicator Record` record
		on record.subject = asked.subject and record.record_date = asked.day
	set record.row_kind = 'Supplement'
	where record.batch = %(batch)s and coalesce(record.row_kind, '') = ''
"""


@dataclass
class Told:
	"""What is told of one person and day, by this file and by earlier ones, and not taken back yet."""

	own: list[Figure] = field(default_factory=list)
	earlier: list[Figure] = field(default_factory=list)


class Records:
	"""The records that a file's reversals may meet: its own first, for a file that lists a whole journal is complete."""

	def __init__(self, feed: str, batch: str, keys: Sequence[Key]):
		self.feed, self.batch = feed, batch
		self._told: dict[Key, Told] = defaultdict(Told)
		self._met_earlier: set[Key] = set()
		for some in bulk.chunks(dict.fromkeys(keys)):
			for subject, day, indicator, value, text, state, own in frappe.db.sql(
				FOUND, {"feed": feed, "batch": batch, "keys": _as_json(some)}
			):
				told = self._told[subject, day]
				figures = told.own if own else told.earlier
				figures.append((indicator, Decimal(str(value)), text, state))

	def take_back(self, key: Key, figures: Sequence[Figure]) -> list[Figure] | None:
		"""Take the figures off what is told, all or none. Their values are below 0.

		Returns them with the figures that they met as their texts, or None where they met none.
		"""
		told = self._told[key]
		for pool in (told.own, told.earlier):
			left = list(pool)
			taken = [_take(left, figure) for figure in figures]
			if all(taken):
				pool[:] = left
				if pool is told.earlier:
					self._met_earlier.add(key)
				return taken
		return None

	def count_beside(self) -> None:
		"""What the file says besides of a day of which it takes back an earlier record adds to what is left of that day."""
		for some in bulk.chunks(self._met_earlier):
			frappe.db.sql(COUNT_BESIDE, {"batch": self.batch, "keys": _as_json(some)})


def _take(pool: list[Figure], figure: Figure) -> Figure | None:
	"""Take a figure off the pool: the record of the same, or else a part of what the day comes to.

	Returns it with the figure of the record that it met as its text; with none where no record alone is so great.
	"""
	indicator, value, text, state = figure
	told = [each[1] for each in pool if (each[0], each[3]) == (indicator, state)]
	if value and sum(told) < -value:
		return None
	if (whole := (indicator, -value, text, state)) in pool:
		pool.remove(whole)
		return (indicator, value, str(-value), state) if value else figure
	if not value:
		return None
	pool.append(figure)
	met = min((each for each in told if each > -value), default=None)
	return indicator, value, None if met is None else str(met), state


def _as_json(keys: Sequence[Key]) -> str:
	return frappe.as_json([[subject, str(day)] for subject, day in keys])
