"""A column's limits in words, for the person who entered a figure or a day outside them."""

from dataclasses import replace
from datetime import date

from frappe import _

from fanpin_app.discovery.feeds.definitions import Column
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.refusals.errors import RowRefusedError
from fanpin_app.discovery.tables.rows import meaning

LONG_AGO = date(1900, 1, 1)


def outside(cell: Cell, column: Column) -> str | None:
	"""The value and the column's range, where it is outside; None where it is inside or cannot be read."""
	if not column.has_limits:
		return None
	try:
		value = meaning(cell, replace(column, least=None, most=None, earliest=LONG_AGO, latest=None))
	except RowRefusedError:
		return None
	if value is None or column.may_hold(value):
		return None
	return _("{0} is not in the range of this column: {1}.").format(value, range_of(column))


def range_of(column: Column) -> str:
	"""“0 to 12”, “0 or more”, “12 or less”, “1950-01-01 or later”."""
	if column.data_type == "Date":
		if column.latest is None:
			return _("{0} or later").format(column.earliest)
		return _("{0} to {1}").format(column.earliest, column.latest)
	if column.least is not None and column.most is not None:
		return _("{0} to {1}").format(column.least, column.most)
	if column.most is None:
		return _("{0} or more").format(column.least)
	return _("{0} or less").format(column.most)
