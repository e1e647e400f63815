"""What a client may send instead of a column: columns and the few SQL functions that the desk uses.

Frappe passes `fields`, `order_by`, `group_by` and the names of filtered fields to the database after a search
for forbidden words, a list that can be incomplete. Here only listed functions are accepted.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

import frappe
from frappe import _

# Number cards, charts and the report view aggregate; link search ranks by `locate`, calendars and trees
# compare with `ifnull`, heat maps group by day. Their arguments are readable columns or constants.
FUNCTIONS = frozenset(
	("count", "sum", "avg", "min", "max", "ifnull", "nullif", "locate", "date", "unix_timestamp")
)
KEYWORDS = frozenset(("distinct", "asc", "desc"))
# Characters of the longest expression; the desk's have some hundred.
MAX_LENGTH = 2000
# Clients choose the keys of the cache: 4,096 of this length take some 20 MB of a process.
MAX_CACHED_LENGTH = 100

_TOKEN = re.compile(
	r"""\s*(?:
	`(?P<quoted>[^`\\]+)`
	| (?P<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")
	| (?P<number>-?\d+(?:\.\d+)?)(?!\w)
	| (?P<word>[^\W\d]\w*)
	| (?P<sign>[(),./*])
	)\s*""",
	re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Column:
	"""A column in a query; `table` is "tabHousehold", an alias of a joined table, or None."""

	table: str | None
	name: str


@dataclass(frozen=True, slots=True)
class Term:
	"""A parsed expression of a query. `is_plain`: it is one column, with or without an alias."""

	columns: tuple[Column, ...]
	alias: str | None
	is_plain: bool


def parse(text: str) -> Term:
	"""Parse an expression: one of `fields`, a whole `order_by` or `group_by`, or a filter's field name.

	Raises PermissionError if it contains anything but columns, constants, the functions in FUNCTIONS and an
	alias, or is longer than MAX_LENGTH.
	"""
	if len(text) > MAX_LENGTH:
		frappe.throw(
			_("A field, an order or a grouping of a list has at most {0} characters.").format(MAX_LENGTH),
			frappe.PermissionError,
		)
	return _parse_cached(text) if len(text) <= MAX_CACHED_LENGTH else _parse(text)


def _parse(text: str) -> Term:
	tokens, alias = _without_alias(_tokens(text))
	columns, position, after_value = [], 0, False
	while position < len(tokens):
		kind, value = tokens[position]
		following = tokens[position + 1] if position + 1 < len(tokens) else None
		is_keyword = kind == "word" and value.lower() in KEYWORDS and following != ("sign", ".")
		is_function = kind == "word" and following == ("sign", "(") and not is_keyword
		# Two values side by side would be an operator, a sub-query or a constant with a prefix.
		if after_value and not is_keyword and value not in ("/", ",", ")"):
			refuse(text)
		if is_function and value.lower() not in FUNCTIONS:
			refuse(text)
		if kind in ("word", "quoted") and not is_keyword and not is_function:
			is_qualified = following == ("sign", ".")
			name = _name_after_dot(tokens, position + 2, text) if is_qualified else value
			columns.append(Column(value if is_qualified else None, name))
			position += 2 if is_qualified else 0
		elif (kind, value) == ("sign", "*"):
			columns.extend(_star(tokens, position, text))
		elif (kind, value) == ("sign", "."):
			refuse(text)
		after_value = (
			(kind != "sign" or value in (")", "*")) and not is_function and value.lower() != "distinct"
		)
		position += 1
	is_plain = len(columns) == 1 and all(
		kind in ("word", "quoted") or value in ".*" for kind, value in tokens
	)
	return Term(tuple(columns), alias, is_plain and not _has_keyword(tokens))


_parse_cached = lru_cache(maxsize=4096)(_parse)


def refuse(text: str) -> NoReturn:
	"""Raise PermissionError for an expression that no query of the desk contains."""
	frappe.throw(
		_(
			"A list may ask for fields, and for their count, sum, average, minimum and maximum: not for {0}."
		).format(frappe.bold(frappe.utils.escape_html(text))),
		frappe.PermissionError,
	)


def _tokens(text: str) -> list[tuple[str, str]]:
	tokens, position = [], 0
	text = text.strip()
	while position < len(text):
		match = _TOKEN.match(text, position)
		if not match:
			refuse(text)
		kind = str(match.lastgroup)
		tokens.append((kind, match.group(kind)))
		position = match.end()
	return tokens


def _without_alias(tokens: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], str | None]:
	if len(tokens) > 2 and tokens[-2][0] == "word" and tokens[-2][1].lower() == "as":
		kind, alias = tokens[-1]
		if kind in ("word", "quoted", "text"):
			return tokens[:-2], alias.strip("'\"")
	return tokens, None


def _name_after_dot(tokens: list[tuple[str, str]], position: int, text: str) -> str:
	if position < len(tokens):
		kind, value = tokens[position]
		if kind in ("word", "quoted") or value == "*":
			return value
	refuse(text)


def _star(tokens: list[tuple[str, str]], position: int, text: str) -> list[Column]:
	"""`*` must be the whole expression or the argument of `count`; elsewhere it would multiply values."""
	if len(tokens) == 1:
		return [Column(None, "*")]
	around = tokens[position - 1 : position + 2] if position else []
	if [value for _kind, value in around] != ["(", "*", ")"]:
		refuse(text)
	return []


def _has_keyword(tokens: list[tuple[str, str]]) -> bool:
	return any(kind == "word" and value.lower() in KEYWORDS for kind, value in tokens)
