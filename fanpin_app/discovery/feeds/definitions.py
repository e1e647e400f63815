"""Data Feeds as immutable values: what an agency's file looks like, column by column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import frappe
from frappe.utils import getdate

from fanpin_app.discovery.readers.cells import FIRST_DAY, Cell, amount, is_blank, text

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.data_feed.data_feed import DataFeed
	from fanpin_app.discovery.doctype.feed_column.feed_column import FeedColumn

# The meaning of an empty cell: the value is unknown, and the row is refused where the column is required; it is 0; or the
# stored value is kept.
UNKNOWN, ZERO, KEEP = "Unknown", "Zero", "Keep"
FIGURES = ("Amount", "Number")
NUMBERS_OF_PEOPLE = ("ID Number", "Disability Card Number")
# The target of files that are about a year.
YEARLY_TARGET = "Income Statement"
# Yuan per unit of an amount.
UNITS = {
	"Yuan": Decimal(1),
	"Hundred Yuan": Decimal(100),
	"Thousand Yuan": Decimal(1000),
	"Ten Thousand Yuan": Decimal(10_000),
	"Million Yuan": Decimal(1_000_000),
	"Hundred Million Yuan": Decimal(100_000_000),
}
WORDS_FOR_NAME = ("姓名", "名字")
# Headers that by themselves mean a person's name, but are part of something else's in longer headers.
NAMES_ALONE = frozenset({"借款人", "户主", "患者", "学生", "持证人", "失业人员"})

# Follows a column's name and precedes its unit.
OPENING_BRACKET = re.compile(r"[(\[【〔]")
# A unit behind a name without brackets: 余额/万元, 余额 单位:元, 余额万元. 元 alone may be of a word, such as 单元.
UNIT_BEHIND_NAME = re.compile(
	r"(?:[/,、;:_-](?:单位[:为]?)?|单位[:为]?)([十百千万亿]*元|万|[角分]|美[元金]|[港日欧]元|[港台]币|英镑)$|([十百千万亿]+元)$"
)
# What forms put before a name, as in 1.姓名 and *姓名, and after it.
BEFORE_NAME = re.compile(r"(?:[*★●]|[(\[【〔]必[填录选][)\]】〕]|\d{1,2}[.、)](?=\D))+")
BEHIND_NAME = "*★●:."
FOOTNOTES = "①②③④⑤⑥⑦⑧⑨⑩"


@dataclass(frozen=True)
class Column:
	header: str
	spellings: frozenset[str]
	# Spellings including the text in brackets, which somebody has confirmed.
	written: frozenset[str]
	role: str
	data_type: str
	indicator: str | None
	# Empty for columns of other roles than Field.
	fieldname: str
	required: bool
	value_map: dict[str, str]
	# The meaning of an empty cell: UNKNOWN, ZERO or KEEP.
	empty_means: str = UNKNOWN
	# The smallest and the largest figure allowed in the column.
	least: Decimal | None = None
	most: Decimal | None = None
	# Whether the field holds whole numbers only: half a month would be rounded.
	is_whole: bool = False
	# The first and the last day allowed in the column; recorded facts are never in the future.
	earliest: date = FIRST_DAY
	latest: date | None = None
	# Yuan per unit of the column: in this file, and where a file names no unit.
	unit: Decimal = Decimal(1)
	usual_unit: Decimal = Decimal(1)
	# Days to add to serial numbers of dates, in workbooks that count from 1904.
	serial_shift: int = 0
	# Meanings of the column's commonest cells: very many rows share a few words.
	known: dict[Cell, Any] = field(default_factory=dict, compare=False)

	@property
	def is_needed(self) -> bool:
		"""Whether a row is refused without it: it identifies the subject or the day, or the feed requires it."""
		return self.required or self.role in ("Match Key", "Record Date")

	@cached_property
	def is_scaled(self) -> bool:
		"""Whether the column's figures are not in yuan."""
		return self.unit != 1

	@cached_property
	def first_read(self) -> date:
		"""The first day that is read at all; in workbooks that count from 1904, days are four years later than written."""
		return min(self.earliest, FIRST_DAY)

	@cached_property
	def limits(self) -> tuple[Any, Any]:
		"""The least and the greatest value allowed, None where there is no such limit."""
		return (self.earliest, self.latest) if self.data_type == "Date" else (self.least, self.most)

	@cached_property
	def has_limits(self) -> bool:
		return self.data_type in (*FIGURES, "Date") and self.limits != (None, None)

	def may_hold(self, value: Any) -> bool:
		"""Whether a day or a figure is within the column's limits."""
		least, most = self.limits
		return (least is None or least <= value) and (most is None or value <= most)


