"""Explains why a row is refused, for the person who filled it in: which cell, what is wrong, and what to write."""

import re
from datetime import date
from typing import Any

from frappe import _
from openpyxl.utils import get_column_letter

from fanpin_app.discovery.feeds.definitions import Column
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cell_errors import (
	CUT_OFF,
	EMPTY_RESULT,
	MERGED,
	NO_RESULT,
	NOT_READ,
	OTHER_UNIT,
	SHIFTED,
	is_error,
)
from fanpin_app.discovery.readers.cells import Cell, is_blank
from fanpin_app.discovery.readers.number_formats import INSTEAD
from fanpin_app.discovery.readers.text_marks import RAISED, STRUCK
from fanpin_app.discovery.refusals import errors
from fanpin_app.discovery.refusals.disability_grades import column_of_grades, other_grade
from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.refusals.limits import outside
from fanpin_app.discovery.tables import header_notes
from fanpin_app.discovery.tables.data_rows import cell_at, holds_id_number
from fanpin_app.discovery.tables.rows import MAX_CHARACTERS, Row
from fanpin_app.discovery.tables.search import Table
from fanpin_app.registry.households import id_numbers

# Nobody looks through a longer list of values.
MAX_VALUES_NAMED = 40
MAX_QUOTE_LENGTH = 30
DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
ID_NUMBERS = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)")
# What is wrong where the cell itself gives no further hint; {0} is its content.
GENERAL = {
	errors.PRECISION_LOST: lambda: _(
		"This number was stored as a figure and has lost its last digits. Format the column as text and write the whole number again."
	),
	errors.UNKNOWN_PERSON: lambda: _(
		"The register knows nobody of this ID number where you are posted. Compare it with the ID card; who is new is entered in the register first."
	),
	errors.UNKNOWN_REGION: lambda: _(
		"There is no region of this code where you are posted. Write the village’s code of 12 digits."
	),
	errors.UNKNOWN_HOUSEHOLD: lambda: _(
		"The register knows no household of this number where you are posted. Write the number as the register has it."
	),
	errors.MISSING_VALUE: lambda: _("Nothing is filled in here, and it is needed."),
	errors.DUPLICATE: lambda: _("The same row is in this file already. Delete one of them."),
	errors.MARKUP: lambda: _(
		"This text holds signs of a web page or a program, such as “<” before a letter. Write it in plain words."
	),
	errors.STAND_IN: lambda: _("“{0}” is no number. Write the real one."),
	errors.WRONG_LEVEL: lambda: _(
		"This is the code of a town, a district or a city. Write the village’s code of 12 digits."
	),
	errors.SKIPPED_LEVEL: lambda: _(
		"This region belongs to a nearer one that is known, such as the town of a village. Write the code of that one."
	),
	errors.OTHER_PERSON: lambda: _(
		"This ID number belongs to somebody of another name in another household. Compare number and name with the ID card."
	),
	errors.OTHER_HOUSEHOLD: lambda: _(
		"The register knows no household of this number, and somebody listed below it in the file lives in another household. Write the number as the register has it; who has split off is entered first on the household’s form (Registry Change › Split Household), with this number."
	),
	errors.WHOLE_HOUSEHOLD: lambda: _(
		"All people of a registered household are listed below the number of another one. Correct the number; where the two have become one, enter that on the household’s form (Registry Change › Merge Household)."
	),
	errors.HEAD_LEAVES: lambda: _(
		"This person is the head of a household in which others stay, and the file names no new head for them. Name one in the file, or enter the change on the household’s form (Registry Change)."
	),
	errors.NOTHING_TO_REVERSE: lambda: _(
		"This row takes back an amount, and none of that amount was reported of this person and day. Check amount and date."
	),
	errors.SECOND_OF_RELATION: lambda: _(
		"This household has another head, or the same person another spouse. Correct the relation of one of the two."
	),
}


def place_of_fault(table: Table, row: Row, header: str | None) -> str:
	"""The cell at fault as an office program names it, C12, or the row number; with the sheet's name where several sheets
	were read."""
	section = next((each for each in table.sections if each.sheet.name == row.sheet), table.sections[0])
	position = section.positions.get(header or "")
	cell = str(row.number)
	if position is not None:
		cell = f"{get_column_letter(position + section.sheet.first_column + 1)}{row.number}"
	return f"{section.sheet.name}!{cell}" if len(table.sections) > 1 else cell


