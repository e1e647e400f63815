"""Rows of agencies' monthly files become Indicator Records of the households of their people, or of villages.

The reasons for refusal are checked in the order of the contract: number, person, date, amount, repetition.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING

import frappe

from fanpin_app.database import bulk
from fanpin_app.discovery.feeds.definitions import FIGURES, Column
from fanpin_app.discovery.loading.differences import Difference
from fanpin_app.discovery.loading.prefetch import SeenFacts, check_ahead, read_ahead
from fanpin_app.discovery.plausibility import (
	changed_states,
	column_drift,
	contradicting_states,
	village_names,
)
from fanpin_app.discovery.plausibility.contradicting_states import State
from fanpin_app.discovery.plausibility.distant_days import DistantDays
from fanpin_app.discovery.plausibility.empty_figures import only_zeros
from fanpin_app.discovery.plausibility.month_comparison import Figures
from fanpin_app.discovery.plausibility.name_check import names_of
from fanpin_app.discovery.plausibility.repeated_tables import Repetition, RowsByTable, Sums
from fanpin_app.discovery.refusals.errors import (
	DUPLICATE,
	NOTHING_TO_REVERSE,
	UNKNOWN_PERSON,
	UNKNOWN_REGION,
	WRONG_LEVEL,
	RowRefusedError,
)
from fanpin_app.discovery.replacements import lessened_facts, precedence
from fanpin_app.discovery.replacements.reversals import REVERSAL, SUPPLEMENT, Records, Reversal
from fanpin_app.discovery.tables.rows import Row, data_rows, uncounted
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets import CHUNK, FactTarget, NewRows, Part
from fanpin_app.discovery.targets.facts import FACT, KEY, CheckedRows, Fact, FactReader
from fanpin_app.discovery.targets.shared_numbers import SharedNumbers
from fanpin_app.discovery.targets.subjects import Subject, people, villages
from fanpin_app.discovery.targets.swapped_days import SwappedDays
from fanpin_app.discovery.targets.whose_numbers import WhoseNumbers

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch

FIELDS = (
	"feed",
	"indicator",
	"household",
	"member",
	"subject",
	"region",
	"record_date",
	"value",
	"text_value",
	"state_key",
	"batch",
	"row_no",
)
BY_PLACE = itemgetter(FIELDS.index("region"), FIELDS.index("subject"))
UNKNOWN = {"Region Code": UNKNOWN_REGION}
LEVELS_OF_VILLAGES = ("Village", "Grid")
# A feed whose key column has such a name is about regions above villages.
UPPER_LEVEL_WORDS = re.compile(r"[镇乡区县市]|街道|办事处")
VILLAGE_WORDS = re.compile(r"村|居委|社区|小区")


class IndicatorRecords(FactTarget):
	"""Facts are inserted without comparison; which of them are valid is decided when all rows are in."""

	def __init__(self, table: Table, batch: "DataBatch"):
		super().__init__(table, batch)
		feed = table.feed
		self.feed_name, self.batch_name = feed.name, batch.name
		self.facts = FactReader(table)
		self.match_key, self.date_column = self.facts.match_key, self.facts.date_column
		self.value_columns, self.original_columns = self.facts.value_columns, self.facts.original_columns
		self.adds_up = self.facts.adds_up
		self.whose_numbers = WhoseNumbers(table)
		self.shared_numbers = SharedNumbers()
		self.distant_days = DistantDays(self.date_column.header, batch.period or "")
		day = table.positions.get(self.date_column.header)
		self.swapped_days = SwappedDays(self.date_column.header, day, batch.period or "")
		self.seen = SeenFacts()
		self.by_table = RowsByTable()
		self.days: set[date] = set()
		# Days of rows that are not supplements or reversals.
		self.ordinary_days: set[date] = set()
		self.sums: dict[str, list] = defaultdict(lambda: [0, Decimal(0)])
		self.reversals: list[tuple[Row, Subject]] = []
		self.open_records: Records | None = None
		self.rows_reversed = self.rows_accepted = 0
		self.is_about_villages = feed.match_by == "Region Code" and not _is_of_upper_levels(self.match_key)
		self.lowered_facts: list[str] = []
		self.column_figures: dict[str, Figures] = {}

	def parts(self) -> Iterator[Part]:
		for checked in check_ahead(self._check, self._rows_with_subjects()):
			yield self._part(checked)
		if contradicted := self._contradicted_rows():
			yield Part(
				0,
				contradicting_states.refusals(contradicted),
				contradicted=[(row, state) for row, state, _header in contradicted],
			)

	def _rows_with_subjects(self) -> Iterator[tuple[list[Row], dict[str, Subject]]]:
		for rows in read_ahead(bulk.chunks(map(self.facts.read, data_rows(self.table)), CHUNK)):
			subjects, shared = self._subjects({row.values[KEY] for row in rows if KEY in row.values})
			self.shared_numbers.add(rows, KEY, shared)
			self.whose_numbers.learn(rows, subjects, KEY)
			yield rows, subjects

	def _check(self, read: tuple[list[Row], dict[str, Subject]]) -> CheckedRows:
		"""Refuse the invalid rows and collect what is reported for the whole file. Makes no database queries."""
		rows, subjects = read
		checked = CheckedRows(len(rows))
		usual, supplements = [], []
		for row in rows:
			try:
				subject = self._subject(row, subjects)
			except RowRefusedError as reason:
				checked.refused.append((row, reason))
				continue
			checked.named.append((row, subject.name))
			checked.regions.add(subject.region)
			kind = row.values[FACT].kind
			if kind == REVERSAL:
				checked.reversals.append((row, subject))
			elif kind:
				checked.supplements.extend(self._records(row, subject))
				supplements.append(row)
			else:
				checked.records.extend(self._records(row, subject))
				usual.append(row)
		self.whose_numbers.add(checked.named)
		self.reversals += checked.reversals
		self.rows_accepted += len(checked.named)
		self._count(usual, supplements)
		self.swapped_days.add_refused(row for row, _reason in checked.refused)
		return checked

	def _count(self, usual: list[Row], supplements: list[Row]) -> None:
		days = [row.values[FACT].record_date for row in usual]
		self.ordinary_days.update(days)
		if self.facts.has_figures:
			self.distant_days.add(usual, days)
		accepted = usual + supplements
		facts = [row.values[FACT] for row in accepted]
		days = [fact.record_date for fact in facts]
		self.days.update(days)
		self._count_figures(facts)
		self.swapped_days.add(accepted, days)
		self.empty_figures.add(accepted)
		self.note_accepted(accepted)

	def _part(self, checked: CheckedRows) -> Part:
		names = names_of(checked.named, self.whose_numbers.name_place)
		if self.is_about_villages:
			names.add(village_names.names_of(self.table, [row for row, _name in checked.named], KEY))
		return Part(
			checked.number - len(checked.reversals),
			checked.refused,
			names=names,
			regions=checked.regions,
			facts=[
				_records_of_kind(SUPPLEMENT, checked.supplements),
				# Sorted rows touch fewer index pages.
				NewRows("Indicator Record", FIELDS, sorted(checked.records, key=BY_PLACE)),
			],
		)

	def _contradicted_rows(self) -> list[tuple[Row, State, str]]:
		"""Accepted rows whose state another row of the file contradicts, with the state and the header of its column;
		they no longer count in the sums."""
		states = contradicting_states.contradicted(self.batch.name, filter(self._is_state, self.sums))
		if not states:
			return []
		rows = list(self._rows_about(states))
		for row, _state, _header in rows:
			fact = row.values[FACT]
			for indicator, value, _word in fact.figures:
				self.sums[indicator][0] -= 1
				self.sums[indicator][1] -= value
			for column, value in zip(self.value_columns, fact.values, strict=True):
				if column.header in self.column_figures:
					self.column_figures[column.header] = self.column_figures[column.header].without(value)
		return rows

	def _is_state(self, indicator: str) -> bool:
		"""Whether differing rows of one day cannot all be true: that is so for texts, and for the days of a loan."""
		if indicator not in self.facts.numeric:
			return True
		return bool(self.facts.state_columns) and any(
			column.indicator == indicator and column.data_type == "Number" for column in self.value_columns
		)

	def _rows_about(self, states: set[State]) -> Iterator[tuple[Row, State, str]]:
		"""The accepted rows that report any of the states, with the state and the header of its column."""
		seen = SeenFacts()
		again = map(self.facts.read, data_rows(uncounted(self.table)))
		for rows in bulk.chunks((row for row in again if not row.refused), CHUNK):
			subjects, _shared = self._subjects({row.values[KEY] for row in rows})
			for row in rows:
				subject, fact = subjects.get(row.values[KEY]), row.values[FACT]
				if not subject or fact.kind:
					continue
				found = (State(subject.key, fact.record_date, each[0], fact.state) for each in fact.figures)
				state = next((each for each in found if each in states), None)
				if state is None or seen.holds(subject.key + fact.written):
					continue
				yield row, state, self._header_of(state.indicator)

	def _header_of(self, indicator: str) -> str:
		columns = [column for column in self.value_columns if column.indicator == indicator]
		return (columns or self.value_columns)[0].header

	@property
	def rows_waiting(self) -> int:
		return len(self.reversals)

	def last_parts(self) -> Iterator[Part]:
		"""The reversals, each matched with the record that it reverses."""
		if not self.reversals:
			return
		reversals = self._reversals()
		known = Records(self.table.feed.name, self.batch.name, reversals)
		refused, records = [], []
		for (row, subject), reversal in zip(self.reversals, reversals, strict=True):
			fact = row.values[FACT]
			taken = known.reverse(reversal)
			if taken is not None:
				row.values[FACT] = fact._replace(figures=[figure[:3] for figure in taken])
				records.extend(self._records(row, subject))
				self.days.add(fact.record_date)
				self.rows_reversed += 1
			else:
				refused.append((row, RowRefusedError(NOTHING_TO_REVERSE, self.value_columns[0].header)))
		self.open_records = known
		yield Part(len(self.reversals), refused, facts=[_records_of_kind(REVERSAL, records)])

	def write(self, part: Part, differences: list[Difference]) -> None:
		super().write(part, differences)
		contradicting_states.delete_records(self.batch.name, part.contradicted)

	def doubtful_reversals(self, without: Sequence[str]) -> list[Reversal]:
		known = Records(self.table.feed.name, self.batch.name, self._reversals(), without)
		return list(known.doubtful.values())

	def _reversals(self) -> list[Reversal]:
		return [
			Reversal(
				row.number,
				(subject.key, fact.record_date),
				[(*figure, fact.state) for figure in fact.figures],
			)
			for row, subject in self.reversals
			for fact in [row.values[FACT]]
		]

	def _count_figures(self, facts: list[Fact]) -> None:
		for place, column in enumerate(self.value_columns):
			if column.data_type in FIGURES:
				known = self.column_figures.get(column.header, Figures())
				self.column_figures[column.header] = known.with_more([fact.values[place] for fact in facts])

	def _subjects(self, keys: set[str]) -> tuple[dict[str, Subject], set[str]]:
		"""What the keys are about, and those that are ID numbers of several members."""
		if not keys:
			return {}, set()
		if self.table.feed.match_by == "Region Code":
			return villages(keys, self.allowed), set()
		return people(keys, self.allowed)

	def _subject(self, row: Row, subjects: dict[str, Subject]) -> Subject:
		"""Raises RowRefusedError where the row's subject is unknown or the row is invalid in another way."""
		if KEY in row.values and row.values[KEY] not in subjects:
			raise RowRefusedError(
				UNKNOWN.get(self.table.feed.match_by, UNKNOWN_PERSON), self.match_key.header
			)
		if row.refused:
			raise row.refused
		subject, fact = subjects[row.values[KEY]], row.values[FACT]
		if self.is_about_villages and subject.level not in LEVELS_OF_VILLAGES:
			raise RowRefusedError(WRONG_LEVEL, self.match_key.header)
		self.whose_numbers.refuse(row, subject)
		is_repeated = self.seen.holds(subject.key + fact.written)
		if is_repeated and self.whose_numbers.is_under_other_name(row, subject):
			raise RowRefusedError(DUPLICATE, self.match_key.header)
		self._note(row, subject, is_repeated)
		if is_repeated:
			raise RowRefusedError(DUPLICATE)
		return subject

	def _note(self, row: Row, subject: Subject, is_repeated: bool) -> None:
		"""Register the row's subject for `repetitions`, unless all its figures are 0 or it is a supplement or reversal.

		Two columns may share an indicator and have a sheet each, so the first column with a value is part of the key.
		"""
		fact = row.values[FACT]
		if fact.kind:
			return
		for column, value in enumerate(fact.values):
			if value:
				about = (subject.key, fact.record_date, fact.state, fact.figures[0][0], column)
				self.by_table.add(row, about, is_repeated)
				if self.adds_up and not is_repeated:
					self.by_table.add_amount(row, subject.key, fact.record_date, fact.figures)
				return

	def _records(self, row: Row, subject: Subject) -> list[tuple]:
		fact, records = row.values[FACT], []
		for indicator, value, text in fact.figures:
			sums = self.sums[indicator]
			sums[0] += 1
			sums[1] += value
			records.append(
				(
					self.feed_name,
					indicator,
					subject.household,
					subject.member,
					subject.key,
					subject.region,
					fact.record_date,
					value,
					text,
					fact.state,
					self.batch_name,
					row.number,
				)
			)
		return records

	def finish(self, differs: bool) -> None:
		if self.open_records:
			self.open_records.mark_supplements()
		self.batch.first_day, self.batch.last_day = min(self.days, default=None), max(self.days, default=None)
		if self.rows_reversed:
			# Queries of `precedence` read it from the table, also during later loads.
			frappe.db.set_value(
				"Data Batch", self.batch.name, "rows_reversed", self.rows_reversed, update_modified=False
			)
		self.batch.rows_reversed = self.rows_reversed
		if self.days and (self.rows_reversed or precedence.may_overlap_other_batches(self.batch)):
			self.lowered_facts = lessened_facts.remarks(self.batch)
			precedence.apply_precedence(self.table.feed.name, self.batch.name)

	def remarks(self) -> list[str]:
		identity_changed = column_drift.remarks_on_identity(self.batch, self.table)
		identity_changed = identity_changed or changed_states.remarks(self.batch, self.table)
		return [
			*self.lowered_facts,
			*identity_changed,
			*super().remarks(),
			*self.whose_numbers.remarks(),
			*self.shared_numbers.remarks(),
			*only_zeros(self.table, self._not_zero(), self.rows_accepted),
			*self.distant_days.remarks(),
		]

	def _not_zero(self) -> dict[str, int]:
		return {header: figures.others for header, figures in self.column_figures.items()}

	def totals(self) -> dict[str, tuple[int, Decimal]]:
		return {indicator: tuple(sums) for indicator, sums in self.sums.items()}

	def figures(self) -> dict[str, Figures]:
		return self.column_figures

	def repetitions(self) -> Iterator[Repetition]:
		return self.by_table.repetitions()

	def sums_of_rows(self) -> Iterator[Sums]:
		return self.by_table.sums()

	@classmethod
	def withdraw(cls, batch: "DataBatch") -> None:
		precedence.withdraw(batch.feed, batch.name, batch.flags.makes_room_for)

	@classmethod
	def apply_precedence(cls, batch: "DataBatch") -> None:
		precedence.apply_precedence(batch.feed, batch.name)


def _records_of_kind(kind: str, records: list[tuple]) -> NewRows:
	return NewRows("Indicator Record", (*FIELDS, "row_kind"), [(*record, kind) for record in records])


def _is_of_upper_levels(column: Column) -> bool:
	return any(UPPER_LEVEL_WORDS.search(each) and not VILLAGE_WORDS.search(each) for each in column.spellings)
