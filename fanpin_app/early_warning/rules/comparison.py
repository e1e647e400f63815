"""How a condition compares: operators by the type of what is measured, and values as an administrator wrote them.

Values reach SQL as parameters of plain comparisons only. They must never stand inside a function: there pypika
writes them into the statement's text.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from frappe import _
from pypika.terms import Criterion, Term

from fanpin_app.early_warning.rules.errors import RuleRefused

NUMBER, TEXT, CHECK = "Number", "Text", "Check"

COMPARE: dict[str, Callable[[Term, Any], Criterion]] = {
	">=": lambda term, value: term >= value,
	">": lambda term, value: term > value,
	"<": lambda term, value: term < value,
	"<=": lambda term, value: term <= value,
	"=": lambda term, value: term == value,
	"!=": lambda term, value: term != value,
	"in": lambda term, values: term.isin(values),
	"not in": lambda term, values: term.notin(values),
	"between": lambda term, bounds: (term >= bounds[0]) & (term <= bounds[1]),
}
LISTS = ("in", "not in", "between")
PRESENCE = ("is set", "is not set")
OPERATORS = {
	NUMBER: (*COMPARE, *PRESENCE),
	TEXT: ("=", "!=", "in", "not in", *PRESENCE),
	CHECK: ("=", "!="),
}
CHECK_VALUES = {"yes": 1, "no": 0, "1": 1, "0": 0}

SEPARATORS = re.compile(r"[,，、]")
# What a decimal(21,9) column can hold.
LARGEST = Decimal(10) ** 12
DECIMALS = 9


def criterion(term: Term, kind: str, operator: str, written: str | None) -> Criterion:
	"""`term operator value`, where `kind` (Number, Text or Check) says how to read the value.

	Unknown figures (NULL) satisfy nothing but "is not set". Raises RuleRefused.
	"""
	require_operator(kind, operator)
	if operator in PRESENCE:
		return _presence(term, kind, operator)
	return COMPARE[operator](term, value(kind, operator, written))


def require_operator(kind: str, operator: str | None) -> None:
	if operator not in OPERATORS[kind]:
		raise RuleRefused(
			_("The operator {0} does not fit a {1}; use one of {2}").format(
				operator or _("(none)"), _(kind), ", ".join(OPERATORS[kind])
			)
		)


def value(kind: str, operator: str, written: str | None) -> Any:
	"""The written value as what it is compared with: a list for operators that take several."""
	parts = split(written) if operator in LISTS else [(written or "").strip()]
	if operator == "between" and len(parts) != 2:
		raise RuleRefused(_("Between takes two values with a comma in the middle, such as 30, 89"))
	values = [_read(kind, part) for part in parts]
	return values if operator in LISTS else values[0]


def split(written: str | None) -> list[str]:
	return [part.strip() for part in SEPARATORS.split(written or "")]


def number(written: str) -> Decimal:
	"""A plain decimal number. Raises RuleRefused."""
	try:
		figure = Decimal(written.strip())
	except InvalidOperation:
		raise RuleRefused(_("{0} is not a number").format(written or _("(empty)")))
	if not figure.is_finite() or abs(figure) >= LARGEST or -figure.as_tuple().exponent > DECIMALS:
		raise RuleRefused(_("The number {0} is too large or too long").format(written))
	return Decimal(f"{figure:f}")


def _read(kind: str, written: str) -> Any:
	if kind == NUMBER:
		return number(written)
	if kind == CHECK:
		if written.lower() not in CHECK_VALUES:
			raise RuleRefused(_("{0} must be Yes or No").format(written or _("(empty)")))
		return CHECK_VALUES[written.lower()]
	if not written:
		raise RuleRefused(_("A value is missing"))
	return written


def _presence(term: Term, kind: str, operator: str) -> Criterion:
	"""Text fields hold an empty text or NULL where nothing was entered."""
	if operator == "is set":
		return term.isnotnull() & (term != "") if kind == TEXT else term.isnotnull()
	return term.isnull() | (term == "") if kind == TEXT else term.isnull()
