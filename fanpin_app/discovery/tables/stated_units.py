"""Units that a file states where no unit is looked for: in its name, a title, a page header, a comment, a further sheet.

A figure of 1.2 in a file that says 万元 somewhere is not 1.2 yuan. Where such words name another unit than the one by which a
column is read, and the column's header names none, or all headers name others, the file is refused.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path

from frappe import _

from fanpin_app.discovery.feeds.definitions import Column, Feed
from fanpin_app.discovery.readers.cells import Cell, is_blank, text
from fanpin_app.discovery.readers.workbook import Sheet
from fanpin_app.discovery.refusals.errors import AMBIGUOUS_COLUMN, FileRefusedError
from fanpin_app.discovery.tables import header_notes
from fanpin_app.discovery.tables.sections import Section

SIMPLIFIED = str.maketrans("單萬億圓圆仟佰計為幣額", "单万亿元元千百计为币额")
# 202610 before a unit is no amount.
PERIOD = re.compile(r"(?<!\d)20\d{2}(?:\d{2}){0,2}(?!\d)")
# Not 3万元 or 一万元, which are amounts, nor 不填万元; a unit ends the words, unlike 万元户 and 千元以下.
STATED = re.compile(
	r"(?<![\d.一二两三四五六七八九十几数百千万亿])((?:十|百|千)?[万亿]元|[百千]元)"
	r"(?=$|[\s,.;:、。()\[\]【】《》|/_\-]|为|计(?![入算提])|填|表|版|单位)"
)
# A line about units, rather than a title that mentions one.
ABOUT_UNITS = re.compile(r"单\s*位|[以按均][^,。;]{1,4}[计填为]|金额[均都]?[为是]")
DENIED = re.compile(r"(?:不|勿|非|禁止|而不是)[^,;。]{0,6}$")
# In a remark on a row: the unit alone, or after the word for one.
STATED_FOR_ROW = re.compile(
	r"(?:(?:.*单位[:为是(]*)|(?:均?[以按]|计量[:]?|金额[:为]?))?(?:人民币)?((?:十|百|千)?[万亿]元|[百千]元)(?:为单位|计|填[报列写])?[)。]?"
)
ROWS_OF_NOTES = 200
PARTS_OF_YUAN = ("角", "分")
MAX_CELLS_OF_NOTE = 3


def refuse_other(section: Section, columns: Iterable[Column], lines: Iterable[str]) -> None:
	"""Raises FileRefusedError where one of the lines states another unit than that of a column whose header names none, or
	than those that all headers name.

	`columns`: the feed's columns with the units by which the file is read.
	"""
	amounts = [
		column
		for column in columns
		if column.data_type == "Amount" and section.positions.get(column.header) is not None
	]
	without_unit = [
		column
		for column in amounts
		if header_notes.known_unit(section.header[section.positions[column.header]]) is None
	]
	for line in lines if amounts else ():
		if (unit := stated(line)) is None:
			continue
		if not without_unit:
			if ABOUT_UNITS.search(text(line).translate(SIMPLIFIED)):
				_refuse_unless_named(unit, amounts)
		elif other := next((column for column in without_unit if column.unit != unit), None):
			raise FileRefusedError(
				AMBIGUOUS_COLUMN,
				_(
					"The file says “{0}”, but {1} would be read in {2}. Write the unit behind each header of money, as in {1}({3}), and send the file again."
				).format(
					" ".join(line.split()),
					other.header,
					header_notes.name_of_unit(other.unit),
					header_notes.name_of_unit(unit),
				),
			)


def _refuse_unless_named(unit: Decimal, amounts: Sequence[Column]) -> None:
	"""Raises FileRefusedError where all headers of amounts name another unit: the line would be about none of them."""
	if all(column.unit != unit for column in amounts):
		raise FileRefusedError(
			AMBIGUOUS_COLUMN,
			_(
				"The headers of this file and the lines around its tables name different units for {0}. Name one, or send the tables as two files."
			).format(amounts[0].header),
		)


def stated(line: str) -> Decimal | None:
	"""Yuan per unit as stated in the line, None where it states none."""
	written = PERIOD.sub(" ", text(line).translate(SIMPLIFIED))
	for found in STATED.finditer(written):
		if not DENIED.search(written[: found.start()]):
			return _yuan(found[1])
	return None


def stated_for_row(cell: Cell) -> str | None:
	"""The unit that a remark states for its row: 单位：万元."""
	if not isinstance(cell, str) or not ("元" in cell or "圓" in cell or "圆" in cell):
		return None
	found = STATED_FOR_ROW.fullmatch("".join(text(cell).translate(SIMPLIFIED).split()))
	return found[1] if found else None


def lines_outside_table(section: Section, above: Sequence[Sequence[Cell]]) -> Iterator[str]:
	"""What is written about the table: its names, the lines above it, and what is in no cell."""
	sheet = section.sheet
	yield from (sheet.name, Path(sheet.file_name).stem)
	yield from lines_of(above)
	yield from sheet.texts


def lines_of_notes(sheet: Sheet) -> list[str]:
	"""The lines of a sheet of words alone, which explains how the others are to be read."""
	rows = list(islice(sheet.rows(), ROWS_OF_NOTES))
	if any(isinstance(cell, int | float) for row in rows for cell in row):
		return []
	return list(lines_of(rows))


def lines_of(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
	"""The texts in rows of few cells."""
	for row in rows:
		written = [cell for cell in row if not is_blank(cell)]
		if len(written) <= MAX_CELLS_OF_NOTE:
			yield from (cell for cell in written if isinstance(cell, str))


def _yuan(name: str) -> Decimal:
	known = {"十万元": 100_000, "千万元": 10_000_000, "十亿元": 1_000_000_000, "百亿元": 10_000_000_000}
	return header_notes.UNITS.get(name) or Decimal(known.get(name, 0))


def refuse_parts_of_yuan(section: Section, feed: Feed) -> None:
	"""Raises FileRefusedError where columns of jiao and fen are behind one of yuan: they would be lost."""
	for column in feed.columns:
		place = section.positions.get(column.header)
		if column.data_type != "Amount" or place is None:
			continue
		if place + 1 < len(section.headers) and section.headers[place + 1] in PARTS_OF_YUAN:
			raise FileRefusedError(
				AMBIGUOUS_COLUMN,
				_(
					"The amount of {0} is written in several columns, of yuan, jiao and fen. Write it in one column, in yuan, and send the file again."
				).format(text(section.header[place])),
			)
