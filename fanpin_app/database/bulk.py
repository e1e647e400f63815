"""Writing many rows at once, where documents would be too slow. Only values reach the statement as parameters.

The rows of a statement are one parameter, a JSON text that the database reads as a table: with a parameter for each
value, naming and escaping them would take as long as writing the rows.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import is_

import frappe
from frappe.model.naming import make_autoname
from frappe.utils import now

ROWS_PER_STATEMENT = 5000
# As a statement takes in a list.
NAMES_AT_ONCE = 1000
LOCK_SECONDS = 30
STAMP = "`creation`, `modified`, `owner`, `modified_by`"
STAMPED = "%(moment)s, %(moment)s, %(user)s, %(user)s"


def chunks(items: Iterable, size: int = NAMES_AT_ONCE) -> Iterator[list]:
	"""The items, so many at a time."""
	remaining = iter(items)
	while chunk := list(islice(remaining, size)):
		yield chunk


def insert(doctype: str, fields: Sequence[str], rows: Iterable[Sequence]) -> int:
	"""Insert rows (one value a field) into a DocType's table; returns how many. No document events run.

	Names of an autoincrement DocType are given here; of others, `name` is one of the fields.
	"""
	if frappe.get_meta(doctype).autoname != "autoincrement":
		return _write(doctype, fields, rows, "")
	written = 0
	for chunk in chunks(rows, ROWS_PER_STATEMENT):
		names = _reserve_numbers(doctype, len(chunk))
		numbered = [(name, *row) for name, row in zip(names, chunk, strict=True)]
		written += _write(doctype, ("name", *fields), numbered, "")
	return written


def upsert(doctype: str, fields: Sequence[str], rows: Iterable[Sequence]) -> int:
	"""The same with `name` among the fields, where rows whose name is there already are updated."""
	updated = [field for field in (*fields, "modified", "modified_by") if field != "name"]
	on_duplicate = ", ".join(f"`{field}` = values(`{field}`)" for field in updated)
	return _write(doctype, fields, rows, f"on duplicate key update {on_duplicate}")


def read(doctype: str, fields: Sequence[str], names: Sequence[str]) -> dict[str, tuple]:
	"""What is stored of the named rows: name → a value a field. `name` is the first of the fields."""
	_check_columns(doctype, fields)
	columns = ", ".join(f"`{field}`" for field in fields)
	statement = f"select {columns} from `tab{doctype}` where `name` in %(names)s"
	stored: dict[str, tuple] = {}
	for some in chunks(names, ROWS_PER_STATEMENT):
		rows = frappe.db.sql(statement, {"names": some})
		stored.update((row[0], row) for row in rows)
	return stored


def _check_columns(doctype: str, fields: Sequence[str]) -> None:
	known = {*frappe.get_meta(doctype).get_valid_columns()}
	if unknown := [field for field in fields if field not in known]:
		raise ValueError(f"{doctype} has no columns {unknown}")


def _write(doctype: str, fields: Sequence[str], rows: Iterable[Sequence], suffix: str) -> int:
	_check_columns(doctype, fields)
	columns = ", ".join(f"`{field}`" for field in fields)
	stamp = {"moment": now(), "user": frappe.session.user}
	_have_cut_values_refused()
	written = 0
	for chunk in chunks(rows, ROWS_PER_STATEMENT):
		selected, parameters = _as_table(chunk)
		frappe.db.sql(
			f"insert into `tab{doctype}` ({columns}, {STAMP}) select {selected} {suffix}", stamp | parameters
		)
		written += len(chunk)
	return written


def _have_cut_values_refused() -> None:
	"""Frappe takes the server's SQL mode as it is, and without this one MariaDB cuts what a column does not hold."""
	frappe.db.sql("set session sql_mode = concat(@@sql_mode, ',STRICT_TRANS_TABLES')")


def _as_table(rows: Sequence[Sequence]) -> tuple[str, dict]:
	"""What to select so that the rows come out, and what each parameter stands for. A column that says the same in all
	rows is a parameter of its own, and two that say the same are told once.

	All is told as text, for JSON_TABLE cuts what does not fit its types; the table it is inserted into refuses it.
	"""
	selected, varying, parameters = [], [], {}
	for position, values in enumerate(zip(*rows, strict=True)):
		if position and values.count(values[0]) == len(values):
			parameters[f"c{position}"] = values[0]
			selected.append(f"%(c{position})s")
			continue
		at = next((at for at, told in enumerate(varying) if all(map(is_, told, values))), len(varying))
		if at == len(varying):
			varying.append(values)
		selected.append(f"told.v{at}")
	read = ", ".join(f"v{at} longtext path '$[{at}]' error on error" for at in range(len(varying)))
	parameters["rows"] = json.dumps(
		list(zip(*map(_without_bools, varying), strict=True)),
		default=str,
		ensure_ascii=False,
		check_circular=False,
	)
	table = f"json_table(%(rows)s, '$[*]' columns ({read})) told"
	return f"{', '.join(selected)}, {STAMPED} from {table}", parameters


def _without_bools(values: Sequence) -> Sequence:
	"""The true of JSON is no figure to the database."""
	if bool not in set(map(type, values)):
		return values
	return [int(value) if isinstance(value, bool) else value for value in values]


def _reserve_numbers(doctype: str, count: int) -> range:
	"""A run of the DocType's own sequence, so that rows inserted one by one never meet those written in bulk."""
	sequence = frappe.scrub(f"{doctype}_id_seq")
	lock = f"{frappe.conf.db_name}:{sequence}"
	if not frappe.db.sql("select get_lock(%s, %s)", (lock, LOCK_SECONDS))[0][0]:
		frappe.throw(
			frappe._("Another load is numbering rows of {0}: try again in a minute.").format(doctype)
		)
	try:
		first = frappe.db.sql(f"select nextval(`{sequence}`)")[0][0]
		frappe.db.sql(f"select setval(`{sequence}`, %s)", (first + count - 1,))
	finally:
		frappe.db.sql("select release_lock(%s)", (lock,))
	return range(first, first + count)


def reserve_names(doctype: str, count: int) -> list[str]:
	"""The next names of a DocType whose names end in a running number (RA-2026-000001), for rows written in bulk."""
	first = make_autoname(frappe.get_meta(doctype).autoname)
	prefix, number = re.fullmatch(r"(.*?)(\d+)", first).groups()
	series = frappe.qb.DocType("Series")
	frappe.qb.update(series).set(series.current, series.current + count - 1).where(
		series.name == prefix
	).run()
	return [f"{prefix}{each:0{len(number)}d}" for each in range(int(number), int(number) + count)]
