"""Columns that are not read and state the period of each row: 月份 10月, 季度 第三季度, 统计周期 2026.01-2026.06, 数据年度 2025.

Incomes of a part of the year would count as those of the whole year, and sums of several months as those of one, so the
file is held. Bills of another month arrive late, so a few such rows are only named.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from frappe import _

from fanpin_app.discovery.feeds.definitions import YEARLY_TARGET
from fanpin_app.discovery.loading.income_years import SENDING_WORDS, with_digits
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

OF_FIGURES = r"(?:数据|统计|核算|收入|所得|报告|报表|会计|财务|业务|监测|计算|核定|测算|归属|所属|结算|费用|汇总|账务|查询|覆盖|起止)"
WORD_FOR_PERIOD = (
	r"(?:年度?|年份|月份?|月度|年月|季度?|半年度?|期间?|期次|期别|时间段?|时期|时段|周期|账期|区间|口径)"
)
PERIOD_HEADER = re.compile(
	rf"(?:{OF_FIGURES}|{SENDING_WORDS})*的?(?:起止)?{WORD_FOR_PERIOD}|(?:费用|数据)?所属期间?|属期|月|截[止至](?:日期|时间|月份?|年月|月|日)?|起止(?:日期|月份)"
)
# A day or month before which the figures begin, or up to which they go.
START_HEADER = re.compile(rf"{OF_FIGURES}?(?:期间?|时间|周期)?(?:起始|开始|起)(?:日期?|时间|月份?)?")
END_HEADER = re.compile(r"^截[止至]")
# Such a month may be that of making the file.
MADE_HEADER = re.compile(r"时间$")
SENT_HEADER = re.compile(rf"^(?:{SENDING_WORDS})")
YEAR = r"(?:(20\d{2})年?[.\-/]?)?"
DASH = r"(?:年|月|月份)?\s*[-—–~至到]+\s*"
WHOLE_YEAR = re.compile(rf"{YEAR}(?:全年|年度?|1?年度|0?1{DASH}(?:20\d{{2}}[年.\-/]?)?12月?份?)?")
MONTH = re.compile(rf"{YEAR}(0?[1-9]|1[0-2])月?份?(?:[.\-/]0?1)?|(20\d{{2}})(0[1-9]|1[0-2])")
SPAN = re.compile(
	rf"{YEAR}(0?[1-9]|1[0-2]){DASH}(?:20\d{{2}}[年.\-/]?)?(0?[1-9]|1[0-2])月?份?|(20\d{{2}})(0[1-9]|1[0-2]){DASH}20\d{{2}}(0[1-9]|1[0-2])"
)
QUARTER = re.compile(rf"{YEAR}(?:第?([1-4一二三四])季度?|[Qq]([1-4])|[前](三)季度?)")
HALF = re.compile(rf"{YEAR}(?:[上下前后]?半年度?|[HhＨ][12])")
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
MAX_WORDS, MAX_PLACES = 3, 10
MAX_LENGTH = 30
# The days of one month, wherever it begins.
MAX_DAYS = 31


@dataclass(frozen=True)
class Period:
	"""The months of a year, from the first to the last; the year is 0 where it is not stated."""

	year: int
	first: int
	last: int

	@property
	def is_of_one_month(self) -> bool:
		return self.first == self.last


@dataclass
class _Column:
	place: int
	name: str
	header: str
	# Of rows whose figures are of another time for certain, and of those of another month.
	other: list[str] = field(default_factory=list)
	late: list[str] = field(default_factory=list)
	words: dict[str, None] = field(default_factory=dict)


class PeriodColumns:
	"""Compares such columns of accepted rows with the file's period."""

	def __init__(self, table: Table, period: str):
		self.is_of_years = table.feed.target == YEARLY_TARGET
		is_of_months = any(
			column.role == "Value" and column.data_type == "Amount" for column in table.feed.columns
		)
		self._year, self._month = int(period[:4] or 0), int(period[4:6] or 0)
		self._day = next(
			(table.positions.get(column.header) for column in table.feed.with_role("Record Date")), None
		)
		self._rows = 0
		self._columns = [
			_Column(place, table.sections[0].name_of_column(place), header)
			for place, header in table.unread_columns
			if header not in table.feed.spellings
			and (PERIOD_HEADER.fullmatch(header) or START_HEADER.fullmatch(header))
			and (self.is_of_years or is_of_months)
		]

	def add(self, rows: Sequence[Row]) -> None:
		self._rows += len(rows)
		for column in self._columns:
			differs = self._differs_by_start if START_HEADER.fullmatch(column.header) else self._differs
			known: dict[tuple[Cell, Cell], str] = {}
			for row in rows:
				cell = cell_at(row.cells, column.place)
				if cells.is_blank(cell):
					continue
				day = cell_at(row.cells, self._day) if self._day is not None else None
				if (cell, day) not in known:
					known[cell, day] = differs(column, cell, day)
				if found := known[cell, day]:
					getattr(column, found).append(place_of(row.sheet, row.number))
					if len(column.words) <= MAX_WORDS:
						column.words[cells.text(cell)] = None

	def _differs(self, column: _Column, cell: Cell, day: Cell) -> str:
		"""Whether a row is of another time by the cell: "other" if its figures are of longer or of another year, "late" if of
		another month, and empty if it is not."""
		if (found := period_of(cell, column.header)) is None:
			return ""
		if self.is_of_years:
			if found.is_of_one_month and found.year not in (0, self._year):
				return ""
			if SENT_HEADER.search(column.header) or (
				found.is_of_one_month and MADE_HEADER.search(column.header)
			):
				return "late" if found.last < 12 and found.year in (0, self._year) else ""
			if END_HEADER.search(column.header) and found.is_of_one_month:
				return "other" if found.last < 12 else ""
			return "" if (found.first, found.last) == (1, 12) else "other"
		recorded = _day(day)
		years = {self._year} | ({recorded.year} if recorded else set())
		if (found.first, found.last) == (1, 12):
			return "other" if found.year and found.year not in years else ""
		if not found.is_of_one_month:
			return "other"
		months = {(self._year, self._month)} | ({(recorded.year, recorded.month)} if recorded else set())
		is_one = any(month == found.last and found.year in (0, year) for year, month in months)
		return "" if is_one or SENT_HEADER.search(column.header) else "late"

	def _differs_by_start(self, column: _Column, cell: Cell, day: Cell) -> str:
		begun, recorded = _day(cell), _day(day)
		if self.is_of_years or begun is None or recorded is None:
			return ""
		return "other" if (recorded - begun).days > MAX_DAYS else ""

	def reasons(self) -> Iterator[str]:
		for column in self._columns:
			places = column.other or (column.late if self._are_most(column.late) else [])
			if places:
				yield _(
					"{0} rows say “{1}” under {2}, a column that is not read: {3}. By it their figures are of another time than the file’s. Send the figures of the file’s period alone; where they are, let the file pass."
				).format(
					len(places),
					shortened(column.words, MAX_WORDS),
					column.name,
					shortened(places, MAX_PLACES),
				)

	def remarks(self) -> Iterator[str]:
		for column in self._columns:
			if column.late and not column.other and not self._are_most(column.late):
				yield _(
					"{0} rows say “{1}” under {2}, a column that is not read, and were counted: {3}. Where they were reported before, or are of a part of the period, take them out and send the file again."
				).format(
					len(column.late),
					shortened(column.words, MAX_WORDS),
					column.name,
					shortened(column.late, MAX_PLACES),
				)

	def _are_most(self, rows: Sequence[str]) -> bool:
		return not self.is_of_years and len(rows) * 2 > self._rows


