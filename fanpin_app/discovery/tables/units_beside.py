"""A unit or a currency in a column beside the figures, of its own or of remarks: 1.5 | 万元, 300 | 美元.

A figure in another unit than its column becomes an error that names the unit, as for units in number formats.
"""

import re
from collections.abc import Iterator

from fanpin_app.discovery.readers.cell_errors import OTHER_UNIT, CellError
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.tables import header_notes, stated_units
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.tables.section_rows import SheetRow

REMARK_WORDS = re.compile(r"备\s*[注註]|備[注註]|附?注|说明|備考|备考")
UNIT_WORDS = re.compile(r"(?:金额|计量|货币|计价)?单位|币种|货币|币别")
# How a unit may be written; an employer's name in a column 单位 is none.
MONEY = re.compile(
	r"[十百千万亿]*[元圆块]|[十百千万亿]+|[角分]|[wWkK]|.{0,3}(?:美元|美金|港币|港元|澳门元|欧元|日元|英镑|台币)|[A-Za-z]{3}|[$€£]"
)
YUAN = frozenset({"", "元", "圆", "块", "CNY", "RMB", "¥", "￥"})


def rows(table: Table) -> Iterator[SheetRow]:
	"""The table's rows; figures in other units than their columns' become errors."""
	rows_of_table = table.rows()
	if units := _places_of_units(table):
		rows_of_table = _read(rows_of_table, units)
	if remarks := [place for place, header in enumerate(table.headers) if REMARK_WORDS.fullmatch(header)]:
		rows_of_table = _read_remarks(rows_of_table, remarks, _units_of_amounts(table))
	return rows_of_table


def _units_of_amounts(table: Table) -> dict[int, str]:
	"""Position of each column of amounts → its unit."""
	return {
		table.positions[column.header]: header_notes.name_of_unit(column.unit)
		for column in table.feed.columns
		if column.data_type == "Amount" and table.has(column)
	}


def _read_remarks(
	rows_of_table: Iterator[SheetRow], remarks: list[int], amounts: dict[int, str]
) -> Iterator[SheetRow]:
	"""The rows; where a remark states another unit, the row's figures become errors."""
	for row in rows_of_table:
		for place in remarks:
			remark = row.cells[place] if place < len(row.cells) else None
			if remark is not None and (unit := stated_units.stated_for_row(remark)):
				cells = list(row.cells)
				for amount, unit_of_column in amounts.items():
					if amount < len(cells) and not is_blank(cells[amount]) and unit != unit_of_column:
						cells[amount] = CellError.with_value(f"{OTHER_UNIT} {unit}", cells[amount])
				row = row._replace(cells=cells)
		yield row


def _places_of_units(table: Table) -> dict[int, tuple[int, str]]:
	"""Position of each column of amounts → position of its unit's column (the next one after it, or else the nearest
	before it), and the column's own unit."""
	known = set(table.positions.values())
	beside = [
		place
		for place, header in enumerate(table.headers)
		if place not in known and header and UNIT_WORDS.fullmatch(header)
	]
	if not beside:
		return {}
	return {
		table.positions[column.header]: (
			min(
				beside,
				key=lambda unit, place=table.positions[column.header]: (unit < place, abs(unit - place)),
			),
			header_notes.name_of_unit(column.unit),
		)
		for column in table.feed.columns
		if column.data_type == "Amount" and table.has(column)
	}


def _read(rows_of_table: Iterator[SheetRow], units: dict[int, tuple[int, str]]) -> Iterator[SheetRow]:
	for row in rows_of_table:
		cells = list(row.cells)
		for place, (beside, unit_of_column) in units.items():
			if place < len(cells) and beside < len(cells) and cells[place] and not is_blank(cells[place]):
				unit = _unit(cells[beside])
				if unit is not None and unit != unit_of_column:
					cells[place] = CellError.with_value(f"{OTHER_UNIT} {unit}", cells[place])
		yield row._replace(cells=cells)


def _unit(cell: Cell) -> str | None:
	"""The unit as headers name it; None for anything that is no unit of money."""
	written = text(cell).strip("()")
	named = header_notes.BEFORE_UNIT.sub("", written)
	if not written or not (MONEY.fullmatch(named) or named in YUAN):
		return None
	if named.upper() in YUAN:
		return header_notes.YUAN
	unit = header_notes.UNITS.get(named)
	return header_notes.name_of_unit(unit) if unit else named
