"""What the rows of a feed become: one module for each target, which implements the protocol of `Target`.

A feed names its target, and the hook `feed_targets` the class that loads into it, for our own targets and for those of
other apps. There are two kinds:

- a `FactTarget` takes what a file reports about a month. It is written at once, and can be rolled back;
- a `ComparedTarget` takes what a file says about a register. It is shown first, and written when somebody applies it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar

import frappe
from frappe import _

from fanpin_app import extension_points
from fanpin_app.database import bulk
from fanpin_app.discovery.feeds.definitions import Column
from fanpin_app.discovery.loading.differences import Difference, ProposedRows
from fanpin_app.discovery.loading.region_check import prefixes_of_loader
from fanpin_app.discovery.plausibility.contradicting_states import State
from fanpin_app.discovery.plausibility.empty_figures import EmptyFigures, only_zeros
from fanpin_app.discovery.plausibility.name_check import Names
from fanpin_app.discovery.plausibility.own_figures.all_checks import checks_of
from fanpin_app.discovery.plausibility.unread_columns.periods import PeriodColumns
from fanpin_app.discovery.plausibility.void_words import VoidWords
from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.tables import header_notes
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_batch.data_batch import DataBatch
	from fanpin_app.discovery.plausibility.month_comparison import Figures
	from fanpin_app.discovery.plausibility.repeated_tables import Repetition, Sums
	from fanpin_app.discovery.replacements.reversals import Reversal

CHUNK = 5000


@dataclass(frozen=True)
class NewRows:
	"""Rows of one DocType that are inserted as they are, one value for each field."""

	doctype: str
	fields: Sequence[str]
	rows: Sequence[Sequence]


@dataclass(frozen=True)
class Part:
	"""The result of reading and checking some rows of a file, of which nothing is written yet.

	How many rows were read, which were refused and why; the documents that the others propose, to be compared with the
	stored ones; the facts that they report; how their names compare with the registered ones; and their regions.
	`contradicted`: rows of earlier parts that are refused after all, with the states that their facts report.
	"""

	rows_read: int
	refused: list[tuple[Row, RowRefusedError]]
	proposed: Sequence[ProposedRows] = ()
	names: Names = field(default_factory=Names)
	regions: Set[str] = frozenset()
	facts: Sequence[NewRows] = ()
	contradicted: Sequence[tuple[Row, State]] = ()


@dataclass(frozen=True)
class Gone:
	"""A document that is registered in the regions of a file and that the file does not name."""

	doctype: str
	name: str
	household: str | None
	title: str | None


class Target(ABC):
	"""Loads one batch's table.

	The generators `parts` and `last_parts` read and check rows and write nothing. The pipeline compares the documents
	of each part with the stored ones, and calls `write` if the file is to be written.
	"""

	# Whether the file is shown before it is written.
	compares_first: ClassVar[bool]
	# Of facts: the days of rows that are not supplements or reversals, and the columns of the days that they correct.
	ordinary_days: Set[date] = frozenset()
	original_columns: Sequence[Column] = ()
	# Whether the figures are amounts of single bills and the like, not states or events.
	adds_up = False

	def __init__(self, table: Table, batch: DataBatch):
		"""Raises FileRefusedError where a header says that the table is not for this target or period."""
		self.table = table
		self.batch = batch
		# Prefixes of the regions where the current user may load files of the feed.
		self.allowed = prefixes_of_loader(table.feed.name)
		self.empty_figures = EmptyFigures(table)
		self.void_words = VoidWords(table, PeriodColumns(table, batch.period or ""))
		self.row_checks = checks_of(table)

	def note_accepted(self, rows: Sequence[Row]) -> None:
		"""Collect what accepted rows say in columns that are not read."""
		self.void_words.add(rows)
		self.row_checks.add(rows)

	@abstractmethod
	def parts(self) -> Iterator[Part]:
		"""Read and check the rows, part by part. Each part is processed, and written if the file is to be written,
		before the next one is requested."""

	@property
	def rows_waiting(self) -> int:
		"""How many rows are in `last_parts`."""
		return 0

	def last_parts(self) -> Iterator[Part]:
		"""Rows whose meaning depends on which earlier files are valid: read with the others, and checked once that is
		known."""
		return iter(())

	def note(self, differences: list[Difference]) -> None:  # noqa: B027 -- most targets need none
		"""Collect from a part what is reported for the whole file, whether or not the part is written."""

	def write(self, part: Part, differences: list[Difference]) -> None:
		"""Write a part; `differences`: those of its proposed documents that differ from the stored ones."""
		for proposed, changed in groupby(differences, attrgetter("proposed")):
			bulk.upsert(proposed.doctype, proposed.fields, [difference.row for difference in changed])
		for new in part.facts:
			bulk.insert(new.doctype, new.fields, new.rows)

	def finish(self, differs: bool) -> None:  # noqa: B027
		"""Write what depends on the whole file, after all its parts were written; `differs` says whether any document
		differed from the stored one."""

	@classmethod
	@abstractmethod
	def withdraw(cls, batch: DataBatch) -> None:
		"""Take back what a batch of this target wrote; what it had replaced becomes valid again. Raises
		`frappe.ValidationError` where that is impossible."""

	def totals(self) -> dict[str, tuple[int, Decimal]]:
		"""After all parts: by indicator, the number of facts and their sum."""
		return {}

	def figures(self) -> dict[str, Figures]:
		"""After all parts: by header, the figures of each column that is compared with the month or year before."""
		return {}

	def reasons(self, rows_accepted: int) -> Iterator[str]:
		"""After all parts: sentences by which the file is held until somebody lets it pass."""
		yield from self.empty_figures.reasons()
		# A month without costs is possible, so that files of a month are loaded with a remark.
		if self.compares_first:
			not_zero = {header: each.others for header, each in self.figures().items()}
			yield from only_zeros(self.table, not_zero, rows_accepted)
		yield from self.void_words.reasons()
		yield from self.row_checks.reasons()

	def remarks(self) -> Iterable[str]:
		"""After all parts: sentences for the batch, which do not prevent loading."""
		return [*self.empty_figures.remarks(), *self.void_words.remarks(), *self.row_checks.remarks()]

	def repetitions(self) -> Iterable[Repetition]:
		"""After all parts: tables of the file that repeat an earlier one."""
		return ()

	def sums_of_rows(self) -> Iterable[Sums]:
		"""After all parts: tables with amounts that are sums of others in the file."""
		return ()

	def doubtful_reversals(self, without: Sequence[str]) -> Sequence[Reversal]:
		"""After all parts: the first row for each person and day of which it is not sure what the rows reverse; `without`
		the records of some earlier files."""
		return ()

	def gone(self) -> Iterable[Gone]:
		"""After all parts: what the file does not name. Never applied: people leave the register one by one."""
		return ()


class FactTarget(Target):
	"""Takes facts of a month. A later file of the feed supersedes them, and they can be rolled back."""

	compares_first = False

	@classmethod
	@abstractmethod
	def apply_precedence(cls, batch: DataBatch) -> None:
		"""After the precedence of a loaded batch changed: work out again which facts are valid."""


class ComparedTarget(Target):
	"""Takes register data, which is entered once and kept: only a newer file changes it again."""

	compares_first = True

	@classmethod
	def withdraw(cls, batch: DataBatch) -> None:
		frappe.throw(
			_("Files of the register cannot be rolled back. Correct the register by loading a newer file.")
		)


def target_of(table: Table, batch: DataBatch) -> Target:
	"""The target that the table's feed loads into. Raises FileRefusedError where a header names another year than the batch."""
	for section in table.sections:
		for header, place in section.positions.items():
			header_notes.refuse_other_year(section.header[place], header, (batch.period or "")[:4])
	return target_class(table.feed.target)(table, batch)


def target_class(target: str) -> type[Target]:
	"""The class that loads a feed's target; another app can replace ours."""
	return extension_points.feed_target(target)
