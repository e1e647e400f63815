"""Matches rows that reverse an earlier row of the same person and day (冲销) with the records that they reverse.

A reversal of a whole figure and its record both count for nothing; a partial reversal lowers the sum of the day. The
record's figure is stored with the reversal, in `text_value`: the reversal counts only while there is such a record.

Agencies cancel a bill in the month after and book the right one beside it (红冲蓝补): the reversal then takes back the
earlier file's record, and the new bill counts beside what remains. Other files list a bill and its reversal together.
Where both readings are possible, with different results, the file is held.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
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
	where record.feed = %(feed)s and record.superseded = 0 and record.batch not in %(without)s
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


@dataclass(frozen=True)
class Reversal:
	"""A row that reverses others: its number and place in the file, and its figures, whose values are not above 0."""

	row: int
	key: Key
	figures: Sequence[Figure]


class Records:
	"""The records that a file may reverse: those of earlier files first, unless its own are the only equal ones."""

	def __init__(self, feed: str, batch: str, reversals: Sequence[Reversal], without: Sequence[str] = ()):
		"""`without`: earlier files that this one replaces."""
		self.feed, self.batch, self._reversals = feed, batch, reversals
		self._open: dict[Key, OpenFigures] = defaultdict(OpenFigures)
		for some in bulk.chunks(dict.fromkeys(each.key for each in reversals)):
			for subject, day, indicator, value, text, state, own in frappe.db.sql(
				FOUND, {"feed": feed, "batch": batch, "keys": _as_json(some), "without": (*without, "")}
			):
				figures = self._open[subject, day]
				pool = figures.own if own else figures.earlier
				pool.append((indicator, Decimal(str(value)), text, state))
		# The first row in doubt for each fact.
		self.doubtful = self._doubtful()
		self._counted_beside: set[FactKey] = set(self.doubtful)

	def _doubtful(self) -> dict[FactKey, Reversal]:
		by_fact: dict[FactKey, list[Reversal]] = defaultdict(list)
		for reversal in self._reversals:
			for indicator, _value, _text, state in reversal.figures:
				by_fact[(*reversal.key, indicator, state)].append(reversal)
		# The figures of a row are reversed together: where one of them is sure, the others are.
		sure = {
			id(each)
			for fact, found in by_fact.items()
			if are_of_earlier(*self._sides(fact, found))
			for each in found
		}
		return {
			fact: found[0]
			for fact, found in by_fact.items()
			if not sure.issuperset(map(id, found)) and are_doubtful(*self._sides(fact, found))
		}

	def _sides(self, fact: FactKey, reversals: Sequence[Reversal]) -> tuple[list[Figure], ...]:
		"""The figures of one fact: those that reverse others, the file's own, and those of earlier files."""
		known = self._open[fact[:2]]
		taken = [figure for each in reversals for figure in each.figures]
		return tuple(_of_fact(fact, figures) for figures in (taken, known.own, known.earlier))

	def reverse(self, reversal: Reversal) -> list[Figure] | None:
		"""Match the row's figures with open ones of the person and day: all or none.

		Returns them with the reversed figures as their texts, or None where there is nothing to reverse.
		"""
		key, figures = reversal.key, reversal.figures
		known = self._open[key]
		pools = [known.earlier, known.own]
		if not _are_all_in(known.earlier, figures) and _are_all_in(known.own, figures):
			pools.reverse()
		for pool in pools:
			left = list(pool)
			taken = [_take(left, figure) for figure in figures]
			if all(taken):
				pool[:] = left
				if pool is known.earlier:
					self._counted_beside.update((*key, each[0], each[3]) for each in figures)
				return [figure for figure in taken if figure]
		return None

	def mark_supplements(self) -> None:
		"""Where the file reverses an earlier record, mark its other rows of that fact as additions to the remainder."""
		for some in bulk.chunks(self._counted_beside):
			frappe.db.sql(MARK_SUPPLEMENTS, {"batch": self.batch, "facts": _as_json(some)})


def are_of_earlier(taken: Sequence[Figure], own: Sequence[Figure], earlier: Sequence[Figure]) -> bool:
	"""Whether earlier files have all figures that are reversed, and the file itself does not."""
	reversed_figures, of_own, of_earlier = _counters(taken, own, earlier)
	return reversed_figures <= of_earlier and not reversed_figures <= of_own


def are_doubtful(taken: Sequence[Figure], own: Sequence[Figure], earlier: Sequence[Figure]) -> bool:
	"""Whether reversals of one fact may be of the file's own figures or of earlier ones, with different results."""
	if not own or not earlier or are_of_earlier(taken, own, earlier):
		return False
	reversed_figures, of_own, of_earlier = _counters(taken, own, earlier)
	total, total_own, total_earlier = (
		sum(value for _indicator, value, _text, _state in figures) for figures in (taken, own, earlier)
	)
	takes_earlier = False
	for figure, times in reversed_figures.items():
		in_own, in_earlier = of_own[figure], of_earlier[figure]
		if in_own or in_earlier:
			if in_own and in_earlier and times != in_own + in_earlier:
				return True
			is_of_earlier = in_earlier > 0
		else:
			amount = figure[0] * times
			if total_own >= amount and total_earlier >= amount:
				return True
			is_of_earlier = total_own < amount
		takes_earlier = takes_earlier or is_of_earlier
	# Otherwise the file's own remainder supersedes the earlier figures: a larger one corrects them.
	return not takes_earlier and total_own + total < total_earlier


def _counters(taken: Sequence[Figure], *pools: Sequence[Figure]) -> list[Counter]:
	reversed_figures = Counter((-value, text) for _indicator, value, text, _state in taken)
	return [reversed_figures, *(Counter(each[1:3] for each in pool) for pool in pools)]


def _of_fact(fact: FactKey, figures: Iterable[Figure]) -> list[Figure]:
	return [figure for figure in figures if (figure[0], figure[3]) == fact[2:]]


def _are_all_in(pool: Sequence[Figure], figures: Sequence[Figure]) -> bool:
	return all((indicator, -value, text, state) in pool for indicator, value, text, state in figures)


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
