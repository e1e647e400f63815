"""Bulk inserts, where the document API would be too slow. Values reach the statement only as parameters.

All rows of a statement are one parameter, a JSON text that the database reads as a table: formatting and escaping a
parameter per value would take as long as writing the rows. It is sent in Base64, in which no character is escaped.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import is_
from typing import TypeVar

import frappe
from frappe.model.naming import make_autoname
from frappe.utils import now

Item = TypeVar("Item")

ROWS_PER_STATEMENT = 5000
# For lists of names in a statement.
DEFAULT_CHUNK_SIZE = 1000
STAMP = {"creation": "%(moment)s", "modified": "%(moment)s", "owner": "%(user)s", "modified_by": "%(user)s"}


def chunks(items: Iterable[Item], size: int = DEFAULT_CHUNK_SIZE) -> Iterator[list[Item]]:
	"""The items in lists of at most `size`."""
	remaining = iter(items)
	while chunk := list(islice(remaining, size)):
		yield chunk


def insert(doctype: str, fields: Sequence[str], rows: Iterable[Sequence]) -> int:
	"""Insert rows (one value per field) into a DocType's table; returns their number. No document events run.

	Names are generated for autoincrement DocTypes, by the sequence that also numbers documents inserted singly; for others,
	`name` is one of the fields.
	"""
	generated = {}
	if frappe.get_meta(doctype).autoname == "autoincrement":
		generated["name"] = f"nextval(`{frappe.scrub(f'{doctype}_id_seq')}`)"
	return _write(doctype, fields, rows, generated=generated)


def upsert(doctype: str, fields: Sequence[str], rows: Iterable[Sequence]) -> int:
	"""As `insert`, with `name` among the fields; rows with an existing name are updated."""
	updated = [field for field in (*fields, "modified", "modified_by") if field != "name"]
	on_duplicate = ", ".join(f"`{field}` = values(`{field}`)" for field in updated)
	return _write(doctype, fields, rows, suffix=f"on duplicate key update {on_duplicate}")


def read(doctype: str, fields: Sequence[str], names: Sequence[str]) -> dict[str, tuple]:
	"""Stored values of the named rows: name -> one value per field. `name` is the first field."""
	_check_columns(doctype, fields)
	columns = ", ".join(f"`{field}`" for field in fields)
	statement = f"select {columns} from `tab{doctype}` where `name` in %(names)s"
	stored: dict[str, tuple] = {}
	for chunk in chunks(names, ROWS_PER_STATEMENT):
		rows = frappe.db.sql(statement, {"names": chunk})
		stored.update((row[0], row) for row in rows)
	return stored


def _check_columns(doctype: str, fields: Sequence[str]) -> None:
	known = {*frappe.get_meta(doctype).get_valid_columns()}
	if unknown := [field for field in fields if field not in known]:
		raise ValueError(f"{doctype} has no columns {unknown}")


def _write(
	doctype: str,
	fields: Sequence[str],
	rows: Iterable[Sequence],
	suffix: str = "",
	generated: dict[str, str] | None = None,
) -> int:
	"""`suffix` ends the statement; `generated`: columns with an expression of the database for each row."""
	_check_columns(doctype, fields)
	generated = {**(generated or {}), **STAMP}
	columns = ", ".join(f"`{field}`" for field in (*fields, *generated))
	stamp = {"moment": now(), "user": frappe.session.user}
	written = 0
	for chunk in chunks(rows, ROWS_PER_STATEMENT):
		_enable_strict_mode()
		selected, table, parameters = _columns_in_json(chunk)
		values = ", ".join((*selected, *generated.values()))
		frappe.db.sql(
			f"insert into `tab{doctype}` ({columns}) select {values} from {table} {suffix}",
			stamp | parameters,
		)
		written += len(chunk)
	return written


def _enable_strict_mode() -> None:
	"""Frappe uses the server's SQL mode; without this one MariaDB truncates values that do not fit a column."""
	frappe.db.sql("set session sql_mode = concat(@@sql_mode, ',STRICT_TRANS_TABLES')")


def _columns_in_json(rows: Sequence[Sequence]) -> tuple[list[str], str, dict]:
	"""An expression for each column, the table that they read, and the parameters. A column with one value in all rows
	becomes a scalar parameter, and identical columns share one JSON field.

	Values are passed as text, because JSON_TABLE truncates what does not fit its types; the target table refuses it.
	"""
	selected, varying, parameters = [], [], {}
	for position, values in enumerate(zip(*rows, strict=True)):
		if values.count(values[0]) == len(values):
			parameters[f"c{position}"] = values[0]
			selected.append(f"%(c{position})s")
			continue
		index = next(
			(index for index, known in enumerate(varying) if all(map(is_, known, values))), len(varying)
		)
		if index == len(varying):
			varying.append(values)
		selected.append(f"input_rows.v{index}")
	fields = [f"v{index} longtext path '$[{index}]' error on error" for index in range(len(varying))]
	# Rows that are all alike have no field: their place in the list is a column, too.
	columns = ", ".join(("place for ordinality", *fields))
	written = json.dumps(
		list(zip(*map(_bools_as_integers, varying), strict=True)) if varying else [()] * len(rows),
		default=str,
		ensure_ascii=False,
		check_circular=False,
	)
	parameters["rows"] = b64encode(written.encode()).decode("ascii")
	source = "convert(from_base64(%(rows)s) using utf8mb4)"
	return selected, f"json_table({source}, '$[*]' columns ({columns})) input_rows", parameters


def _bools_as_integers(values: Sequence) -> Sequence:
	"""The database does not accept JSON's true as a number."""
	if bool not in set(map(type, values)):
		return values
	return [int(value) if isinstance(value, bool) else value for value in values]


def reserve_names(doctype: str, count: int) -> list[str]:
	"""The next names of a DocType whose names end in a running number (RA-2026-000001), for bulk inserts."""
	first = make_autoname(frappe.get_meta(doctype).autoname)
	prefix = first.rstrip("0123456789")
	number = first.removeprefix(prefix)
	series = frappe.qb.DocType("Series")
	frappe.qb.update(series).set(series.current, series.current + count - 1).where(
		series.name == prefix
	).run()
	return [f"{prefix}{value:0{len(number)}d}" for value in range(int(number), int(number) + count)]
