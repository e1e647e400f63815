"""Compares villages' names in a file with those of the codes beside them: 榕溪村 and 榕溪村民委员会 are the same."""

import re
from collections.abc import Sequence
from typing import Any

import frappe

from fanpin_app.discovery.plausibility.name_check import Names
from fanpin_app.discovery.readers import cells
from fanpin_app.discovery.readers.cells import Cell
from fanpin_app.discovery.tables.rows import Row
from fanpin_app.discovery.tables.search import Table

HEADERS = frozenset(
	"村名 村名称 村 村居 村委会 行政村 行政村名 行政村名称 村(居) 村/社区 村社区 村（社区） 所属村 所在村 村委 村居名称".split()
)
ENDINGS = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|村委|居委|社区|行政村|村|居)+$")


def names_of(table: Table, rows: Sequence[Row], code: str) -> Names:
	"""Compare the names in the file's column of villages with those of the code in each row's values.

	Unknown codes and empty names are not compared.
	"""
	names, place = Names(), _place_of_name(table)
	if place is None:
		return names
	registered = _registered({row.values[code] for row in rows if row.values.get(code)})
	alike: dict[tuple[Any, Cell], bool] = {}
	for row in rows:
		written, known = (
			row.cells[place] if place < len(row.cells) else None,
			registered.get(row.values.get(code) or ""),
		)
		if not known or cells.is_blank(written):
			continue
		names.compared += 1
		pair = (row.values[code], written)
		if pair not in alike:
			alike[pair] = any(is_same(cells.text(written), each) for each in known)
		if not alike[pair]:
			names.note(row, cells.text(written))
	return names


def is_same(written: str, registered: str) -> bool:
	"""Whether the names are equal without the words for villages and the town's name."""
	one, other = _core(written), _core(registered)
	return not one or not other or one.endswith(other) or other.endswith(one)


def _core(name: str) -> str:
	plain = "".join(cells.text(name).split())
	return ENDINGS.sub("", plain) or plain


def _place_of_name(table: Table) -> int | None:
	described = {
		column.header for column in table.feed.with_role("Description") if column.spellings & HEADERS
	}
	for header in described:
		if header in table.positions:
			return table.positions[header]
	return next((place for place, header in table.unread_columns if header in HEADERS), None)


def _registered(codes: set[str]) -> dict[str, list[str]]:
	"""Present and former names of each code's region, and of the region that replaced it."""
	regions = frappe.get_all(
		"Administrative Region",
		filters={"name": ("in", list(codes))},
		fields=["name", "region_name", "former_names", "successor"],
	)
	later = {region.successor for region in regions} - {None, ""} - codes
	of_later = _registered(later) if later else {}
	found = {
		region.name: [region.region_name, *filter(None, (region.former_names or "").split("、"))]
		for region in regions
	}
	for region in regions:
		found[region.name] += of_later.get(region.successor) or found.get(region.successor, [])[:1]
	return found
