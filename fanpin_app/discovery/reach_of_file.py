"""Whose region a file may change: that of who loads it. Bulk writes ask no document, so it is asked here."""

from collections.abc import Sequence

import frappe
from frappe import _

from fanpin_app import bulk
from fanpin_app.discovery.differences import Difference
from fanpin_app.discovery.refusal import OUT_OF_SCOPE, FileRefused
from fanpin_app.discovery.targets import target_class
from fanpin_app.reach import prefixes, prefixes_of_agencies


def prefixes_of_loader() -> tuple[str, ...]:
	"""Prefixes of the regions where who is logged in may load files; one empty prefix for everywhere."""
	return (*prefixes(None, "Data Batch", "write"), *prefixes_of_agencies(None, "Data Batch", "write"))


def refuse_register_of_agency(feed: str | None) -> None:
	"""An agency tells facts of people. The register itself is changed by who is posted to its regions.

	Raises `frappe.PermissionError` where who is logged in is posted to an agency only and the feed's files change it.
	"""
	if not feed or prefixes(None, "Data Batch", "write"):
		return
	if target_class(frappe.db.get_value("Data Feed", feed, "target")).compares_first:
		frappe.throw(
			_("Files of the register are sent by officers of the district, not by an agency."),
			frappe.PermissionError,
		)


def refuse_beyond(allowed: tuple[str, ...], differences: Sequence[Difference]) -> None:
	"""Raises FileRefused (out_of_scope) where a difference lies, or lay, outside of the allowed regions."""
	if "" in allowed:
		return
	regions, households = set(), set()
	for difference in differences:
		fields = difference.told.fields
		if difference.doctype == "Administrative Region":
			regions.add(difference.value("name"))
		for field in {"region"} & set(fields):
			regions |= {difference.value(field), difference.old_value(field)}
		for field in {"parent"} & set(fields):
			households |= {difference.value(field), difference.old_value(field)}
	stored = bulk.read("Household", ("name", "region"), list(households - {None}))
	regions |= {region for _name, region in stored.values()}
	if not all(region.startswith(allowed) for region in regions - {None}):
		raise FileRefused(
			OUT_OF_SCOPE,
			_(
				"This file changes the register outside of your regions, so nothing of it was kept. Have it loaded by who is posted to all of its villages."
			),
		)
