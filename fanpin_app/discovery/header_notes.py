"""What is written beside the name of a column: its unit, and in brackets whose it is and of which time."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from frappe import _

from fanpin_app.discovery.cells import Cell, is_blank, text
from fanpin_app.discovery.feeds import Column
from fanpin_app.discovery.refusal import AMBIGUOUS_COLUMN, FileRefused

YUAN = "元"
UNITS = {
	YUAN: Decimal(1),
	"百元": Decimal(100),
	"千元": Decimal(1000),
	"万": Decimal(10_000),
	"万元": Decimal(10_000),
	"百万元": Decimal(1_000_000),
	"亿元": Decimal(100_000_000),
}
IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
# "单位:人民币万元", but not the name of an office: "填报单位:元谋县医保局".
IN_LINE = re.compile(r"单位:(?:人民币)?([^\W\d_]?[百千万亿]*元)(?![^\W\d_])|[(\[【]([百千万亿]+元)[)\]】]")
BEFORE_UNIT = re.compile(r"^(?:金额)?(?:单位)?:?(?:人民币)?")
MONEY = re.compile(r"元|币|^[百千万亿]+$")
OTHER_TIME = re.compile(r"上年|去年|前年|往年|上月|上期|同期|累计|计划|预计|预算")
YEAR = re.compile(r"(20\d{2})年")
OTHER_PERSON = re.compile(r"户主|家长|父|母|监护人|配偶|代办|经办")


def unit_in_header(cell: Cell, column: Column) -> Decimal | None:
	"""Yuan in one of what the header's brackets name, None where they name no unit. Raises FileRefused for an unknown one."""
	if unit := known_unit(cell):
		return unit
	for written in IN_BRACKETS.findall(_plain(cell)):
		if MONEY.search(unit := BEFORE_UNIT.sub("", written)):
			raise FileRefused(
				AMBIGUOUS_COLUMN,
				_(
					"The column {0} counts in “{1}”, which is not read. Give it in yuan (元) or in 万元."
				).format(column.header, unit),
			)
	return None


def known_unit(header: Cell) -> Decimal | None:
	"""Yuan in one of what the header's brackets name, None where they name no unit that is read."""
	units = (UNITS.get(BEFORE_UNIT.sub("", written)) for written in IN_BRACKETS.findall(_plain(header)))
	return next(filter(None, units), None)


def unit_in_lines(rows: Iterable[Sequence[Cell]]) -> Decimal | None:
	"""The unit that a line above or between the rows names for all of them: 单位：万元, 情况表（万元）."""
	for row in rows:
		for cell in row:
			if not is_blank(cell) and (named := IN_LINE.search(_plain(cell))):
				unit = named[1] or named[2]
				if unit in UNITS:
					return UNITS[unit]
	return None


def unit_below_header(cell: Cell) -> Decimal | None:
	"""The unit in the cell right below a header, where nothing else is written: 单位：万元, (万元), 万元."""
	return UNITS.get(BEFORE_UNIT.sub("", _plain(cell).strip("()[]【】"))) if isinstance(cell, str) else None


def refuse_other_meaning(cell: Cell, column: Column) -> None:
	"""Raises FileRefused where the header's brackets say that the column is about another time or another person."""
	other = {"Amount": OTHER_TIME, "Number": OTHER_TIME, "Date": OTHER_TIME, "ID Number": OTHER_PERSON}
	pattern = other.get(column.data_type)
	for written in IN_BRACKETS.findall(_plain(cell)):
		if pattern and pattern.search(written):
			raise FileRefused(
				AMBIGUOUS_COLUMN,
				_(
					"The column “{0}” may not be the {1} that is meant. Give the one that is meant, under the name {1} alone."
				).format(_plain(cell), column.header),
			)


def refuse_other_year(cell: Cell, name: str, year: str) -> None:
	"""Raises FileRefused where the header's brackets name another year than that of the file."""
	for written in IN_BRACKETS.findall(_plain(cell)):
		named = YEAR.search(written)
		if named and named[1] != year:
			raise FileRefused(
				AMBIGUOUS_COLUMN,
				_(
					"The column {0} is of {1}, and the file is of {2}. Correct the header or the period."
				).format(name, named[1], year),
			)


def _plain(cell: Cell) -> str:
	return "".join(text(cell).split())
