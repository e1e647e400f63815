"""Whose region a file may change: that of who loads it. Bulk writes ask no document, so it is asked here."""

from collections.abc import Sequence

from frappe import _

from fanpin_app import bulk
from fanpin_app.discovery.differences import Difference
from fanpin_app.discovery.refusal import OUT_OF_SCOPE, FileRefused
from fanpin_app.reach import prefixes


def prefixes_of_loader() -> tuple[str, ...]:
	"""Prefixes of the regions where who is logged in may load files; one empty prefix for everywhere."""
	return tuple(prefixes(None, "Data Batch", "write"))


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
