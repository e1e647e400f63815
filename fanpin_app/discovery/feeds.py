"""Data Feeds as plain values: what an agency's file looks like, column by column."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import frappe
from frappe.utils import getdate

from fanpin_app.discovery.cells import Cell, is_blank, text


@dataclass(frozen=True)
class Column:
	header: str
	spellings: frozenset[str]
	role: str
	data_type: str
	indicator: str | None
	fieldname: str | None
	required: bool
	value_map: dict[str, str]
	# The latest day that the column may hold: what has been recorded has happened.
	latest: date | None = None
	# Yuan in one of what the column counts in.
	unit: Decimal = Decimal(1)
	# Days to add to the serial of a day, in workbooks that count from 1904.
	serial_shift: int = 0
	# What was read of the column's commonest cells: few words stand in very many rows.
	known: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Feed:
	name: str
	feed_name: str
	target: str
	match_by: str
	columns: tuple[Column, ...]

	def with_role(self, role: str) -> list[Column]:
		return [column for column in self.columns if column.role == role]

	@cached_property
	def match_key(self) -> Column:
		return self.with_role("Match Key")[0]


def enabled_feeds(only: str | None = None) -> list[Feed]:
	names = [only] if only else frappe.get_all("Data Feed", filters={"enabled": 1}, pluck="name")
	return [_as_value(frappe.get_cached_doc("Data Feed", name)) for name in names]


def spelling(cell: Cell) -> str:
	"""A header without spaces, line breaks and the unit in brackets: "住院自付(元)" is 住院自付."""
	if is_blank(cell):
		return ""
	plain = "".join(text(cell).split())
	return plain.split("(")[0] or plain


def _as_value(doc) -> Feed:
	return Feed(doc.name, doc.feed_name, doc.target, doc.match_by, tuple(_column(row) for row in doc.columns))


def _column(row) -> Column:
	return Column(
		header=row.header,
		spellings=frozenset(
			spelling(each) for each in [row.header, *(row.aliases or "").splitlines()] if each
		),
		role=row.role,
		data_type=row.data_type,
		indicator=row.indicator,
		fieldname=row.fieldname,
		required=bool(row.required),
		value_map=value_map(row.value_map),
		latest=getdate() if row.role == "Record Date" and row.data_type == "Date" else None,
	)


def value_map(lines: str | None) -> dict[str, str]:
	"""Lines "in the file=in the system" as a mapping; a line without "=" maps nothing."""
	pairs = (line.split("=", 1) for line in (lines or "").splitlines() if "=" in line)
	return {text(written): meant.strip() for written, meant in pairs}
