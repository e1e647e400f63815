"""Columns that are not read and say something else than the one that is: 复测结果 不达标 beside 达标, 是否逾期 是 beside 0 days,
正确身份证号 beside another number, 识别状态 退出 beside a kind of monitored household.

Only the sender knows which of them holds, so the file is held.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from frappe import _

from fanpin_app.discovery.feeds.definitions import FIGURES, Column
from fanpin_app.discovery.message_lists import shortened
from fanpin_app.discovery.plausibility.unread_columns.ended_words import YES
from fanpin_app.discovery.plausibility.unread_columns.register_states import contradicts_state
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.replacements.corrected_rows import place_of
from fanpin_app.discovery.tables.data_rows import cell_at
from fanpin_app.discovery.tables.rows import MAX_ROWS_NAMED, Row
from fanpin_app.discovery.tables.search import Table

# A later state than the one that is read, of the same values: 改造后等级, 复核等级, 复测结果.
LATER_STATE = re.compile(
	r"^(?:复[核测检查验评]|再次?[测检鉴]|二次|第二次|终[审核]|最[终新后]|审定|核[定实查]|更正|改造后|整改后|处[理置]后|修[缮复]后|调整后|变更后|现|目前|当前|实际)"
)
OTHER_THAN_STATE = re.compile(r"(?:日期|时间|人员?|单位|机构|原因|说明|备注|号码?|编号)$")
# What a column of days counts, such as 逾期 of 逾期天数, in a column of its own.
COUNTED_DAYS = re.compile(r"天数$")
OF_WHAT_IS_COUNTED = (
	r"(?:(?:是否(?:存在|已经?)?|有无){0}|{0}(?:金额|本金|余额|利息|本息|期数|标[志识]|状态|情况|与否))"
)
# Before or behind the name of a column that is read: 正确身份证号, 变更后与户主关系, 姓名更正为.
CORRECTING = r"(?:正确|准确|更正|修正|改正|订正|纠正|变更|修改|更改|调整|核[实对定]|实际|真实|最新|现|新)"
CORRECTED = re.compile(
	rf"{CORRECTING}(?:过?后|为|过)?的?(?P<name>.+?)|(?P<named>.+?)(?:应为|应改为|{CORRECTING}(?:后|为|过)+)"
)
NO_CORRECTION = re.compile(r"[否无]|没有?|正确|一致|相符|无误|同[上左前]|不变|[-—/√✓]+")
ASKS = re.compile(r"是否|有无|标[志识]$|与否$")
NO = re.compile(r"否|无|没有?|未.{0,4}|N|NO|F|FALSE|0", re.IGNORECASE)


@dataclass
class _Pair:
	"""A column that is read, one beside it that is not, and whether two of their cells, the other one filled, contradict."""

	column: Column
	place: int
	other: int
	other_name: str
	differ: Callable[[Cell, Cell], bool]
	places: list[str] = field(default_factory=list)


class Contradictions:
	"""Counts rows that contradict themselves in this way."""

	def __init__(self, table: Table):
		name_of = table.sections[0].name_of_column
		self._pairs = [
			_Pair(column, table.positions[column.header], place, name_of(place), differ)
			for column in table.feed.columns
			if table.has(column)
			for place, header in table.unread_columns
			if (differ := _contradiction(column, header))
		]

	@property
	def places(self) -> set[int]:
		"""Those of the columns that are not read."""
		return {pair.other for pair in self._pairs}

	def add(self, rows: Sequence[Row]) -> None:
		for pair in self._pairs:
			for row in rows:
				cell, other = cell_at(row.cells, pair.place), cell_at(row.cells, pair.other)
				if not cells.is_blank(other) and pair.differ(cell, other):
					pair.places.append(place_of(row.sheet, row.number))

	def reasons(self) -> Iterator[str]:
		for pair in self._pairs:
			if pair.places:
				yield _(
					"{0} rows say something else under {1}, a column that is not read, than under {2}: {3}. Write what holds under {2}, and send the file again; where that is right already, let the file pass."
				).format(
					len(pair.places),
					pair.other_name,
					pair.column.header,
					shortened(pair.places, MAX_ROWS_NAMED),
				)


def _contradiction(column: Column, header: str) -> Callable[[Cell, Cell], bool] | None:
	"""Whether cells of the column and of one of this header contradict each other; None where it is about something else."""
	if column.role == "Value":
		if column.value_map and LATER_STATE.search(header) and not OTHER_THAN_STATE.search(header):
			return partial(_states_differ, column)
		if column.data_type in FIGURES and COUNTED_DAYS.search(column.header):
			counted = COUNTED_DAYS.sub("", column.header)
			if re.fullmatch(OF_WHAT_IS_COUNTED.format(re.escape(counted)), header):
				return partial(_figures_differ, counted, ASKS.search(header) is not None)
	if corrects(column, header):
		return partial(_values_differ, column)
	return contradicts_state(column, header)


def corrects(column: Column, header: str) -> bool:
	"""Whether a header names the column with a word by which its own values are wrong or old."""
	found = CORRECTED.fullmatch(header) if column.role != "Description" else None
	return bool(found) and (found["name"] or found["named"]) in column.spellings


def _values_differ(column: Column, cell: Cell, other: Cell) -> bool:
	if column.data_type in FIGURES:
		figure = _figure(other)
		return figure is not None and figure != _figure(cell)
	written, correct = cells.text(cell), cells.text(other)
	if NO_CORRECTION.fullmatch(correct) or cells.is_stand_in(correct):
		return False
	return column.value_map.get(written, written) != column.value_map.get(correct, correct)


def _states_differ(column: Column, cell: Cell, other: Cell) -> bool:
	meant, later = column.value_map.get(cells.text(cell)), column.value_map.get(cells.text(other))
	return later is not None and meant is not None and later != meant


def _figures_differ(counted: str, asks: bool, cell: Cell, other: Cell) -> bool:
	"""Whether there are no days of what the other cell says there is, or days of what it says there is not. `counted`: what
	the days are of; `asks`: whether the other cell answers by yes or no."""
	days = _figure(cell)
	if days is None:
		return False
	written = cells.text(other)
	if days:
		return asks and NO.fullmatch(written) is not None
	says_yes = YES.fullmatch(written) is not None or written in (counted, f"已{counted}")
	return says_yes if asks else says_yes or (_figure(other) or 0) > 0


def _figure(cell: Cell) -> Decimal | None:
	"""The amount, 0 for an empty cell; None for a cell that holds none."""
	return Decimal(0) if cells.is_blank(cell) else cells.amount_or_none(cell)