@dataclass(frozen=True)
class Feed:
	name: str
	feed_name: str
	target: str
	match_by: str
	columns: tuple[Column, ...]
	# Whether a negative amount reverses an earlier one, rather than being an ordinary figure.
	negatives_reverse: bool = False

	def with_role(self, role: str) -> list[Column]:
		return [column for column in self.columns if column.role == role]

	@cached_property
	def name_column(self) -> Column | None:
		"""The column with the name of the person that a row is about."""
		descriptions = self.with_role("Description")
		named = [column for column in descriptions if column.data_type == "Name"]
		named += [
			column
			for column in descriptions
			if column.spellings & NAMES_ALONE
			or any(word in each for each in column.spellings for word in WORDS_FOR_NAME)
		]
		return named[0] if named else None

	def fields_kept_when_empty(self) -> set[str]:
		"""The fields whose empty cells keep the stored value."""
		return {column.fieldname for column in self.columns if column.empty_means == KEEP}

	@cached_property
	def spellings(self) -> frozenset[str]:
		"""All names of all columns."""
		return frozenset(each for column in self.columns for each in column.spellings)

	@cached_property
	def match_key(self) -> Column:
		return self.with_role("Match Key")[0]


def enabled_feeds(only: str | None = None) -> list[Feed]:
	names = [only] if only else frappe.get_all("Data Feed", filters={"enabled": 1}, pluck="name")
	return [as_value(frappe.get_cached_doc("Data Feed", name)) for name in names]


def plain_header(cell: Cell) -> str:
	"""A header without spaces and line breaks."""
	return "".join(text(cell).split())


def spelling(cell: Cell) -> str:
	"""A header without spaces, line breaks, brackets, a unit and the marks of forms: "1.住院自付(元)*" is 住院自付."""
	if is_blank(cell):
		return ""
	plain = plain_header(cell.rstrip(FOOTNOTES) if isinstance(cell, str) else cell)
	begun = BEFORE_NAME.match(plain)
	named = plain[begun.end() :] if begun else plain
	named = OPENING_BRACKET.split(named)[0].rstrip(BEHIND_NAME)
	return UNIT_BEHIND_NAME.sub("", named) or plain


def as_value(doc: DataFeed) -> Feed:
	return Feed(
		doc.name,
		doc.feed_name,
		doc.target,
		doc.match_by,
		tuple(_column(row, doc.target) for row in doc.columns),
		negatives_reverse=doc.negative_amounts == "Reversal",
	)


def possible_meanings_of_empty(column: FeedColumn, target: str) -> tuple[str, ...]:
	"""The allowed meanings of an empty cell in a feed of this target; the first one is the default."""
	figure = column.data_type in FIGURES
	if column.role == "Field" and target == "Household":
		if (column.fieldname or "").startswith("household."):
			# A household's cells are filled in on one of its rows.
			return (UNKNOWN,) if column.required else (KEEP,)
		meanings = (UNKNOWN, KEEP) if column.required else (KEEP, UNKNOWN)
		return (*meanings, ZERO) if figure else meanings
	if column.role == "Field" and target == "Alleviation Asset":
		return (ZERO,) if figure else (UNKNOWN,)
	if (column.role == "Field" and target == "Income Statement") or column.role == "Value":
		if column.data_type == "Amount":
			return (ZERO, UNKNOWN, KEEP)
		return (UNKNOWN, ZERO, KEEP) if figure else (UNKNOWN, KEEP)
	if column.role == "State Key" and figure:
		return (ZERO, UNKNOWN) if column.data_type == "Amount" else (UNKNOWN, ZERO)
	return (UNKNOWN,)


def _column(row: FeedColumn, target: str) -> Column:
	names = [each for each in [row.header, *(row.aliases or "").splitlines()] if each]
	return Column(
		header=row.header,
		spellings=frozenset(map(spelling, names)),
		written=frozenset(map(plain_header, names)),
		role=row.role,
		data_type=row.data_type,
		indicator=row.indicator,
		fieldname=row.fieldname or "",
		required=bool(row.required),
		value_map=value_map(row.value_map),
		unit=UNITS[row.get("unit") or "Yuan"],
		usual_unit=UNITS[row.get("unit") or "Yuan"],
		empty_means=row.get("empty_means") or possible_meanings_of_empty(row, target)[0],
		least=amount(row.least) if row.get("least") else None,
		most=amount(row.most) if row.get("most") else None,
		is_whole=_is_whole(row, target),
		earliest=getdate(row.earliest) if row.get("earliest") else FIRST_DAY,
		latest=getdate() if row.role == "Record Date" and row.data_type == "Date" else None,
	)


def _is_whole(row: FeedColumn, target: str) -> bool:
	if row.role != "Field" or row.data_type != "Number":
		return False
	of_household, _point, name = (row.fieldname or "").rpartition(".")
	doctype = "Household Member" if target == "Household" and not of_household else target
	field = frappe.get_meta(doctype).get_field(name)
	return field is not None and field.fieldtype == "Int"


def value_map(lines: str | None) -> dict[str, str]:
	"""Lines "in the file=in the system" as a mapping; lines without "=" are ignored."""
	pairs = (line.split("=", 1) for line in (lines or "").splitlines() if "=" in line)
	return {text(written): meant.strip() for written, meant in pairs}
