"""Compares the documents in a file with what is stored: which are new, which differ, and in which fields."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

import frappe
from frappe.utils import cint, flt

from fanpin_app.database import bulk

# Not in the file: keep the stored value.
UNSET: Any = object()
NUMBERS = {"Int": cint, "Check": cint, "Currency": flt, "Float": flt, "Percent": flt}


@dataclass(frozen=True, eq=False)
class ProposedRows:
	"""Rows of one DocType, one value for each field, `name` first.

	`defaults` fill the UNSET values of new documents; `derived_fields` follow from other fields and do not count as a
	difference by themselves. `new` holds names that were just generated, so that nothing is stored under them.
	"""

	doctype: str
	fields: Sequence[str]
	rows: Sequence[Sequence]
	defaults: dict[str, Any] = field(default_factory=dict)
	derived_fields: frozenset[str] = frozenset()
	new: Set[str] = frozenset()

	@cached_property
	def places_entered(self) -> list[int]:
		"""The positions of the fields that count as entered in a new document: neither its name nor derived ones."""
		return [
			place for place, field in enumerate(self.fields) if place and field not in self.derived_fields
		]

	@cached_property
	def content_entered(self) -> str:
		"""The content of a new document for a checksum, with %r for the value of each of those fields: formatting it is
		quicker than listing fields and values for each of very many documents."""
		entered = ", ".join(f"({self.fields[place]!r}, %r)" for place in self.places_entered)
		return f"({self.doctype!r}, None, [{entered}])"


@dataclass(frozen=True)
class Difference:
	"""A document whose values in the file differ from the stored ones; `before` is None where it is not stored."""

	proposed: ProposedRows
	row: Sequence
	before: Sequence | None

	@property
	def doctype(self) -> str:
		return self.proposed.doctype

	def value(self, field: str) -> Any:
		return self.row[self.proposed.fields.index(field)]

	def old_value(self, field: str) -> Any:
		return self.before[self.proposed.fields.index(field)] if self.before else None

	def changed(self) -> list[tuple[str, Any, Any]]:
		"""Field, old and new value for each changed field; empty for a new document."""
		if self.before is None:
			return []
		return [
			(field, old, new)
			for (field, read), old, new in zip(_compared(self.proposed), self.before, self.row, strict=True)
			if read and read(old) != read(new)
		]


class Digest:
	"""A checksum of a file's changes: equal for equal changes, however the file is split into parts."""

	def __init__(self) -> None:
		self._sum = 0

	def add(self, found: Sequence[Difference]) -> None:
		for difference in found:
			proposed, row = difference.proposed, difference.row
			if difference.before is None:
				# Without the name: new rows get another random one each time the file is read.
				content = proposed.content_entered % tuple(row[place] for place in proposed.places_entered)
			else:
				content = repr((proposed.doctype, row[0], difference.changed()))
			self._sum += int.from_bytes(blake2b(content.encode(), digest_size=16).digest(), "big")

	def __str__(self) -> str:
		return f"{self._sum % 2**128:032x}"


def differences(proposed: ProposedRows) -> list[Difference]:
	"""The rows that are new or differ; where several rows have one name, the last of them."""
	rows = {row[0]: row for row in proposed.rows}
	stored = bulk.read(proposed.doctype, proposed.fields, [name for name in rows if name not in proposed.new])
	readers = [read for _, read in _compared(proposed)]
	defaults = [proposed.defaults.get(field) for field in proposed.fields]
	found = []
	for name, row in rows.items():
		before = stored.get(name)
		row = _completed(row, before or defaults)
		if before is None or any(
			old != new and read and read(old) != read(new)
			for read, old, new in zip(readers, before, row, strict=True)
		):
			found.append(Difference(proposed, row, before))
	return found


def _compared(proposed: ProposedRows) -> list[tuple[str, Callable | None]]:
	"""Each field with the function that makes its values comparable: numbers as numbers, all else as text, None as ""."""
	meta = frappe.get_meta(proposed.doctype)
	fieldtypes: dict[str, str] = {field.fieldname: field.fieldtype for field in meta.fields}
	return [
		(field, None if field in proposed.derived_fields else NUMBERS.get(fieldtypes.get(field, ""), _text))
		for field in proposed.fields
	]


def _completed(row: Sequence, known: Sequence) -> Sequence:
	return [old if value is UNSET else value for value, old in zip(row, known, strict=True)]


def _text(value: Any) -> str:
	return "" if value is None else str(value)
