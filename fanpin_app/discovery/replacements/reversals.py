"""Matches rows that reverse an earlier row of the same person and day (冲销) with the records that they reverse.

A reversal of a whole figure and its record both count for nothing; a partial reversal lowers the sum of the day. The
record's figure is stored with the reversal, in `text_value`: the reversal counts only while there is such a record.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import frappe

from fanpin_app.database import bulk

NORMAL, SUPPLEMENT, REVERSAL = "Normal", "Supplement", "Reversal"
KINDS = (NORMAL, SUPPLEMENT, REVERSAL)

Key = tuple[str, date]  # subject and day
FactKey = tuple[str, date, str, str | None]  # subject, day, indicator and state
Figure = tuple[str, Decimal, str | None, str | None]  # indicator, value, text, state
Figured = Sequence[tuple[str, Decimal | int, str | None]]  # indicator, value and text of each value of a row

FOUND = """
	select record.subject, record.record_date, record.indicator, record.value, record.text_value, record.state_key,
		record.batch = %(batch)s
	from json_table(%(keys)s, '$[*]' columns (subject varchar(140) path '$[0]', day date path '$[1]')) asked
	straight_join `tabIndicator Record` record
		on record.subject = asked.subject and record.record_date = asked.day
	where record.feed = %(feed)s and record.superseded = 0
	order by record.batch, record.row_no
"""
MARK_SUPPLEMENTS = """
	update json_table(%(facts)s, '$[*]' columns (
		subject varchar(140) path '$[0]', day date path '$[1]',
		indicator varchar(140) path '$[2]', state varchar(140) path '$[3]'
	)) asked
	straight_join `tabIndicator Record` record
		on record.subject = asked.subject and record.record_date = asked.day
			and record.indicator = asked.indicator and record.state_key <=> asked.state
	set record.row_kind = 'Supplement'
	where record.batch = %(batch)s and coalesce(record.row_kind, '') = ''
"""


@dataclass
class OpenFigures:
	"""The figures of one person and day that are not reversed yet: of this file, and of earlier ones."""

	own: list[Figure] = field(default_factory=list)
	earlier: list[Figure] = field(default_factory=list)


class Records:
	"""The records that a file may reverse: its own first, since a file that lists a whole journal is complete."""

	def __init__(self, feed: str, batch: str, keys: Sequence[Key]):
		self.feed, self.batch = feed, batch
		self._open: dict[Key, OpenFigures] = defaultdict(OpenFigures)
		self._reversed_earlier: set[FactKey] = set()
		for some in bulk.chunks(dict.fromkeys(keys)):
			for subject, day, indicator, value, text, state, own in frappe.db.sql(
				FOUND, {"feed": feed, "batch": batch, "keys": _as_json(some)}
			):
				figures = self._open[subject, day]
				pool = figures.own if own else figures.earlier
				pool.append((indicator, Decimal(str(value)), text, state))

	def reverse(self, key: Key, figures: Sequence[Figure]) -> list[Figure] | None:
		"""Match the figures, whose values are below 0, with open ones of the person and day: all or none.

		Returns them with the reversed figures as their texts, or None where there is nothing to reverse.
		"""
		known = self._open[key]
		for pool in (known.own, known.earlier):
			left = list(pool)
			taken = [_take(left, figure) for figure in figures]
			if all(taken):
				pool[:] = left
				if pool is known.earlier:
					self._reversed_earlier.update((*key, each[0], each[3]) for each in figures)
				return [figure for figure in taken if figure]
		return None

	def mark_supplements(self) -> None:
		"""Where the file reverses an earlier record, mark its other rows of that fact as additions to the remainder."""
		for some in bulk.chunks(self._reversed_earlier):
			frappe.db.sql(MARK_SUPPLEMENTS, {"batch": self.batch, "facts": _as_json(some)})


def _take(pool: list[Figure], figure: Figure) -> Figure | None:
	"""Remove a figure from the pool: an equal record, or else a part of the sum of the day.

	Returns it with the reversed record's figure as its text; without a text where no single record is large enough.
	"""
	indicator, value, text, state = figure
	values = [each[1] for each in pool if (each[0], each[3]) == (indicator, state)]
	if value and sum(values) < -value:
		return None
	if (whole := (indicator, -value, text, state)) in pool:
		pool.remove(whole)
		return (indicator, value, str(-value), state) if value else figure
	if not value:
		return None
	pool.append(figure)
	reversed_value = min((each for each in values if each > -value), default=None)
	return indicator, value, None if reversed_value is None else str(reversed_value), state


def _as_json(keys: Sequence[Key] | Sequence[FactKey]) -> str:
	return json.dumps([[subject, str(day), *others] for subject, day, *others in keys], ensure_ascii=False)