def explain(table: Table, row: Row, refused: RowRefusedError) -> str:
	"""The place, the column, the reason, and what to do: “C12 (结算日期): …”."""
	column = next((each for each in table.feed.columns if each.header == refused.header), None)
	position = table.positions.get(refused.header or "")
	cell = row.cells[position] if position is not None and position < len(row.cells) else None
	place = place_of_fault(table, row, refused.header)
	if refused.others:
		reason = _explain_contradiction(refused, column)
	elif refused.reason == errors.BAD_ID and is_blank(cell) and holds_id_number(row.cells):
		reason = _(
			"The ID number is in another cell of this row, perhaps with all the rest of the row. Write each value below its header (in Excel or WPS: Data › Text to Columns; ID numbers as text)."
		)
	elif refused.reason == errors.BAD_ID and is_blank(cell) and not is_error(cell):
		reason = _explain_missing_number(table, row)
	elif refused.reason == errors.BAD_VALUE and column and (grade := _grade_on_card(table, row, column)):
		reason = _(
			"This cell says “{0}”, and the 20th digit of the card’s number grade {1}. Compare both with the card: the column of grades or that of numbers may be shifted by a row."
		).format(_quoted(cell), grade)
	else:
		reason = explain_cell(refused.reason, cell, column)
	if column is None:
		return _("Row {0}: {1}").format(place, reason)
	return _("{0} ({1}): {2}").format(place, refused.header, reason)


def _explain_missing_number(table: Table, row: Row) -> str:
	"""Whether a row without a number may be a sum, or another one of the person above."""
	days = [
		cell_at(row.cells, table.positions.get(each.header)) for each in table.feed.with_role("Record Date")
	]
	if all(map(is_blank, days)):
		return _(
			"The number is missing, and so is the day. Delete this row if it is a sum of others; if it belongs to the person above, write number, name and day in it, too."
		)
	return _(
		"The number is missing. If this row belongs to the person above, write number and name in it, too: each row is read alone (in Excel or WPS, take merged cells apart and fill each from above)."
	)


def _grade_on_card(table: Table, row: Row, column: Column) -> str | None:
	return other_grade(row, table, column) if column == column_of_grades(table.feed) else None


def explain_cell(reason: str, cell: Cell, column: Column | None) -> str:
	"""What is wrong with the cell, and what to write instead."""
	if is_error(cell) and (cell != EMPTY_RESULT or reason in (errors.BAD_AMOUNT, errors.BAD_DATE)):
		return _explain_error(str(cell))
	of_cell = {
		errors.BAD_ID: _explain_id_number,
		errors.BAD_DATE: _explain_date,
		errors.BAD_AMOUNT: _explain_amount,
		errors.BAD_VALUE: _explain_value,
	}.get(reason)
	if of_cell and column:
		return of_cell(cell, column)
	if reason == errors.STAND_IN and column is None:
		return _(
			"This row is named as a sum, an example, or what was there before a correction, which does not count. Delete it."
		)
	if reason == errors.STAND_IN and cells.is_ditto(cells.text(cell)):
		return _("“{0}” refers to the row above. Write the value itself in each row.").format(_quoted(cell))
	if reason == errors.STAND_IN and column and column.data_type == "Name":
		return _("“{0}” is no name. Write it as on the ID card.").format(_quoted(cell))
	# A row that equals an earlier one, under another name than the register's, has a column too.
	if reason in (errors.OTHER_PERSON, errors.DUPLICATE) and column:
		return _(
			"The register has this ID number under another name than that of the person that the row is about: it may be that of the head of the household, a parent or a clerk. Write the number of the person, with the name in the column of names."
		)
	general = GENERAL.get(reason)
	return general().format(_quoted(cell)) if general else _(reason)


def _explain_contradiction(refused: RowRefusedError, column: Column | None) -> str:
	others = refused.others
	if refused.reason == errors.OTHER_PERSON:
		return _(
			"The register has these ID numbers with the names exchanged: rows {0}. Compare numbers and names with the ID cards; where the register is wrong, correct it on the household’s form."
		).format(others)
	if column and column.role == "Value" and column.data_type == "Number":
		return _(
			"Row {0} has another figure of the same day for what may be the same loan. Where it is one, keep the right row; two loans need something that distinguishes them, such as a column of contract numbers or banks that the feed knows."
		).format(others)
	return _(
		"Row {0} is about the same person, household, asset or region and says something else. Keep the right one in the file, and send it again."
	).format(others)


def _explain_error(shown: str) -> str:
	if shown == MERGED:
		return _("This cell is merged with those of other rows. Take the cells apart and fill in each.")
	if shown.startswith(SHIFTED):
		return _(
			"The cells of this row are not below their headers: a separator is written within one of them, such as 3,000, or there is a value too many. Put what holds separators into quotation marks, or save the table as .xlsx."
		)
	if shown.startswith(f"{OTHER_UNIT} {INSTEAD}"):
		return _(
			"The format of this cell shows “{0}” and not the figure in it. Write the figure as an ordinary number; delete the row where it does not count."
		).format(shown.removeprefix(f"{OTHER_UNIT} {INSTEAD}"))
	if shown.startswith(OTHER_UNIT):
		return _(
			"This figure is in “{0}”, as the format of its cell or a column beside it says, and the header does not say so. Write the amount in yuan as an ordinary number, or the unit into the header."
		).format(shown.removeprefix(OTHER_UNIT).strip())
	if shown.startswith(STRUCK):
		return _(
			"What is written in this cell, or a part of it, is struck through. Write the value that counts alone and without the line; delete the row where it does not count."
		)
	if shown.startswith(RAISED):
		return _(
			"A part of what is written in this cell is raised or lowered, such as a footnote’s number, and would become a digit of the figure. Write the value alone."
		)
	if shown.startswith(CUT_OFF):
		return _(
			"This row has fewer cells than the header: the file may be broken off here, or the row is on two lines. Write the row whole, also its empty cells, or save the table as .xlsx and send it again."
		)
	if shown.startswith(NOT_READ):
		return _(
			"What is written in this cell was saved in a way that is not read. Write the value itself, or open the file in Excel or WPS, check it, save it, and send it again."
		)
	if shown == NO_RESULT:
		return _(
			"This formula has no result. Open the file in Excel or WPS, save it, and send it again; where the formula refers to another workbook, write the value itself."
		)
	if shown == EMPTY_RESULT:
		return _("The formula in this cell gives no value. Write the value itself, or 0.")
	return _("The formula in this cell gives {0}. Write the value itself.").format(shown)


