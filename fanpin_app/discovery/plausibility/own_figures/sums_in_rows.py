"""Columns that are not read and bound the amounts of a row that are: their sum (自付合计), the sum in words (金额大写), the
total of which they are a part (医疗总费用), and what they became (核定金额); and a day of admission after the day of the bill."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from frappe import _

from fanpin_app.discovery.plausibility.own_figures.row_checks import Places, RowCheck, amount_columns
from fanpin_app.discovery.readers import cells, written_figures
from fanpin_app.discovery.tables import header_notes
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import Row, read
from fanpin_app.discovery.tables.search import Table

SUM = re.compile(
	r"(?:个人|本人|本次|医疗|医保|住院|门诊|住院和门诊|住院门诊)?(?:自付|自负|损失)?(?:费用|金额|资金)?(?:合计|总计|小计|总[额数]|总金额)(?:金额)?"
)
WHOLE = re.compile(
	r"(?:医疗|住院|治疗|就医|就诊|本次)?(?:总费用|费用总额|费用合计|费用总计|总医疗费用?|医疗费总额)"
)
# What took the place of an amount; where it is filled in all rows and normally differs, it is another one.
SETTLED = re.compile(
	r"(?:最终|最后|核[定准实]|审[定核]|复[核审]|终审|(?:调整|清算)(?=后))后?的?(?:个人|本人)?"
	r"(?:(?:自付|自负|负担|应付|支付|实付)(?:费用|金额|合计|总额|数)?|(?:费用|金额|合计|总额|数))"
)
IN_WORDS = re.compile(r"大写")
BEGINS = re.compile(r"入院(?:日期|时间|日)?")
# A sum is one of the amounts that are read where it agrees with them in this share of the rows.
USUALLY = 0.5
FACTORS = tuple(Decimal(10) ** power for power in (-4, -3, -2, -1, 1, 2, 3, 4))
FEWEST_OF_FACTOR = 5
RELATIVE_ROUNDING = Decimal("0.005")


class SumsInRows(RowCheck):
	def __init__(self, table: Table):
		self._table = table
		feed, header = table.feed, table.sections[0].header
		self._amounts = amount_columns(table)
		columns = table.unread_columns if self._amounts else []
		unit = self._amounts[0].unit if self._amounts else Decimal(1)
		self._name_of = table.sections[0].name_of_column
		self._units = {
			place: header_notes.known_unit(cell_at(header, place)) or unit for place, _name in columns
		}
		self._sums = [place for place, name in columns if SUM.fullmatch(name)]
		self._wholes = [place for place, name in columns if WHOLE.fullmatch(name)]
		self._words = [place for place, name in columns if IN_WORDS.search(name)]
		self._settled = [place for place, name in columns if SETTLED.fullmatch(name)]
		self._begins = [place for place, name in columns if BEGINS.fullmatch(name)]
		days = feed.with_role("Record Date")
		self._day = days[0] if days and table.has(days[0]) else None
		self._rows = 0
		self._agreeing: dict[int, int] = defaultdict(int)
		self._differing: dict[int, Places] = defaultdict(Places)
		self._by_factor: dict[tuple[int, Decimal], Places] = defaultdict(Places)
		self._below: dict[int, Places] = defaultdict(Places)
		self._later: dict[int, Places] = defaultdict(Places)

	@property
	def is_watching(self) -> bool:
		return bool(self._sums or self._wholes or self._words or self._settled or self._begins)

	def add(self, rows: Sequence[Row]) -> None:
		self._rows += len(rows)
		for row in rows:
			amounts = [abs(read(row, column, self._table) or Decimal(0)) for column in self._amounts]
			total = sum(amounts, Decimal(0))
			for place in self._sums:
				if stated := self._stated(row, place):
					self._compare(row, place, stated, total)
			for place in self._words:
				if stated := _in_words(row, place):
					self._note(row, place, any(abs(stated - each) < 1 for each in (total, *amounts)))
			for place in self._settled:
				if stated := self._stated(row, place):
					self._note(row, place, any(abs(stated - each) < 1 for each in (total, *amounts)))
			for place in self._wholes:
				if stated := self._stated(row, place):
					self._below[place].rows += 1
					if stated + 1 < total:
						self._below[place].add(row)
			for place in self._begins:
				day = read(row, self._day, self._table) if self._day else None
				begins = cells.day_or_none(cell_at(row.cells, place))
				if day and begins:
					self._later[place].rows += 1
					if begins > day:
						self._later[place].add(row)

	def _compare(self, row: Row, place: int, stated: Decimal, total: Decimal) -> None:
		agrees = abs(stated - total) <= max(1, self._units[place] / 100)
		self._note(row, place, agrees)
		for factor in () if agrees or not total else FACTORS:
			if abs(stated / (total * factor) - 1) <= RELATIVE_ROUNDING:
				self._by_factor[place, factor].add(row)

	def _note(self, row: Row, place: int, agrees: bool) -> None:
		self._differing[place].rows += 1
		if agrees:
			self._agreeing[place] += 1
		else:
			self._differing[place].add(row)

	def _stated(self, row: Row, place: int) -> Decimal | None:
		figure = cells.amount_or_none(cell_at(row.cells, place))
		return None if figure is None else abs(figure) * self._units[place]

	def findings(self) -> Iterator[tuple[bool, str]]:
		for (place, factor), places in self._by_factor.items():
			if places.found >= max(FEWEST_OF_FACTOR, USUALLY * self._differing[place].rows):
				yield (
					True,
					_(
						"{0}: in {1} of {2} rows it is {3} times what the amounts that are read give: {4}. Correct the file and send it again; where only this column is in another unit, write it into its header."
					).format(
						self._name_of(place),
						places.found,
						self._differing[place].rows,
						f"{factor:f}",
						str(places),
					),
				)
		for place, places in self._differing.items():
			is_sum = place in self._words or self._agreeing[place] >= USUALLY * places.rows
			is_of_some = place in self._settled and places.rows <= USUALLY * self._rows
			if places.found and (is_sum or is_of_some):
				yield (
					places.are_many,
					_(
						"{0}: in {1} of {2} rows it is another figure than the amounts that are read give: {3}. Compare them with the original, correct the file and send it again; where the amounts that are read are right, they may count."
					).format(self._name_of(place), places.found, places.rows, str(places)),
				)
		for place, places in self._below.items():
			if places.found:
				yield (
					places.are_many,
					_(
						"{0}: in {1} of {2} rows it is less than the amounts that are read, which are a part of it: {3}. Compare them with the original, correct the file and send it again; where the amounts that are read are right, they may count."
					).format(self._name_of(place), places.found, places.rows, str(places)),
				)
		for place, places in self._later.items():
			if places.found:
				yield (
					places.are_many,
					_(
						"{0}: in {1} of {2} rows it is after the day under {3}: {4}. Correct the days and send the file again; where the day that is read is right, it may count."
					).format(
						self._name_of(place),
						places.found,
						places.rows,
						self._day.header if self._day else "",
						str(places),
					),
				)


def _in_words(row: Row, place: int) -> Decimal | None:
	return written_figures.figure("".join(cells.text(cell_at(row.cells, place)).split()))
