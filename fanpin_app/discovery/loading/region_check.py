"""Which regions a file may change: those of its loader. Bulk writes bypass document permissions, so it is checked here."""

from collections.abc import Sequence
from itertools import chain

import frappe
from frappe import _

from fanpin_app.database import bulk
from fanpin_app.discovery.loading.differences import Difference
from fanpin_app.discovery.refusals.errors import OUT_OF_SCOPE, FileRefusedError
from fanpin_app.permissions.postings import prefixes, prefixes_by_agency


def prefixes_of_loader(feed: str | None = None) -> tuple[str, ...]:
	"""Prefixes of the regions where the current user may load files of the feed (default: of any feed); an empty prefix
	means everywhere."""
	by_agency = prefixes_by_agency(None, "Data Batch", "write")
	if feed:
		of_agencies = by_agency.get(frappe.db.get_value("Data Feed", feed, "agency"), [])
	else:
		of_agencies = chain.from_iterable(by_agency.values())
	return (*prefixes(None, "Data Batch", "write"), *of_agencies)


def regions_changed(differences: Sequence[Difference]) -> set[str]:
	"""The regions of the changed documents, as in the file and as stored."""
	regions, households = set(), set()
	for difference in differences:
		fields = difference.proposed.fields
		if difference.doctype == "Administrative Region":
			regions.add(difference.value("name"))
		if "region" in fields:
			regions |= {difference.value("region"), difference.old_value("region")}
		if "parent" in fields:
			households |= {difference.value("parent"), difference.old_value("parent")}
	stored = bulk.read("Household", ("name", "region"), list(households - {None}))
	regions |= {region for _name, region in stored.values()}
	return regions - {None}


def refuse_beyond(allowed: tuple[str, ...], regions: set[str]) -> None:
	"""Raises FileRefusedError (out_of_scope) where a region is outside the allowed ones."""
	if not all(region.startswith(allowed) for region in regions):
		raise FileRefusedError(
			OUT_OF_SCOPE,
			_(
				"This file changes the register outside of your regions, so nothing of it was kept. Have it loaded by who is posted to all of its villages."
			),
		)
