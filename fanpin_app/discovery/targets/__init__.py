"""What the rows of a feed become: one module for each target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app import extension_points
from fanpin_app.discovery.feeds.definitions import Column
from fanpin_app.discovery.loading.differences import Difference, ProposedRows
from fanpin_app.discovery.plausibility.empty_figures import EmptyFigures
from fanpin_app.discovery.plausibility.name_check import Names
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
class Part:
	"""Some rows of a file: how many were read, which were refused and why, the documents that they propose, how their
	names compare with the registered ones, and the regions of the accepted rows."""

	rows_read: int
	refused: list[tuple[Row, RowRefusedError]]
	proposed: list[ProposedRows] = field(default_factory=list)
	names: Names = field(default_factory=Names)
	regions: Set[str] = frozenset()


@dataclass(frozen=True)
class Gone:
	"""A document that is registered in the regions of a file and that the file does not name."""

	doctype: str
	name: str
	household: str | None
	title: str | None


class Target:
	"""Reads a batch's table part by part. The documents of each part are compared with the stored ones and written."""

	# Register data is entered once and kept, so changes are shown before they are applied; monthly facts are not.
	compares_first = True
	# Known after all parts: how many people in the file live in a registered household, and how many of them it moves,
	# some of them, and the households that it moves.
	known_people = moving_people = 0
	moving_named: Sequence[str] = ()
	moving_households: Set[str] = frozenset()
	# Of facts: the days of rows that are not supplements or reversals, and the columns of the days that they correct.
	ordinary_days: Set[date] = frozenset()
	original_columns: Sequence[Column] = ()
	# Whether the figures are amounts of single bills and the like, not states or events.
	adds_up = False

	def __init__(self, table: Table, batch: DataBatch):
		self.table = table
		self.batch = batch
		self.empty_figures = EmptyFigures(table)
		self.void_words = VoidWords(table)

	def parts(self) -> Iterator[Part]:
		raise NotImplementedError

	@property
	def rows_waiting(self) -> int:
		"""How many rows are in `last_parts`."""
		return 0

	def last_parts(self) -> Iterator[Part]:
		"""Rows whose meaning depends on which earlier files are valid: read with the others, and written once that is
		known."""
		return iter(())

	def note(self, differences: list[Difference]) -> None:
		"""Collect from a part what is reported for the whole file, whether or not the part is written."""

	def before_part(self, differences: list[Difference]) -> None:
		"""Called before a part is written."""

	def after_part(self, differences: list[Difference]) -> None:
		"""Called after a part was written."""

	def after_all(self, written: bool) -> None:
		"""Called when all parts are done; `written` says whether anything was written."""

	@classmethod
	def withdraw(cls, batch: DataBatch) -> None:
		"""Take back what a batch of this target wrote; what it had replaced becomes valid again."""
		frappe.throw(
			_("Files of the register cannot be rolled back. Correct the register by loading a newer file.")
		)

	@classmethod
	def apply_precedence(cls, batch: DataBatch) -> None:
		"""After the precedence of a loaded batch changed: work out again which facts are valid."""

	def totals(self) -> dict[str, tuple[int, Decimal]]:
		"""After all parts: by indicator, the number of facts and their sum."""
		return {}

	def figures(self) -> dict[str, Figures]:
		"""After all parts: by header, the figures of each column that is compared with the month or year before."""
		return {}

	def remarks(self) -> Iterable[str]:
		"""After all parts: sentences for the batch, which do not prevent loading."""
		return [*self.empty_figures.remarks(), *self.void_words.remarks()]

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

	def undone(self) -> Iterable[str]:
		"""After all parts: a sentence for each kind of record made by people in the register that the file would undo."""
		return ()

	def gone(self) -> Iterable[Gone]:
		"""After all parts: what the file does not name. Never applied: people leave the register one by one."""
		return ()


def target_of(table: Table, batch: DataBatch) -> Target:
	"""The target that the table's feed loads into. Raises FileRefusedError where a header names another year than the batch."""
	for section in table.sections:
		for header, place in section.positions.items():
			header_notes.refuse_other_year(section.header[place], header, (batch.period or "")[:4])
	return target_class(table.feed.target)(table, batch)


def target_class(target: str) -> type[Target]:
	"""The class that loads a feed's target; another app can replace ours."""
	return extension_points.feed_target(target)
