"""Columns that are not read and say that a state is worse than the one that is: 超标项目 氟化物 beside 达标, 使用状态 闲置 beside 0
days, 五级分类 可疑 beside a loan that is not overdue, and a day of repayment that is past."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from frappe import _

from fanpin_app.discovery.feeds.definitions import FIGURES, Column
from fanpin_app.discovery.plausibility.own_figures.row_checks import Places, RowCheck
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import Row, read
from fanpin_app.discovery.tables.search import Table

SAFE = "Safe"
NOTHING = re.compile(r"[无否未没不].*|合格|达标|正常|N|NO|F|FALSE|/|-+|—+|0*\.?0*元?", re.IGNORECASE)
# Days between the day of repayment and the first on which a bank counts a loan as overdue.
GRACE = timedelta(days=7)
# In any file some loans were extended without a new day of repayment.
SHARE_OF_EXTENDED = 0.1


@dataclass(frozen=True)
class Rule:
	"""A read column, by its header, with the value that is contradicted; and one that is not, with what contradicts it.

	`is_doubtful` cells are remarked on, since both may be right.
	"""

	column: re.Pattern
	value: Any
	other: re.Pattern
	is_worse: Callable[[str], bool]
	is_doubtful: bool = False


def _any_entry(written: str) -> bool:
	return NOTHING.fullmatch(written) is None


def _below_all(written: str) -> bool:
	try:
		share = cells.amount(written.rstrip("%"))
	except RowRefusedError:
		return False
	return share not in (1, 100) and share < 100


def _one_of(words: str) -> Callable[[str], bool]:
	pattern = re.compile(words)
	return lambda written: pattern.fullmatch(written) is not None


RULES = (
	Rule(
		re.compile("达标|合格"),
		SAFE,
		re.compile(r"(?:超标|不合格|不达标|未达标)(?:项目?|指标|因子|情况|名称)+"),
		_any_entry,
	),
	Rule(re.compile("达标|合格"), SAFE, re.compile(r"(?:水质)?(?:达标|合格)率"), _below_all),
	Rule(
		re.compile("逾期天数"),
		0,
		re.compile(r"(?:贷款)?(?:[五四]级|风险|质量|资产质量)分类(?:结果|状态)?|贷款形态"),
		_one_of(r"次级类?|可疑类?|损失类?|不良类?|逾期|呆[滞账]"),
		is_doubtful=True,
	),
	Rule(
		re.compile("空置天数"),
		0,
		re.compile(r"(?:资产)?(?:使用|运[营行]|经营|利用|当前|目前)?(?:状态|状况|情况|现状)"),
		_one_of(r"已?(?:闲置|空置|荒废|停用|停产|停运|废弃|弃用)(?:中|状态)?"),
	),
	Rule(
		re.compile("空置天数"),
		0,
		re.compile(r"(?:空置|闲置)(?:起始|开始|起)(?:日期|时间|日)?"),
		_any_entry,
	),
	Rule(
		re.compile("租金逾期天数"),
		0,
		re.compile(
			r"租金是否(?:逾期|拖欠)|是否(?:租金逾期|拖欠租金|欠租)|(?:拖欠|逾期|欠缴|未收)租金(?:金额)?|欠租(?:金额)?"
		),
		_any_entry,
	),
)


@dataclass
class _Watched:
	rule: Rule
	column: Column
	place: int
	name: str
	places: Places = field(default_factory=Places)
	words: dict[str, None] = field(default_factory=dict)


class WorseStates(RowCheck):
	def __init__(self, table: Table):
		self._table = table
		name_of = table.sections[0].name_of_column
		unread = table.unread_columns
		read_columns = [
			column for column in table.feed.columns if column.role in ("Value", "Field") and table.has(column)
		]
		self._watched = [
			_Watched(rule, column, place, name_of(place))
			for rule in RULES
			for column in read_columns
			if rule.column.search(column.header) and (column.data_type in FIGURES or column.value_map)
			for place, header in unread
			if rule.other.fullmatch(header)
		]

	@property
	def is_watching(self) -> bool:
		return bool(self._watched)

	def add(self, rows: Sequence[Row]) -> None:
		for watched in self._watched:
			watched.places.rows += len(rows)
			for row in rows:
				written = cells.text(cell_at(row.cells, watched.place))
				if not written or not watched.rule.is_worse(written):
					continue
				if (read(row, watched.column, self._table) or 0) == watched.rule.value:
					watched.places.add(row)
					watched.words[written] = None

	def findings(self) -> Iterator[tuple[bool, str]]:
		for watched in self._watched:
			if watched.places.found:
				yield (
					not watched.rule.is_doubtful,
					_(
						"{0} rows say “{1}” under {2}, a column that is not read, which is worse than what they say under {3}: {4}. Write what holds under {3}, and send the file again; where that is right already, nothing has to be changed."
					).format(
						watched.places.found,
						next(iter(watched.words)),
						watched.name,
						watched.column.header,
						str(watched.places),
					),
				)


class PastRepayments(RowCheck):
	"""Loans to be repaid before the day of the data, with a balance, that are not overdue; and overdue ones without any."""

	def __init__(self, table: Table):
		self._table = table
		feed = table.feed
		self._days = _column(table, feed.with_role("Value"), "Number", "逾期")
		self._due = _column(table, feed.with_role("State Key"), "Date", "到期")
		self._balance = _column(table, feed.columns, "Amount", "余额")
		self._recorded = next(iter(feed.with_role("Record Date")), None)
		self._past, self._repaid = Places(), Places()

	@property
	def is_watching(self) -> bool:
		return None not in (self._days, self._balance, self._recorded)

	def add(self, rows: Sequence[Row]) -> None:
		for places in (self._past, self._repaid):
			places.rows += len(rows)
		for row in rows:
			days, balance = self._read(row, self._days), self._read(row, self._balance)
			if days is None or not isinstance(balance, Decimal):
				continue
			if days and not balance:
				self._repaid.add(row)
			if days or balance <= 0:
				continue
			due, recorded = self._read(row, self._due), self._read(row, self._recorded)
			if isinstance(due, date) and isinstance(recorded, date) and due + GRACE < recorded:
				self._past.add(row)

	def _read(self, row: Row, column: Column | None) -> Decimal | date | None:
		if column is None or cells.is_blank(cell_at(row.cells, self._table.positions.get(column.header))):
			return None
		try:
			return read(row, column, self._table)
		except RowRefusedError:
			return None

	def findings(self) -> Iterator[tuple[bool, str]]:
		if self._past.found and self._due and self._days and self._balance:
			yield (
				self._past.are_many and self._past.found >= SHARE_OF_EXTENDED * self._past.rows,
				_(
					"{0} of {1} rows have a day under {2} that is past, an amount under {3}, and 0 under {4}: {5}. Write how many days they are overdue, or until when they were extended, and send the file again; where they are not overdue, nothing has to be changed."
				).format(
					self._past.found,
					self._past.rows,
					self._due.header,
					self._balance.header,
					self._days.header,
					str(self._past),
				),
			)
		if self._repaid.found and self._balance:
			yield (
				False,
				_(
					"{0} rows are overdue with 0 under {1}, and were counted as overdue: {2}. Where they are repaid, correct the days and send the file again."
				).format(self._repaid.found, self._balance.header, str(self._repaid)),
			)


def _column(table: Table, columns: Sequence[Column], data_type: str, word: str) -> Column | None:
	return next(
		(
			column
			for column in columns
			if column.data_type == data_type and word in column.header and table.has(column)
		),
		None,
	)
