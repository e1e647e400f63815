"""Writes a value into a cell: in a valid form that offices use, or in one that must be refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from random import Random

from fanpin_app.tests.support.random_files.contents import Field, new_id_number

FULL_WIDTH = str.maketrans("0123456789.,X-", "０１２３４５６７８９．，Ｘ－")
INVISIBLE = ("\u200b", "\u202d", "\ufeff", "\u200e")
SPACES = (" ", "\u3000", "\xa0", "\t")
EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
STAND_INS = ("无", "0", "新增", "/", "—", "待定", "不详")
FORMATS_OF_UNITS = ('0.00"美元"', "[$$-409]#,##0.00", "0.00%")
CODES = ("household", "village")
ID_REASONS = frozenset({"bad_id", "precision_lost", "missing_value", "stand_in"})
CODE_REASONS = frozenset({"stand_in", "precision_lost", "missing_value", "bad_value", "unknown_region"})


@dataclass(frozen=True)
class Formula:
	"""A formula, with the result that an office program calculated, or without one."""

	result: float | str | None = None


@dataclass(frozen=True)
class CellError:
	"""A cell whose formula failed: #N/A."""

	shown: str


@dataclass(frozen=True)
class FormattedNumber:
	"""A figure whose number format shows something beside it: 1.5 as 1.50万元."""

	figure: float
	code: str = '0.00"万元"'


@dataclass(frozen=True)
class MarkedText:
	"""Text in parts, each with the mark `struck` or `raised`, or none."""

	parts: tuple[tuple[str, str], ...]


Cell = None | str | int | float | bool | date | datetime | Formula | CellError | FormattedNumber | MarkedText


@dataclass(frozen=True)
class FileTraits:
	"""Properties of a file that affect how its cells are written."""

	# CSV and text files contain only text.
	is_text: bool
	from_1904: bool


def valid(field: Field, value: object, unit: int, traits: FileTraits, rng: Random) -> Cell:
	"""The value, written unambiguously. `unit`: yuan per unit of the column."""
	if field.kind == "amount":
		return _padded(_amount(value, unit, traits, rng), rng)
	if field.kind in ("day", "future"):
		return _padded(_day(value, traits, rng), rng)
	if field.kind == "count":
		return rng.choice((value, value, str(value), float(value), f"{value}.0", Formula(float(value))))
	if field.kind == "id":
		return _id_number(value, rng)
	if field.kind == "village":
		return rng.choice((value, value, int(value), float(value), f" {value}", value.translate(FULL_WIDTH)))
	if field.kind == "household":
		return rng.choice(
			(value, value, value.lower(), f"{value} ", f"\u200b{value}", value.translate(FULL_WIDTH))
		)
	return _padded(value, rng)


def invalid(field: Field, value: object, traits: FileTraits, rng: Random) -> tuple[Cell, frozenset[str]]:
	"""A replacement for the value that must be refused, and the allowed reasons."""
	if rng.random() < 0.25:
		errors: list[Cell] = [CellError(rng.choice(ERRORS)), rng.choice(ERRORS)]
		return rng.choice(errors if traits.is_text else [*errors, Formula()]), _reasons_of_error(field)
	return _INVALID[field.kind](field, value, traits, rng)


def _reasons_of_error(field: Field) -> frozenset[str]:
	if field.kind == "id":
		return frozenset({"bad_id"})
	if field.kind in ("day", "future"):
		return frozenset({"bad_date"})
	return frozenset({"bad_amount" if field.kind in ("amount", "count") else "bad_value"})


def _padded(cell: Cell, rng: Random) -> Cell:
	"""A text that sometimes has spaces around it or an invisible character in it."""
	if not isinstance(cell, str) or rng.random() < 0.7:
		return cell
	if rng.random() < 0.3:
		position = rng.randint(0, len(cell))
		return cell[:position] + rng.choice(INVISIBLE) + cell[position:]
	return rng.choice((rng.choice(SPACES) + cell, cell + rng.choice(SPACES), f"{cell}\n"))


def _amount(yuan: Decimal, unit: int, traits: FileTraits, rng: Random) -> Cell:
	figure = yuan / unit
	if unit != 1:
		return rng.choice((float(figure), f"{figure:f}", f"{figure:,f}", Formula(float(figure))))
	grouped = f"{figure:,.2f}" if figure % 1 else f"{figure:,}"
	variants: list[Cell] = [
		float(figure),
		float(figure),
		f"{figure:f}",
		grouped,
		f"￥{grouped}",
		f"{figure:f}元",
		grouped.translate(FULL_WIDTH),
		Formula(float(figure)),
	]
	if figure % 1 == 0:
		variants += [int(figure), int(figure), f"{figure}.00"]
	if figure % 100 == 0 and figure >= 10_000:
		variants += [f"{figure / 10_000:f}万", f"{figure / 10_000:f}万元"]
	return rng.choice(variants)


