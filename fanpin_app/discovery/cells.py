"""One cell as an agency wrote it, read as what it means. Each reader raises RowRefused with the reason."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from fanpin_app.discovery.refusal import BAD_AMOUNT, BAD_DATE, BAD_ID, PRECISION_LOST, RowRefused
from fanpin_app.registry import identity

Cell = str | float | int | bool | date | datetime | None

EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_SERIALS = range(1, 2958466)  # 1900-01-01 to 9999-12-31
WRITTEN_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
WRITTEN_AMOUNT = re.compile(r"[¥￥]?(-?\d+(?:\.\d+)?)(万)?元?")
# What is larger is a slip of the keyboard, and more than the columns hold.
MOST = 10**11
MOST_COUNTED = 10**9
# Excel would run text that begins so; no name does, so it is a slip of the agency's export.
FORMULA_SIGNS = "=@+-"


def is_blank(cell: Cell) -> bool:
	return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: Cell) -> str:
	"""Trimmed text with half-width characters; a whole number without its decimal point."""
	if cell is None:
		return ""
	if isinstance(cell, float) and cell.is_integer():
		cell = int(cell)
	written = cell if isinstance(cell, str) else str(cell)
	return (written if written.isascii() else unicodedata.normalize("NFKC", written)).strip()


def name(cell: Cell) -> str:
	"""A person's or place's name without the signs that an export put in front."""
	return text(cell).lstrip(FORMULA_SIGNS).strip()


def code(cell: Cell) -> str:
	"""A code of digits or letters, without spaces: village codes, household numbers."""
	return "".join(text(cell).split()).upper()


def id_number(cell: Cell) -> str:
	"""A valid ID number of 18 characters; a number cell has lost its last digits and is refused."""
	return _checked(_written_digits(cell))


def id_number_on_disability_card(cell: Cell) -> str:
	"""The ID number in a disability card's 20 characters."""
	return _checked(identity.id_number_of_disability_card(_written_digits(cell)))


def _written_digits(cell: Cell) -> str:
	if isinstance(cell, (int, float)):
		raise RowRefused(PRECISION_LOST)
	return identity.mend(str(cell or ""))


def _checked(number: str) -> str:
	if not identity.is_valid(number):
		raise RowRefused(BAD_ID)
	return number


def day(cell: Cell) -> date:
	"""A date: a date cell, an Excel serial, or 2026-10-03, 2026/10/03, 2026.10.3, 2026年10月3日."""
	if isinstance(cell, datetime):
		return cell.date()
	if isinstance(cell, date):
		return cell
	written = code(cell)
	if written.isascii() and written.isdigit() and int(written) in EXCEL_SERIALS:
		return EXCEL_EPOCH + timedelta(days=int(written))
	match = WRITTEN_DATE.fullmatch(text(cell))
	if not match:
		raise RowRefused(BAD_DATE)
	try:
		return date(*(int(part) for part in match.groups()))
	except ValueError:
		raise RowRefused(BAD_DATE)


def amount(cell: Cell) -> Decimal:
	"""An amount or a number: 3050, "3,050.00", "2701.65元", "1.2万元"; an empty cell is 0."""
	if is_blank(cell):
		return Decimal(0)
	written = cell if isinstance(cell, str) else text(cell)
	match = WRITTEN_AMOUNT.fullmatch(written) or WRITTEN_AMOUNT.fullmatch(code(written).replace(",", ""))
	if not match:
		raise RowRefused(BAD_AMOUNT)
	figure, ten_thousands = match.groups()
	yuan = Decimal(figure)
	if ten_thousands:
		yuan *= 10000
	if not -MOST < yuan < MOST:
		raise RowRefused(BAD_AMOUNT)
	return yuan


def number(cell: Cell) -> Decimal:
	"""A count, such as months or days; an empty cell is 0."""
	count = amount(cell)
	if abs(count) >= MOST_COUNTED:
		raise RowRefused(BAD_AMOUNT)
	return count
