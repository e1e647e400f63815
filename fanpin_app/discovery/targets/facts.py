"""What one row of a monthly file reports about its subject."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import frappe

from fanpin_app.discovery.feeds.definitions import FIGURES, NUMBERS_OF_PEOPLE
from fanpin_app.discovery.refusals.disability_grades import column_of_grades, other_grade
from fanpin_app.discovery.refusals.errors import BAD_DATE, BAD_VALUE, RowRefusedError
from fanpin_app.discovery.replacements.reversals import REVERSAL, SUPPLEMENT, Figured
from fanpin_app.discovery.tables.rows import Row, read
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets.subjects import Subject, is_before_birth

# An event without a figure, such as a registration, counts as one.
ONE_EVENT = Decimal(1)
# Values of a row: the key of its subject, and its fact.
KEY, FACT = "key", "fact"


class Fact(NamedTuple):
	"""What a row reports about its subject: indicator, figure and text of each value, and all of it as one text.

	`kind` is None, Supplement (adds to the other rows of the day) or Reversal (takes one of them back).
	"""

	record_date: date
	state: str | None
	figures: Figured
	written: str
	# One value for each of the feed's value columns.
	values: list
	kind: str | None


@dataclass(frozen=True)
class CheckedRows:
	"""Rows of a part: how many, refused ones with the reason, accepted ones with the registered name of the subject,
	reversals with the subject, the regions of the accepted rows, and the records to insert."""

	number: int
	refused: list[tuple[Row, RowRefusedError]] = field(default_factory=list)
	named: list[tuple[Row, str | None]] = field(default_factory=list)
	reversals: list[tuple[Row, Subject]] = field(default_factory=list)
	regions: set[str] = field(default_factory=set)
	records: list[tuple] = field(default_factory=list)
	supplements: list[tuple] = field(default_factory=list)


class FactReader:
	"""Reads the rows of a table without database queries."""

	def __init__(self, table: Table):
		feed = table.feed
		self._table = table
		self.match_key = feed.match_key
		self.date_column = feed.with_role("Record Date")[0]
		self.value_columns = feed.with_role("Value")
		self.state_columns = feed.with_role("State Key")
		self._indicator_columns = feed.with_role("Indicator")
		self._grade_column = column_of_grades(feed)
		self._kind_columns = feed.with_role("Row Kind")
		self.original_columns = [each for each in feed.with_role("Original Date") if table.has(each)]
		self.has_figures = any(column.data_type in FIGURES for column in self.value_columns)
		# Whether amounts of several rows may be added to one row's: not states such as days overdue, nor events.
		types = {column.data_type for column in self.value_columns}
		self.adds_up = (
			"Amount" in types
			and "Number" not in types
			and not (self.state_columns or self.date_column.indicator)
		)
		is_about_people = self.match_key.data_type in NUMBERS_OF_PEOPLE
		self._has_bills = self.has_figures and is_about_people
		self.numeric = set(frappe.get_all("Indicator", filters={"value_type": "Number"}, pluck="name"))

	def read(self, row: Row) -> Row:
		"""The row with its key and fact, or with the reason to refuse it."""
		try:
			row.values[KEY] = key = read(row, self.match_key, self._table)
			row.values[FACT] = fact = self._fact(row)
			if self._has_bills and is_before_birth(fact.record_date, key):
				raise RowRefusedError(BAD_DATE, self.date_column.header)
		except RowRefusedError as refused:
			row.refused = refused
		return row

	def _fact(self, row: Row) -> Fact:
		table = self._table
		record_date = read(row, self.date_column, table)
		for column in self.original_columns:
			record_date = read(row, column, table) or record_date
		values = [read(row, column, table) for column in self.value_columns]
		if self._grade_column and other_grade(row, table, self._grade_column):
			raise RowRefusedError(BAD_VALUE, self._grade_column.header)
		# An unknown value distinguishes no state, whether the column is missing or the cell is empty.
		stated = [read(row, column, table) for column in self.state_columns]
		state = [str(value) for value in stated if value is not None]
		named = [read(row, column, table) for column in self._indicator_columns]
		figures: Figured = [
			(indicator, sum(stated), None) if indicator in self.numeric else (indicator, 0, str(stated[-1]))
			for indicator, stated in self._values_by_indicator(values, named).items()
		]
		kind = self._kind(row, figures)
		if kind == REVERSAL:
			figures = [(indicator, -abs(figure), word) for indicator, figure, word in figures]
		written = repr((record_date.toordinal(), kind, *state, *named, *values))
		return Fact(record_date, "|".join(state) or None, figures, written, values, kind)

	def _kind(self, row: Row, figures: Figured) -> str | None:
		for column in self._kind_columns:
			if (kind := read(row, column, self._table)) in (SUPPLEMENT, REVERSAL):
				return kind
		if self._table.feed.negatives_reverse:
			for _indicator, figure, _word in figures:
				if figure < 0:
					return REVERSAL
		return None

	def _values_by_indicator(self, values: list, named: list[str]) -> dict[str, list]:
		"""The values by indicator; where the date is itself an event, its indicator as well."""
		by_indicator: dict[str, list] = {}
		if self.date_column.indicator:
			by_indicator[self.date_column.indicator] = [ONE_EVENT]
		for column, value in zip(self.value_columns, values, strict=True):
			if value is not None:
				by_indicator.setdefault(column.indicator or named[0], []).append(value)
		return by_indicator
