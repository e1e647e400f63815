from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.discovery.feeds.definitions import possible_meanings_of_empty, value_map
from fanpin_app.discovery.readers.cells import amount
from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.replacements.reversals import KINDS

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.feed_column.feed_column import FeedColumn


class DataFeed(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.discovery.doctype.feed_column.feed_column import FeedColumn

		agency: DF.Link | None
		columns: DF.Table[FeedColumn]
		due_day: DF.Int
		enabled: DF.Check
		feed_code: DF.Data
		feed_name: DF.Data
		held_from_rows: DF.Int
		held_mean: DF.Int
		held_names: DF.Int
		held_names_rows: DF.Int
		held_refused: DF.Int
		held_rows: DF.Int
		held_zeros: DF.Int
		match_by: DF.Literal[
			"ID Number", "Disability Card Number", "Household Number", "Region Code", "Asset Number"
		]
		negative_amounts: DF.Literal["Reversal", "Ordinary Figure"]
		remind_days: DF.Int
		target: DF.Literal[
			"Indicator Record", "Household", "Income Statement", "Administrative Region", "Alleviation Asset"
		]
		when_sent_again: DF.Literal["Ask", "Replace", "Add", "Apart"]
	# end: auto-generated types

	def validate(self) -> None:
		self.check_columns()
		for column in self.columns:
			self.complete_meaning_of_empty(column)
			check_range(column)
		if self.target == "Indicator Record":
			self.check_indicators()

	def check_columns(self) -> None:
		if sum(column.role == "Match Key" for column in self.columns) != 1:
			frappe.throw(
				_("A feed needs exactly one column of role Match Key: the one that says who a row is about.")
			)
		for column in self.columns:
			if column.role == "Field" and not column.fieldname:
				frappe.throw(_("Row {0}: a column of role Field needs a Field Name.").format(column.idx))

	def complete_meaning_of_empty(self, column: FeedColumn) -> None:
		"""Set each column's meaning of an empty cell. Raises `frappe.ValidationError` for a meaning that it cannot have."""
		possible = possible_meanings_of_empty(column, self.target)
		column.set("empty_means", column.empty_means or possible[0])
		if column.empty_means not in possible:
			frappe.throw(
				_("Row {0}: an empty cell of {1} cannot mean {2} in this feed; possible is {3}.").format(
					column.idx,
					column.header,
					_(column.empty_means),
					"、".join(_(meaning) for meaning in possible),
				)
			)

	def check_indicators(self) -> None:
		if sum(column.role == "Record Date" for column in self.columns) != 1:
			frappe.throw(_("A feed of indicators needs exactly one column of role Record Date."))
		named_by_row = any(column.role == "Indicator" for column in self.columns)
		for column in self.columns:
			if column.role == "Value" and not (column.indicator or named_by_row):
				frappe.throw(_("Row {0}: a column of role Value needs an Indicator.").format(column.idx))
			if column.role == "Row Kind":
				self.check_kinds(column)
		if not any(column.indicator or column.role == "Indicator" for column in self.columns):
			frappe.throw(_("No column of this feed holds an Indicator."))

	def check_kinds(self, column: FeedColumn) -> None:
		meant = set(value_map(column.value_map).values())
		if not meant or meant - set(KINDS):
			frappe.throw(
				_(
					"Row {0}: the Value Map of a Row Kind says of each word of the file whether it is {1}."
				).format(column.idx, ", ".join(KINDS))
			)


def check_range(column: FeedColumn) -> None:
	"""Normalise a column's limits. Raises `frappe.ValidationError` for anything that is not a number or not a range."""
	for field in ("least", "most"):
		if not column.get(field):
			continue
		try:
			column.set(field, str(amount(column.get(field))))
		except RowRefusedError:
			frappe.throw(
				_("Row {0}: {1} is no figure. Write it such as 0 or 50000.").format(
					column.idx, _(column.meta.get_label(field))
				)
			)
	if column.least and column.most and amount(column.least) > amount(column.most):
		frappe.throw(_("Row {0}: Least is greater than Most.").format(column.idx))
