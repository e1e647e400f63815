"""What a file says of documents, held against what is stored: which are new, which differ and in what."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import frappe
from frappe.utils import cint, flt

from fanpin_app.database import bulk

# Stands in a row where the file says nothing: what is stored stays.
UNTOLD = object()
NUMBERS = {"Int": cint, "Check": cint, "Currency": flt, "Float": flt, "Percent": flt}


@dataclass(frozen=True, eq=False)
class Told:
	"""Rows of one DocType, a value a field, `name` first.

	`defaults` are for what is untold of a new document; `following` are fields worked out from others, which are no
	difference of their own. Of the names in `new`, which were given just now, nothing is stored.
	"""

	doctype: str
	fields: Sequence[str]
	rows: list[Sequence]
	defaults: dict[str, Any] = field(default_factory=dict)
	following: frozenset[str] = frozenset()
	new: Set[str] = frozenset()


@dataclass(frozen=True)
class Difference:
	"""A document that the file tells otherwise than it is stored; `before` is None where it is not stored."""

	told: Told
	row: Sequence
	before: Sequence | None

	@property
	def doctype(self) -> str:
		return self.told.doctype

	def value(self, field: str) -> Any:
		return self.row[self.told.fields.index(field)]

	def old_value(self, field: str) -> Any:
		return self.before[self.told.fields.index(field)] if self.before else None

	def entered(self) -> list[tuple[str, Any]]:
		"""Field and value of a new document, but for its name and what follows from other fields."""
		return [
			(field, value)
			for field, value in zip(self.told.fields[1:], self.row[1:], strict=True)
			if field not in self.told.following
		]

	def changed(self) -> list[tuple[str, Any, Any]]:
		"""Field, old and new value of each that differs; nothing of a new document."""
		if self.before is None:
			return []
		return [
			(field, old, new)
			for (field, read), old, new in zip(_compared(self.told), self.before, self.row, strict=True)
			if read and read(old) != read(new)
		]


class Digest:
	"""What a file changes, in a few signs: equal where it changes the same, in whatever parts it is read."""

	def __init__(self) -> None:
		self._sum = 0

	def add(self, found: Sequence[Difference]) -> None:
		for difference in found:
			changed = difference.changed() if difference.before is not None else difference.entered()
			# The names of new rows are given anew with each reading.
			name = difference.row[0] if difference.before is not None else None
			said = repr((difference.doctype, name, changed))
			self._sum += int.from_bytes(blake2b(said.encode(), digest_size=16).digest(), "big")

	def __str__(self) -> str:
		return f"{self._sum % 2**128:032x}"


def differences(told: Told) -> list[Difference]:
	"""The rows that are new or differ; of rows with one name the last."""
	rows = {row[0]: row for row in told.rows}
	stored = bulk.read(told.doctype, told.fields, [name for name in rows if name not in told.new])
	readers = [read for _, read in _compared(told)]
	defaults = [told.defaults.get(field) for field in told.fields]
	found = []
	for name, row in rows.items():
		before = stored.get(name)
		row = _completed(row, before or defaults)
		if before is None or any(
			old != new and read and read(old) != read(new)
			for read, old, new in zip(readers, before, row, strict=True)
		):
			found.append(Difference(told, row, before))
	return found


def _compared(told: Told) -> list[tuple[str, Callable | None]]:
	"""Each field with how its values compare: a figure as a figure, anything else as text, nothing as empty text."""
	meta = frappe.get_meta(told.doctype)
	fieldtypes = {field.fieldname: field.fieldtype for field in meta.fields}
	return [
		(field, None if field in told.following else NUMBERS.get(fieldtypes.get(field), _text))
		for field in told.fields
	]


def _completed(row: Sequence, known: Sequence) -> Sequence:
	return [old if value is UNTOLD else value for value, old in zip(row, known, strict=True)]


def _text(value: Any) -> str:
	return "" if value is None else str(value)