def period_of(cell: Cell, header: str) -> Period | None:
	"""The months that a cell below such a header states; None where it states none, or a day."""
	if isinstance(cell, date):
		is_month = cell.day == 1 and "月" in header
		return Period(cell.year, cell.month, cell.month) if is_month or END_HEADER.search(header) else None
	if isinstance(cell, bool) or len(written := cells.text(cell)) > MAX_LENGTH:
		return None
	if END_HEADER.search(header) and (day := _day(cell)):
		return Period(day.year, day.month, day.month)
	plain = "".join(with_digits(written).split()).removesuffix(".0")
	for pattern, read in READERS:
		if plain and (found := pattern.fullmatch(plain)):
			return read(found, header)
	return None


def _whole_year(found: re.Match, header: str) -> Period | None:
	return Period(int(found[1] or 0), 1, 12)


def _month(found: re.Match, header: str) -> Period | None:
	number = int(found[2] or found[4])
	if found[0].isdigit() and len(found[0]) <= 2:
		# A number alone is that of a quarter or a month where the header says so.
		if "季" in header:
			return _of_quarter(0, number) if number <= len(QUARTERS) else None
		if not re.search(r"月|期|截", header):
			return None
	return Period(int(found[1] or found[3] or 0), number, number)


def _span(found: re.Match, header: str) -> Period | None:
	year, first, last = found[1] or found[4], found[2] or found[5], found[3] or found[6]
	return Period(int(year or 0), int(first), int(last))


def _quarter(found: re.Match, header: str) -> Period | None:
	year = int(found[1] or 0)
	if found[4]:
		return Period(year, 1, 9)
	written = found[2] or found[3]
	return _of_quarter(year, QUARTERS.get(written) or int(written))


def _of_quarter(year: int, number: int) -> Period:
	return Period(year, 3 * number - 2, 3 * number)


def _half(found: re.Match, header: str) -> Period | None:
	is_second = re.search(r"[下后2]", found[0][len(found[1] or "") :])
	return Period(int(found[1] or 0), 7, 12) if is_second else Period(int(found[1] or 0), 1, 6)


READERS: tuple[tuple[re.Pattern, Callable[[re.Match, str], Period | None]], ...] = (
	(WHOLE_YEAR, _whole_year),
	(MONTH, _month),
	(SPAN, _span),
	(QUARTER, _quarter),
	(HALF, _half),
)


def _day(cell: Cell) -> date | None:
	try:
		return cells.day(cell) if not cells.is_blank(cell) else None
	except RowRefusedError:
		return None