def _day(day: date, traits: FileTraits, rng: Random) -> Cell:
	clock = time(rng.randrange(24), rng.randrange(60), rng.randrange(60))
	serial = (day - EPOCHS[traits.from_1904]).days
	variants: list[Cell] = [
		day,
		day,
		datetime.combine(day, clock),
		f"{day}",
		f"{day:%Y/%m/%d}",
		f"{day.year}/{day.month}/{day.day}",
		f"{day.year}.{day.month}.{day.day}",
		f"{day.year}年{day.month}月{day.day}日",
		f"{day.year}年{day.month:02}月{day.day:02}号",
		f"{day:%Y%m%d}",
		int(f"{day:%Y%m%d}"),
		f"{day} {clock}",
		f"{day}T{clock}+08:00",
		f"{day}".translate(FULL_WIDTH),
	]
	if not traits.from_1904:
		variants += [str(serial)]
	if not traits.is_text or not traits.from_1904:
		variants += [serial, serial + clock.hour / 24, Formula(float(serial))]
	return rng.choice(variants)


def _id_number(number: str, rng: Random) -> Cell:
	position = rng.randint(1, 17)
	return rng.choice(
		(
			number,
			number,
			number,
			number.lower(),
			f"'{number}",
			f"{number}\t",
			f" {number}",
			number.translate(FULL_WIDTH),
			f"{number[:6]} {number[6:14]} {number[14:]}",
			number[:position] + rng.choice(INVISIBLE) + number[position:],
			Formula(number),
		)
	)


def _invalid_amount(
	field: Field, value: Decimal, traits: FileTraits, rng: Random
) -> tuple[Cell, frozenset[str]]:
	figure = f"{value:f}"
	whole = f"{int(value) + 1000}"
	cell = rng.choice(
		(
			"约三千",
			"三千多元",
			f"{figure}左右",
			f"{figure}-{whole}",
			f"{whole}①",
			f"{whole}²",
			f"{whole}\n{whole}",
			f"{whole} {whole}",
			f"{whole[:1]}.{whole[1:4]},00",
			f"{whole},5",
			f"{whole[:1]},{whole[1:]},00",
			f"{whole}.{whole}.{whole}",
			f"{whole}块",
			f"{figure}%",
			"未结算",
			"9" * 30,
			date(2026, 10, 3),
			True,
			f"{whole}块" if traits.is_text else FormattedNumber(float(value), rng.choice(FORMATS_OF_UNITS)),
		)
	)
	return cell, frozenset({"bad_amount"})


def _invalid_count(field: Field, value: int, traits: FileTraits, rng: Random) -> tuple[Cell, frozenset[str]]:
	return rng.choice(("十几", "几个月", f"{value}①", f"{value}\n{value}", "9" * 12, True)), frozenset(
		{"bad_amount"}
	)


def _invalid_day(field: Field, day: date, traits: FileTraits, rng: Random) -> tuple[Cell, frozenset[str]]:
	variants: list[Cell] = [
		f"{day.year}年{day.month}月",
		f"{day:%Y%m}",
		int(f"{day:%Y%m}"),
		f"{day:%Y-%m}",
		f"{day:%y}.{day.month}.{day.day}",
		f"{day:%m/%d/%Y}",
		f"{day.month}月{day.day}日",
		f"{day.year}-02-30",
		f"{day.year}年13月1日",
		f"{day}至{day}",
		f"{day}\n{day}",
		f"{day.year}-{day.month}-1①",
		"1949-12-31",
		"9999-12-31",
		date(2101, 1, 1),
		"上月",
		"3000",
		3000,
		0,
		"0000-00-00",
		None,
		True,
	]
	if field.kind == "day":
		variants += [date(2062, 5, 1), "2062-05-01", 20620501]
	return rng.choice(variants), frozenset({"bad_date", "missing_value"})


def _invalid_id(field: Field, number: str, traits: FileTraits, rng: Random) -> tuple[Cell, frozenset[str]]:
	position = rng.randrange(17)
	digit = str((int(number[position]) + rng.randint(1, 9)) % 10)
	cell, reasons = rng.choice(
		(
			(number[:position] + digit + number[position + 1 :], ID_REASONS),
			(float(number[:17] + "0"), frozenset({"precision_lost"})),
			("4.40513E+17", frozenset({"precision_lost"})),
			(number[:17], ID_REASONS),
			(f"L{number}", ID_REASONS),
			(number + number, ID_REASONS),
			("无", ID_REASONS),
			(None, ID_REASONS),
			(new_id_number(rng), frozenset({"unknown_person"})),
		)
	)
	return cell, reasons


def _invalid_code(field: Field, code: str, traits: FileTraits, rng: Random) -> tuple[Cell, frozenset[str]]:
	cell = rng.choice((*STAND_INS, None, 4.405131985022762e17, "4.40513E+17"))
	return cell, CODE_REASONS | {"unknown_household"}


def _invalid_word(field: Field, word: str, traits: FileTraits, rng: Random) -> tuple[Cell, frozenset[str]]:
	return rng.choice(("不知道", "？", 77, f"{word}、{word}", f"非{word}")), frozenset({"bad_value"})


def _invalid_text(field: Field, word: str, traits: FileTraits, rng: Random) -> tuple[Cell, frozenset[str]]:
	return rng.choice(((None, frozenset({"missing_value"})), ("长" * 200, frozenset({"bad_value"}))))


_INVALID: dict[str, Callable[[Field, object, FileTraits, Random], tuple[Cell, frozenset[str]]]] = {
	"amount": _invalid_amount,
	"count": _invalid_count,
	"day": _invalid_day,
	"future": _invalid_day,
	"id": _invalid_id,
	"household": _invalid_code,
	"village": _invalid_code,
	"word": _invalid_word,
	"text": _invalid_text,
}
