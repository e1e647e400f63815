"""Comparisons of conditions: the operators of each type, and parsing of the values that administrators write.

Values reach SQL as parameters of plain comparisons only. They must never be arguments of an SQL function: pypika
writes those into the statement's text.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from frappe import _
from pypika.terms import Criterion, Term

from fanpin_app.early_warning.rules.errors import InvalidRuleError

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

# What a condition compares with: its value, or a share (the value, in per cent) of another figure.
VALUE, INCOME_LINE, YEAR_BEFORE = "Value", "Income Line", "Year Before"
SHARE_OPERATORS = (">=", ">", "<", "<=")
FULL_SHARE = "100"

SEPARATORS = re.compile(r"[,，、]")
# What a decimal(21,9) column can hold.
LARGEST = Decimal(10) ** 12
DECIMALS = 9


def criterion(term: Term, kind: str, operator: str, text: str | None) -> Criterion:
	"""The criterion `term operator value`; `kind` (Number, Text or Check) says how the value is parsed.

	Unknown figures (NULL) satisfy only "is not set". Raises InvalidRuleError.
	"""
	require_operator(kind, operator)
	if operator in PRESENCE:
		return _presence(term, kind, operator)
	return COMPARE[operator](term, value(kind, operator, text))


def require_operator(kind: str, operator: str | None) -> None:
	if operator not in OPERATORS[kind]:
		raise InvalidRuleError(
			_("The operator {0} does not fit a {1}; use one of {2}").format(
				operator or _("(none)"), _(kind), ", ".join(OPERATORS[kind])
			)
		)


def value(kind: str, operator: str, text: str | None) -> Any:
	"""The parsed value to compare with; a list for operators that take several."""
	parts = split(text) if operator in LISTS else [(text or "").strip()]
	if operator == "between" and len(parts) != 2:
		raise InvalidRuleError(_("Between takes two values with a comma in the middle, such as 30, 89"))
	values = [_parse(kind, part) for part in parts]
	return values if operator in LISTS else values[0]


def split(text: str | None) -> list[str]:
	return [part.strip() for part in SEPARATORS.split(text or "")]


def number(text: str) -> Decimal:
	"""A plain decimal number. Raises InvalidRuleError."""
	try:
		parsed = Decimal(text.strip())
	except InvalidOperation:
		raise InvalidRuleError(_("{0} is not a number").format(text or _("(empty)")))
	exponent = parsed.as_tuple().exponent
	if not isinstance(exponent, int) or abs(parsed) >= LARGEST or -exponent > DECIMALS:
		raise InvalidRuleError(_("The number {0} is too large or too long").format(text))
	return Decimal(f"{parsed:f}")


def _parse(kind: str, text: str) -> Any:
	if kind == NUMBER:
		return number(text)
	if kind == CHECK:
		if text.lower() not in CHECK_VALUES:
			raise InvalidRuleError(_("{0} must be Yes or No").format(text or _("(empty)")))
		return CHECK_VALUES[text.lower()]
	if not text:
		raise InvalidRuleError(_("A value is missing"))
	return text


def _presence(term: Term, kind: str, operator: str) -> Criterion:
	"""Text fields that were left blank hold an empty string or NULL."""
	if operator == "is set":
		return term.isnotnull() & (term != "") if kind == TEXT else term.isnotnull()
	return term.isnull() | (term == "") if kind == TEXT else term.isnull()
