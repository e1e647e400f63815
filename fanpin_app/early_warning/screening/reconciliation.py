"""Comparison of a rule's hits with what earlier screenings stored for it: Risk Findings or Data Defects."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import frappe

from fanpin_app.early_warning.rule_queries.compiler import Hit

DATA_LENGTH = 140


@dataclass
class Reconciliation:
	"""What differs. `new`: hits without a stored row, with their values; `changed`: rows for `bulk.upsert` (updated
	fields, preserved fields, name); `seen` and `ended`: names of the rows with and without a hit."""

	new: list[tuple[Hit, tuple]] = field(default_factory=list)
	changed: list[tuple] = field(default_factory=list)
	seen: list[int] = field(default_factory=list)
	ended: list[int] = field(default_factory=list)


def reconcile(
	hits: Iterable[Hit],
	stored: dict[str, frappe._dict],
	values_of: Callable[[Hit, frappe._dict | None], tuple],
	updated: Sequence[str],
	preserved: Sequence[str],
) -> Reconciliation:
	"""Compare hits with the stored rows (name of the subject → row).

	`values_of` takes a hit and its stored row, if any, and returns the values of the `updated` fields.
	"""
	found, remaining = Reconciliation(), dict(stored)
	for hit in hits:
		row = remaining.pop(hit.subject_name, None)
		values = values_of(hit, row)
		if row is None:
			found.new.append((hit, values))
			continue
		found.seen.append(row.name)
		if values != tuple(row[name] for name in updated):
			found.changed.append((*values, *(row[name] for name in preserved), row.name))
	found.ended = [row.name for row in remaining.values()]
	return found


def truncated(text: str | None) -> str | None:
	"""The text as it fits into a field of type Data."""
	return text[:DATA_LENGTH] if text else text