def _explain_id_number(cell: Cell, column: Column) -> str:
	if len(ID_NUMBERS.findall(cells.text(cell))) > 1:
		return _("This cell has the ID numbers of several people. Write each person in a row of their own.")
	number = id_numbers.normalize(cells.text(cell))
	if cells.is_ditto(cells.text(cell)):
		return _("“{0}” refers to the row above. Write the value itself in each row.").format(_quoted(cell))
	if not number:
		return _("The ID number is missing.")
	if len(number) == 1:
		return _(
			"This cell has one character of an ID number only; where the others are in the cells beside it, write the whole number into one cell, as text."
		)
	for left_out in range(1, 3):
		if id_numbers.is_valid(number[left_out:]):
			return _("“{0}” is written before the ID number. Delete it.").format(number[:left_out])
		if id_numbers.is_valid(number[:-left_out]):
			return _("“{0}” is written after the ID number. Delete it.").format(number[-left_out:])
	if column.data_type == "Disability Card Number":
		return _(
			"A disability card’s number has 20 characters and begins with the ID number; a replacement card’s ends in B1 or B2. Compare it with the card."
		)
	if len(number) != id_numbers.ID_LENGTH:
		return _("An ID number has 18 characters, this has {0}. Compare it with the ID card.").format(
			len(number)
		)
	if not (number[:17].isascii() and number[:17].isdigit()):
		return _(
			"An ID number has digits only, and at its end perhaps an X; this is no number of a passport or permit either."
		)
	if id_numbers.birth_date(number) is None:
		return _("The birth date {0} in this ID number does not exist. Compare it with the ID card.").format(
			number[6:14]
		)
	return _("A digit of this ID number is wrong: the last one does not fit. Compare it with the ID card.")


def _explain_date(cell: Cell, column: Column) -> str:
	if is_blank(cell):
		return _("The date is missing. Write it as 2026-10-03.")
	day = cells.day_or_none(cell)
	if day and column.latest and day > column.latest:
		return _("{0} has not come yet: what is reported has happened. Correct the date.").format(day)
	return outside(cell, column) or _(
		"“{0}” is no date of year, month and day that this column may hold. Write it as 2026-10-03."
	).format(_quoted(cell))


def _explain_amount(cell: Cell, column: Column) -> str:
	if is_blank(cell):
		return _("Nothing is filled in here, and it is needed.")
	if beyond := outside(cell, column):
		return beyond
	if isinstance(cell, cells.UnclearFigure) or DECIMAL_COMMA.fullmatch(cells.text(cell)):
		return _(
			"“{0}” can be read in two ways: with a comma before thousands or before decimals. Write it without a comma, such as 12345 or 12.345."
		).format(_quoted(cell))
	if column.data_type == "Number":
		return _("“{0}” is no number that this column may hold. Write digits only, such as 3.").format(
			_quoted(cell)
		)
	if column.unit != 1:
		return _(
			"“{0}” is no amount that this column may hold. Write a figure in {1} alone, such as 0.35."
		).format(_quoted(cell), header_notes.name_of_unit(column.unit))
	return _("“{0}” is no amount that this column may hold. Write a figure such as 3000.5 or 1.2万.").format(
		_quoted(cell)
	)


def _explain_value(cell: Cell, column: Column) -> str:
	if column.value_map:
		allowed = list(column.value_map)[:MAX_VALUES_NAMED]
		return _("“{0}” is none of the values of this column: {1}.").format(_quoted(cell), "、".join(allowed))
	if isinstance(cell, bool | date):
		return _(
			"A program has made “{0}” of what was written here. Format the column as text and write it again, such as 3-5组."
		).format(_quoted(cell))
	if len(cells.text(cell)) > MAX_CHARACTERS:
		return _("This text is longer than {0} characters. Shorten it.").format(MAX_CHARACTERS)
	return _("“{0}” is no value of this column.").format(_quoted(cell))


def _quoted(cell: Any) -> str:
	written = cells.text(cell)
	return written if len(written) <= MAX_QUOTE_LENGTH else f"{written[:MAX_QUOTE_LENGTH]}…"
