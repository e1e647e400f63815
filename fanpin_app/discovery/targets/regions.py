"""Rows of a table of regions become Administrative Regions, in bulk; the tree is rebuilt once at the end."""

from collections import defaultdict
from collections.abc import Collection, Iterator

import frappe

from fanpin_app.database import compat
from fanpin_app.discovery.loading.differences import ProposedRows
from fanpin_app.discovery.loading.prefetch import SeenFacts
from fanpin_app.discovery.plausibility.name_check import Names
from fanpin_app.discovery.plausibility.repeated_keys import contradicts
from fanpin_app.discovery.plausibility.village_names import is_same
from fanpin_app.discovery.refusals.errors import BAD_VALUE, SKIPPED_LEVEL, UNKNOWN_REGION, RowRefusedError
from fanpin_app.discovery.tables.rows import Row, data_rows, read
from fanpin_app.discovery.tables.search import Table
from fanpin_app.discovery.targets import ComparedTarget, Part
from fanpin_app.permissions.scope import SIGNIFICANT_DIGITS, codes_above, prefix_of

FIELDS = (
	"name",
	"region_code",
	"region_name",
	"level",
	"parent_administrative_region",
	"full_name",
	"is_group",
)
FORMER_NAMES_SEPARATOR = "、"


class Regions(ComparedTarget):
	"""Upper regions may be anywhere in the file, so they are read first."""

	def parts(self) -> Iterator[Part]:
		table = self.table
		known = dict(frappe.get_all("Administrative Region", fields=["name", "full_name"], as_list=True))
		names_before = _registered_names()
		seen = SeenFacts()
		refused, accepted, regions = [], [], []
		rows = sorted(data_rows(table), key=lambda row: len(prefix_of(_code_or_nothing(row, table))))
		conflicting = _conflicting_rows(rows, table)
		for row in rows:
			try:
				region = _region(row, table, known)
				if others := conflicting.get(region["name"]):
					raise contradicts(row, others, table.feed.match_key.header)
				seen.refuse_repeated(repr((region["name"], region["region_name"])))
				known[region["name"]] = region["full_name"]
				accepted.append(row)
				regions.append([region.get(field) for field in FIELDS])
			except RowRefusedError as reason:
				refused.append((row, reason))
		self.note_accepted(accepted)
		yield Part(
			len(rows),
			sorted(refused, key=lambda each: each[0].number),
			[ProposedRows("Administrative Region", FIELDS, regions)],
			names=_compared_names(accepted, regions, names_before),
			regions={region[0] for region in regions},
		)

	def finish(self, differs: bool) -> None:
		if differs:
			compat.rebuild_tree("Administrative Region")


def _registered_names() -> dict[str, list[str]]:
	"""By code, the present and former names of each region."""
	return {
		code: [name, *filter(None, (former or "").split(FORMER_NAMES_SEPARATOR))]
		for code, name, former in frappe.get_all(
			"Administrative Region", fields=["name", "region_name", "former_names"], as_list=True
		)
	}


def _compared_names(accepted: list[Row], regions: list[list], registered: dict[str, list[str]]) -> Names:
	"""How the file's names compare with those of the same codes: shifted by a row, they would rename each region."""
	names, place = Names(), FIELDS.index("region_name")
	for row, region in zip(accepted, regions, strict=True):
		if known := registered.get(region[0]):
			names.compared += 1
			if not any(is_same(region[place], each) for each in known):
				names.note(row, region[place])
	return names


def _code_or_nothing(row: Row, table: Table) -> str:
	try:
		return read(row, table.feed.match_key, table)
	except RowRefusedError:
		return ""


def _conflicting_rows(rows: list[Row], table: Table) -> dict[str, list[Row]]:
	"""The rows of each code that several differing rows have."""
	stated: dict[str, dict[tuple, Row]] = defaultdict(dict)
	for row in rows:
		try:
			values = tuple(read(row, column, table) for column in table.feed.with_role("Field"))
			stated[read(row, table.feed.match_key, table)].setdefault(values, row)
		except RowRefusedError:
			continue
	return {code: list(different.values()) for code, different in stated.items() if len(different) > 1}


def _region_above(code: str, level: str, known: Collection[str]) -> str | None:
	"""The nearest known region above the code."""
	above = reversed(codes_above(code[: SIGNIFICANT_DIGITS[level]]))
	return next((region for region in above if region in known), None)


def _region(row: Row, table: Table, known: dict[str, str]) -> dict:
	code = read(row, table.feed.match_key, table)
	values = {column.fieldname: read(row, column, table) for column in table.feed.with_role("Field")}
	level, parent = values["level"], values.get("parent_administrative_region")
	if not code.isdigit() or len(prefix_of(code)) != SIGNIFICANT_DIGITS[level]:
		raise RowRefusedError(BAD_VALUE, table.feed.match_key.header)
	if parent and (parent not in known or not code.startswith(prefix_of(parent))):
		raise RowRefusedError(UNKNOWN_REGION, "parent")
	nearest = _region_above(code, level, known)
	if parent and nearest and len(prefix_of(nearest)) > len(prefix_of(parent)):
		raise RowRefusedError(SKIPPED_LEVEL, "parent")
	parent = values["parent_administrative_region"] = parent or nearest
	above = "" if not parent or len(prefix_of(parent)) == SIGNIFICANT_DIGITS["City"] else known[parent]
	return values | {
		"name": code,
		"region_code": code,
		"full_name": above + values["region_name"],
		"is_group": int(level != "Grid"),
	}
