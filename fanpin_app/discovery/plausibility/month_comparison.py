"""Compares a month's file with last month's files about the same regions: rows, refused rows, and each column's figures.

The feed sets from how many rows files are compared, and how far each figure may differ (0: not compared). Small files
differ by chance, so months with fewer rows are not compared, nor are means of columns with fewer figures that are not 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import fmt_money

from fanpin_app.discovery.loading import batch_access

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_feed.data_feed import DataFeed
	from fanpin_app.discovery.plausibility.hold import ReadFile

# A column counts as emptied where, by the month before, at least this many figures above zero were expected.
EXPECTED_ABOVE_ZERO = 5


@dataclass(frozen=True)
class Figures:
	"""A column's number of figures, how many of them are 0, and their sum."""

	figures: int = 0
	zeros: int = 0
	total: Decimal = Decimal(0)

	def with_more(self, values: Sequence) -> Figures:
		"""These figures and the values; None is no figure."""
		more = [value for value in values if value is not None]
		return Figures(
			self.figures + len(more), self.zeros + more.count(0), self.total + sum(more, Decimal(0))
		)

	def without(self, value: Decimal | None) -> Figures:
		"""These figures without one of the values."""
		if value is None:
			return self
		return Figures(self.figures - 1, self.zeros - (value == 0), self.total - value)

	@property
	def zero_share(self) -> float:
		return self.zeros / self.figures

	@property
	def mean(self) -> float:
		return float(self.total) / self.figures

	@property
	def others(self) -> int:
		"""How many figures are not 0."""
		return self.figures - self.zeros


@dataclass(frozen=True)
class Month:
	"""The loaded files of a feed and period, taken together."""

	period: str
	files: int
	rows_read: int
	rows_refused: int
	columns: dict[str, Figures]


def reasons(file: ReadFile) -> Iterator[str]:
	"""A sentence for each way in which the file differs from the month before."""
	fewest = file.feed.held_from_rows
	if file.target.compares_first or not fewest or file.report.rows_read < fewest:
		return
	before = _month_before(file)
	if before is None or before.rows_read < fewest:
		return
	yield from _row_count_reasons(file, before)
	yield from _refusal_reasons(file, before)
	for header, now in file.target.figures().items():
		then = before.columns.get(header)
		if then:
			yield from column_reasons(file.feed, before.period, header, now, then)


def column_reasons(feed: DataFeed, period: str, header: str, now: Figures, then: Figures) -> Iterator[str]:
	"""A sentence for each way in which the column differs from the earlier period."""
	fewest = feed.held_from_rows
	if min(now.figures, then.figures) < fewest:
		return
	yield from _zero_reasons(feed, period, header, now, then)
	# With few figures that are not 0, such as days overdue, the mean varies by tens of percent.
	if min(now.others, then.others) >= fewest:
		yield from _mean_reasons(feed, period, header, now, then)


def _row_count_reasons(file: ReadFile, before: Month) -> Iterator[str]:
	most, now, then = file.feed.held_rows, file.report.rows_read, before.rows_read
	# One of several files of a month has only some of its rows.
	too_few = before.files == 1 and now * most < then
	if most and (too_few or now > then * most):
		yield _("{0} rows, where {1} had {2}.").format(now, before.period, then)


def _refusal_reasons(file: ReadFile, before: Month) -> Iterator[str]:
	now = file.report.refusals.total() / file.report.rows_read
	then = before.rows_refused / before.rows_read
	if _rose(now, then, file.feed.held_refused):
		yield _("{0} of the rows were refused, where {1} had {2}.").format(
			_percent(now), before.period, _percent(then)
		)


def _zero_reasons(feed: DataFeed, period: str, header: str, now: Figures, then: Figures) -> Iterator[str]:
	if not feed.held_zeros:
		return
	emptied = now.zeros == now.figures and (1 - then.zero_share) * now.figures >= EXPECTED_ABOVE_ZERO
	differs = abs(now.zero_share - then.zero_share) * 100 > feed.held_zeros
	if emptied or differs:
		yield _("{0}: {1} of the figures are 0, where {2} had {3}.").format(
			header, _percent(now.zero_share), period, _percent(then.zero_share)
		)


def _mean_reasons(feed: DataFeed, period: str, header: str, now: Figures, then: Figures) -> Iterator[str]:
	most, (less, more) = feed.held_mean, sorted((abs(now.mean), abs(then.mean)))
	# A column of zeros is reported by `_zero_reasons`.
	if most and less and more > less * most:
		yield _("{0}: the mean is {1}, where {2} had {3}.").format(
			header, fmt_money(now.mean, precision=2), period, fmt_money(then.mean, precision=2)
		)


def _rose(now: float, then: float, points: int) -> bool:
	return bool(points) and (now - then) * 100 > points


def _percent(share: float) -> str:
	return f"{share:.0%}"


def _month_before(file: ReadFile) -> Month | None:
	"""The loaded files that this one is compared with: see `batch_access.month_before`."""
	found = batch_access.month_before(file.table.feed.name, file.batch.period, file.report.regions)
	if not found:
		return None
	period, names = found
	batches = frappe.get_all(
		"Data Batch",
		filters={"name": ("in", names)},
		fields=["name", "rows_read", "rows_refused"],
		limit_page_length=0,
	)
	return Month(
		period,
		len(batches),
		sum(batch.rows_read for batch in batches),
		sum(batch.rows_refused for batch in batches),
		_columns(names),
	)


def _columns(batches: list[str]) -> dict[str, Figures]:
	columns: dict[str, Figures] = {}
	for row in frappe.get_all(
		"Batch Column",
		filters={"parent": ("in", batches)},
		fields=["header", "figures", "zeros", "total"],
		limit=0,
	):
		known = columns.get(row.header, Figures())
		columns[row.header] = Figures(
			known.figures + row.figures, known.zeros + row.zeros, known.total + Decimal(str(row.total))
		)
	return columns
