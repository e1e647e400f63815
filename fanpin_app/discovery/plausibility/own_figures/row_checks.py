"""What the columns that are not read say about the figures that are, row by row: sums, amounts in words, numbers of bills,
worse states than the one that is read. Each check watches only files that have such columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fanpin_app.discovery.feeds.definitions import Column
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.rows import MAX_ROWS_NAMED, Row
from fanpin_app.discovery.tables.search import Table

# Fewer rows are written wrongly in any file, and remarked on.
FEWEST_ROWS, LEAST_SHARE = 2, 0.01


@dataclass
class Places:
	"""How many rows were compared, and the places of those that differ."""

	rows: int = 0
	found: int = 0
	first: list[str] = field(default_factory=list)

	def add(self, row: Row) -> None:
		self.found += 1
		if len(self.first) <= MAX_ROWS_NAMED:
			self.first.append(place_of(row.sheet, row.number))

	@property
	def are_many(self) -> bool:
		return self.found >= max(FEWEST_ROWS, LEAST_SHARE * self.rows)

	def __str__(self) -> str:
		return shortened(self.first, MAX_ROWS_NAMED, self.found)


class RowCheck(ABC):
	"""One kind of check of a table's accepted rows."""

	@property
	@abstractmethod
	def is_watching(self) -> bool:
		"""Whether the table has columns for the check."""

	@abstractmethod
	def add(self, rows: Sequence[Row]) -> None:
		"""Compare accepted rows."""

	@abstractmethod
	def findings(self) -> Iterator[tuple[bool, str]]:
		"""After all rows: sentences, each with whether the file is held for it."""


def amount_columns(table: Table) -> list[Column]:
	"""The columns of the table with amounts that are booked."""
	columns = table.feed.with_role("Value")
	return [column for column in columns if column.data_type == "Amount" and table.has(column)]


class RowChecks:
	def __init__(self, checks: Sequence[RowCheck]):
		self._checks = [check for check in checks if check.is_watching]

	def add(self, rows: Sequence[Row]) -> None:
		for check in self._checks:
			check.add(rows)

	def reasons(self) -> Iterator[str]:
		return self._sentences(are_reasons=True)

	def remarks(self) -> Iterator[str]:
		return self._sentences(are_reasons=False)

	def _sentences(self, are_reasons: bool) -> Iterator[str]:
		for check in self._checks:
			for is_reason, sentence in check.findings():
				if is_reason == are_reasons:
					yield sentence
