"""Writing many rows at once, where documents would be too slow. Only values reach the statement as parameters."""

from collections.abc import Iterable, Sequence
from itertools import islice

import frappe
from frappe.utils import now

ROWS_PER_STATEMENT = 1000


def insert(doctype: str, fields: Sequence[str], rows: Iterable[Sequence]) -> int:
	"""Insert rows (one value a field) into a DocType's table; returns how many. No document events run."""
	return _write(doctype, fields, rows, "")


def upsert(doctype: str, fields: Sequence[str], rows: Iterable[Sequence], kept: Sequence[str] = ()) -> int:
	"""The same, where rows whose name is there already are updated but for the fields `kept`."""
	updated = [
		field for field in (*fields, "modified", "modified_by") if field != "name" and field not in kept
	]
	on_duplicate = ", ".join(f"`{field}` = values(`{field}`)" for field in updated)
	return _write(doctype, fields, rows, f"on duplicate key update {on_duplicate}")


def _write(doctype: str, fields: Sequence[str], rows: Iterable[Sequence], suffix: str) -> int:
	known = {*frappe.get_meta(doctype).get_valid_columns()}
	if unknown := [field for field in fields if field not in known]:
		raise ValueError(f"{doctype} has no columns {unknown}")
	moment, user = now(), frappe.session.user
	stamp = {"creation": moment, "modified": moment, "owner": user, "modified_by": user}
	columns = ", ".join(f"`{column}`" for column in (*fields, *stamp))
	placeholder = f"({', '.join(['%s'] * (len(fields) + len(stamp)))})"
	tail = tuple(stamp.values())
	written = 0
	remaining = iter(rows)
	while chunk := [(*row, *tail) for row in islice(remaining, ROWS_PER_STATEMENT)]:
		frappe.db.sql(
			f"insert into `tab{doctype}` ({columns}) values {', '.join([placeholder] * len(chunk))} {suffix}",
			[value for row in chunk for value in row],
		)
		written += len(chunk)
	return written
