"""Reads one cell, as an agency wrote it, as a typed value. Each reader raises RowRefusedError with the reason."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from fanpin_app.discovery.readers import written_figures
from fanpin_app.discovery.refusals.errors import (
	BAD_AMOUNT,
	BAD_DATE,
	BAD_ID,
	BAD_VALUE,
	PRECISION_LOST,
	RowRefusedError,
)
from fanpin_app.registry.households import id_numbers

Cell = str | float | int | bool | date | datetime | None
T = TypeVar("T")

CHINA_AHEAD = timedelta(hours=8)
EXCEL_EPOCH = date(1899, 12, 30)
# No reported fact is older. A date's serial number is never as small as an amount or a number of days.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
WRITTEN_DATE = re.compile(
	r"(\d{4})\s*[-/.年、 ]\s*(\d{1,2})\s*[-/.月、 ]\s*(\d{1,2})\s*[日号.]?"
	r"(?:\s*(?:星期|周)[一二三四五六日天])?"
	r"(?:(?:\s+|T|t)(?:上午|下午|早上|中午|晚上|凌晨)?\s*([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?"
	r"\s*(?:[AaPp][Mm])?\s*([Zz]|[+-]\d{2}:?\d{2})?)?"
)
DIGITS_OF_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)?")
WRITTEN_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
WRITTEN_AMOUNT = re.compile(r"[¥￥]?\s*(-?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?)\s*(万)?\s*元?")
# Fast path: as programs write most figures, and as `amount` returns them.
PLAIN_AMOUNT = re.compile(r"(?:0|-?[1-9]\d{0,8})(?:\.\d{0,5}[1-9])?", re.ASCII)
# 12,345 is twelve thousand where commas separate thousands, and twelve where they separate decimals; 1.234 the
# reverse, in files of countries and programs that separate thousands by points.
WITH_ONE_SIGN = re.compile(r"[¥￥]?\s*-?[1-9]\d{0,2}[.,]\d{3}\s*万?\s*元?")
# A larger value is a typing error, and more than the database columns hold.
MAX_AMOUNT = 10**11
MAX_COUNT = 10**9
# From here on a workbook's numbers are inexact: a code stored as one has lost its last digits.
FIRST_INEXACT = 10**15
EXPONENT = re.compile(r"\d(?:\.\d+)?E\+?\d{2}")
# Written in place of an unknown code. Two households with the same stand-in are not the same.
STAND_INS = frozenset(
	"0 00 000 0000 无 暂无 暂缺 没有 空 缺 新 新增 新户 新增户 待定 待查 待补 待编 待填 待办 临时 临时户 未知 不详 不明 同上"
	" 无号 无户号 无编号 未编号 / // - -- — —— ? ？ . * N/A NA NONE NULL NIL NEW TEMP TBD TRUE FALSE".split()
)
# Marks for “the same as above”, which sorted rows no longer are.
DITTO = frozenset("同上 同前 同左 上同 〃 々 ″ ′′ '' ” “ \" ,, do. ditto".split())
# Numbers that a program took for figures and wrote as text: R000018.0, 440513.0.
DECIMAL_POINT = re.compile(r"(?<=\w)\.0+")
# Invisible characters, which are copied along with numbers from web pages and chats.
INVISIBLE = re.compile(
	"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
# Before a code that a program keeps as text.
QUOTES = "'`‘’"
# Marks after which text is shown from right to left: 0023 looks like 3200.
RIGHT_TO_LEFT = frozenset("\u202b\u202e\u2067")
# Excel would run text that begins like this as a formula; no name does, so it is an error in the agency's export.
FORMULA_SIGNS = "=@+-"


class UnclearFigure(str):
	"""A figure such as 12,345 in a file that does not show whether its commas separate thousands or decimals."""


def is_blank(cell: Cell) -> bool:
	return not cell.strip() if isinstance(cell, str) else cell is None


def text(cell: Cell) -> str:
	"""Trimmed text in half-width characters, without invisible ones; a whole number without its decimal point."""
	if cell is None:
		return ""
	if isinstance(cell, float) and cell.is_integer():
		cell = int(cell)
	written = cell if isinstance(cell, str) else str(cell)
	if written.isascii() and written.isprintable():
		return written.strip()
	return INVISIBLE.sub("", unicodedata.normalize("NFKC", written)).strip()


def name(cell: Cell) -> str:
	"""A person's or place's name, without signs that an export put in front."""
	return text(cell).lstrip(FORMULA_SIGNS).strip()


def code(cell: Cell) -> str:
	"""A code of digits or letters, without spaces: village codes, household numbers.

	Raises RowRefusedError for a code that was stored as a number and has lost its last digits, and for one that was
	converted to a day, TRUE or a fraction, or has a footnote mark.
	"""
	if (
		isinstance(cell, (bool, date))
		or (isinstance(cell, float) and not cell.is_integer())
		or _shows_other_digits(cell)
	):
		raise RowRefusedError(BAD_VALUE)
	if isinstance(cell, (int, float)) and abs(cell) >= FIRST_INEXACT:
		raise RowRefusedError(PRECISION_LOST)
	written = _without_spaces(cell)
	if written and written[0] in QUOTES:
		written = written.strip(QUOTES) or written
	if EXPONENT.fullmatch(written):
		raise RowRefusedError(PRECISION_LOST)
	if written.endswith("0") and (point := DECIMAL_POINT.search(written)) and point.end() == len(written):
		whole = written[: point.start()]
		if whole.isdigit() and int(whole) >= FIRST_INEXACT:
			raise RowRefusedError(PRECISION_LOST)
		return whole
	return written


def _without_spaces(cell: Cell) -> str:
	return "".join(text(cell).split()).upper()


def is_stand_in(written: str) -> bool:
	"""Whether a code is a stand-in for an unknown code: 无, 0, 新增, /."""
	return written.upper() in STAND_INS


def is_ditto(written: str) -> bool:
	"""Whether a cell refers to the one above: 同上, 〃."""
	return written in DITTO


def is_no_name(written: str) -> bool:
	"""Whether a name is a stand-in, such as * or 不详, or has no letter in it."""
	return written.upper() in STAND_INS or not any(char.isalpha() for char in written)


def id_number(cell: Cell) -> str:
	"""A valid ID number of 18 characters, or the number of a passport or permit.

	Raises RowRefusedError for a number cell, which has lost its last digits, and for anything else.
	"""
	return _checked(_written_digits(cell))


def id_number_on_disability_card(cell: Cell) -> str:
	"""The ID number in the 20 characters of a disability card."""
	return _checked(id_numbers.id_number_of_disability_card(_written_digits(cell)))


def _written_digits(cell: Cell) -> str:
	if isinstance(cell, (int, float)):
		raise RowRefusedError(PRECISION_LOST)
	if isinstance(cell, str) and id_numbers.is_plain(cell):
		return cell.upper()
	if not RIGHT_TO_LEFT.isdisjoint(str(cell or "")):
		raise RowRefusedError(BAD_ID)
	written = id_numbers.normalize(INVISIBLE.sub("", str(cell or "")))
	if EXPONENT.fullmatch(written):
		raise RowRefusedError(PRECISION_LOST)
	return written


def _checked(number: str) -> str:
	if not id_numbers.is_recognised(number):
		raise RowRefusedError(BAD_ID)
	return number


def day(cell: Cell, first: date = FIRST_DAY) -> date:
	"""A day from `first` to 2100: a date cell, its serial number in Excel, or a common way of writing dates.

	2026-10-03, 2026/10/3, 2026.10.3, 2026年10月3日, 20261003, each also with a time; 二〇二六年十月三日. Raises RowRefusedError (bad_date)
	where the year or the day is missing, or where it could be read in two ways.
	"""
	found = (
		cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else _written_day(cell)
	)
	if not first <= found <= LAST_DAY:
		raise RowRefusedError(BAD_DATE)
	return found


def _written_day(cell: Cell) -> date:
	written = text(cell)
	if WRITTEN_SERIAL.fullmatch(written):
		return EXCEL_EPOCH + timedelta(days=int(float(written)))
	match = WRITTEN_DATE.fullmatch(written) or DIGITS_OF_DATE.fullmatch(written)
	if _shows_other_digits(cell):
		raise RowRefusedError(BAD_DATE)
	if not match:
		if (in_words := written_figures.day(written)) is None:
			raise RowRefusedError(BAD_DATE)
		return in_words
	year, month, day, *clock = match.groups()
	try:
		found = date(int(year), int(month), int(day))
	except ValueError:
		raise RowRefusedError(BAD_DATE)
	return _in_china(found, *clock) if clock and clock[-1] else found


def _in_china(day: date, hour: str, minute: str, zone: str) -> date:
	"""The day in China for a time with a zone: programs write midnight of 3 October as 2026-10-02T16:00:00Z."""
	sign, digits = (zone[0], zone[1:].replace(":", "")) if zone.upper() != "Z" else ("+", "0000")
	ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if sign == "-" else 1)
	moment = datetime(day.year, day.month, day.day, int(hour), int(minute))
	return (moment - ahead + CHINA_AHEAD).date()


def amount(cell: Cell) -> Decimal:
	"""An amount or a number: 3050, "3,050.00", "2701.65元", "1.2万元", "壹仟元整"; an empty cell is 0.

	Raises RowRefusedError (bad_amount) for anything ambiguous: "3000 4000", "3.050,00", "0,500", "3000①".
	"""
	if type(cell) is float:
		return _figure_of_number(cell)
	if type(cell) is str and PLAIN_AMOUNT.fullmatch(cell):
		return Decimal(cell)
	if is_blank(cell):
		return Decimal(0)
	written = text(cell)
	if isinstance(cell, UnclearFigure) or _shows_other_digits(cell):
		raise RowRefusedError(BAD_AMOUNT)
	if match := WRITTEN_AMOUNT.fullmatch(written):
		figure, ten_thousands = match.groups()
		yuan = Decimal(figure.replace(",", "")) * (10000 if ten_thousands else 1)
	elif (in_words := written_figures.figure(written)) is not None:
		yuan = in_words
	else:
		raise RowRefusedError(BAD_AMOUNT)
	if not -MAX_AMOUNT < yuan < MAX_AMOUNT:
		raise RowRefusedError(BAD_AMOUNT)
	return _canonical(yuan)


def _figure_of_number(cell: float) -> Decimal:
	"""The figure as Excel shows it, with 15 digits: 0.1 + 0.2 is 0.3."""
	figure = Decimal(f"{cell:.15g}")
	if not figure.is_finite() or abs(figure) >= MAX_AMOUNT:
		raise RowRefusedError(BAD_AMOUNT)
	return _canonical(figure)


def _shows_other_digits(cell: Cell) -> bool:
	"""Whether a footnote mark, ① or ², follows the digits, which in plain text would become one more digit, or a mark reverses
	them."""
	return (
		isinstance(cell, str)
		and not cell.isascii()
		and any(unicodedata.category(each) == "No" or each in RIGHT_TO_LEFT for each in cell)
	)


def _canonical(figure: Decimal) -> Decimal:
	"""The figure in a canonical form, because equal figures must be equal texts: 50,000.00 is 50000."""
	whole = figure.to_integral_value()
	return abs(whole) if not whole and whole == figure else whole if whole == figure else figure.normalize()


def amount_or_none(cell: Cell) -> Decimal | None:
	"""`amount`; None for an empty cell and for one that holds none."""
	return _read_or_none(amount, cell)


def number_or_none(cell: Cell) -> Decimal | None:
	"""`number`; None for an empty cell and for one that holds none."""
	return _read_or_none(number, cell)


def day_or_none(cell: Cell) -> date | None:
	"""`day`; None for an empty cell and for one that holds none."""
	return _read_or_none(day, cell)


def _read_or_none(read: Callable[[Cell], T], cell: Cell) -> T | None:
	try:
		return None if is_blank(cell) else read(cell)
	except RowRefusedError:
		return None


def number(cell: Cell) -> Decimal:
	"""A count, such as months or days; an empty cell is 0."""
	count = amount(cell)
	if abs(count) >= MAX_COUNT:
		raise RowRefusedError(BAD_AMOUNT)
	return count
