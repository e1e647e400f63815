"""A unit or a currency in a column of its own beside the figures: 1.5 | 万元, 300 | 美元.

A figure in another unit than its column becomes an error that names the unit, as for units in number formats.
"""

import re
from collections.abc import Iterator

from fanpin_app.discovery.readers.cell_errors import OTHER_UNIT, CellError
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.tables import header_notes
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.tables.section_rows import SheetRow

UNIT_WORDS = re.compile(r"(?:金额|计量|货币|计价)?单位|币种|货币|币别")
# How a unit may be written; an employer's name in a column 单位 is none.
MONEY = re.compile(
	r"[十百千万亿]*[元圆块]|[十百千万亿]+|[角分]|[wWkK]|.{0,3}(?:美元|美金|港币|港元|澳门元|欧元|日元|英镑|台币)|[A-Za-z]{3}|[$€£]"
)
YUAN = frozenset({"", "元", "圆", "块", "CNY", "RMB", "¥", "￥"})


def rows(table: Table) -> Iterator[SheetRow]:
	"""The table's rows; figures in other units than their columns' become errors."""
	units = _places_of_units(table)
	return _read(table, units) if units else table.rows()


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


def _read(table: Table, units: dict[int, tuple[int, str]]) -> Iterator[SheetRow]:
	for row in table.rows():
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
