"""Rows of totals, compared with the sums of the rows that they may be about.

A total that was not calculated again is common, so that the file is remarked on, with both figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from frappe import _

from fanpin_app.discovery.feeds.definitions import Column
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell, is_blank
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.data_rows import TOTAL, cell_at
from fanpin_app.discovery.tables.rows import MAX_ROWS_NAMED, data_rows, uncounted
from fanpin_app.discovery.tables.search import Table

# The rows are read again to be added up; larger tables come from programs.
MAX_ROWS = 50_000
MAX_TOTALS = 200
BELOW_ALL = 10**9
RELATIVE_ROUNDING = Decimal("0.0005")


class _Total(NamedTuple):
	sheet: str
	number: int
	label: str
	figure: Decimal


class _Sums:
	"""The figures of one column on one sheet, and the numbers of their rows."""

	def __init__(self) -> None:
		self.numbers: list[int] = []
		self.figures: list[Decimal] = []

	@cached_property
	def _added(self) -> list[Decimal]:
		return [Decimal(0), *accumulate(self.figures)]

	def before(self, number: int) -> Decimal:
		"""The sum of the rows above a row."""
		return self._added[bisect_left(self.numbers, number)]


def remarks(table: Table) -> Iterator[str]:
	"""A sentence for each column with totals that are the sum of no rows."""
	totals = [
		(sheet, number, row, label)
		for sheet, number, row in table.lines
		if (label := _label(row)) is not None
	]
	columns = [
		column
		for column in table.feed.columns
		if column.data_type == "Amount" and column.role in ("Value", "Field") and table.has(column)
	]
	columns = [
		column
		for column in columns
		if any(_figure(row, table, column) for _sheet, _number, row, _name in totals)
	]
	if not columns or table.source or len(totals) > MAX_TOTALS:
		return
	sums: dict[tuple[str, str], _Sums] = defaultdict(_Sums)
	for count, row in enumerate(data_rows(uncounted(table))):
		if count == MAX_ROWS:
			return
		for column in columns:
			if (figure := _figure(row.cells, table, column)) is None:
				return
			sums[column.header, row.sheet].numbers.append(row.number)
			sums[column.header, row.sheet].figures.append(figure)
	for column in columns:
		here = {sheet: each for (header, sheet), each in sums.items() if header == column.header}
		stated = [
			_Total(sheet, number, label, figure)
			for sheet, number, row, label in totals
			if (figure := _figure(row, table, column)) and sheet in here
		]
		whole = sum((each.before(BELOW_ALL) for each in here.values()), Decimal(0))
		wrong = [
			f"{place_of(each.sheet, each.number)}: {each.figure:,} ≠ {here[each.sheet].before(each.number):,}"
			for each in stated
			if not _is_sum(each, stated, here[each.sheet], whole, 1 / column.unit)
		]
		if wrong:
			yield _(
				"{0}: totals of the file are not the sums of its rows: row {1}. If rows are missing or amounts are wrong, correct the file and send it again."
			).format(column.header, shortened(wrong, MAX_ROWS_NAMED))


def _is_sum(total: _Total, totals: list[_Total], rows: _Sums, whole: Decimal, rounding: Decimal) -> bool:
	"""Whether it is the sum of the rows since another total above or until one below, of the sheet or of the file."""
	others = [each for each in totals if each.sheet == total.sheet]
	above = [each.number for each in others if each.number < total.number]
	alike = [each.number for each in others if each.number < total.number and each.label == total.label]
	below = min((each.number for each in others if each.number > total.number), default=BELOW_ALL)
	at, end = rows.before(total.number), rows.before(BELOW_ALL)
	possible = [
		*(at - rows.before(number) for number in (*above[-MAX_ROWS_NAMED:], *alike[-1:])),
		at,
		rows.before(below) - at,
		end - at,
		end,
		whole,
	]
	rounding = max(rounding, abs(total.figure) * RELATIVE_ROUNDING)
	return any(abs(total.figure - each) <= rounding for each in possible)


def _label(row: list[Cell]) -> str | None:
	"""What a row of totals calls itself; None where it is none."""
	for cell in row:
		if isinstance(cell, str) and not is_blank(cell):
			plain = "".join(cells.text(cell).split())
			return plain if TOTAL.fullmatch(plain) else None
	return None


def _figure(row: list[Cell], table: Table, column: Column) -> Decimal | None:
	cell = cell_at(row, table.positions[column.header])
	return Decimal(0) if is_blank(cell) else cells.amount_or_none(cell)
