"""Batches were everybody's who is posted to a district; now each says which regions it is about.

A file of the register left no rows of its own: it is about where who loaded it is, or was, posted.
"""

import frappe

from fanpin_app.discovery.loading import batch_access
from fanpin_app.permissions.postings import WHOLE, prefix_of

OF_RECORDS = """
	update `tabData Batch` batch
	join (
		select batch, min(region) as first, max(region) as last from `{table}` where region != '' group by batch
	) told on told.batch = batch.name
	set batch.first_region = told.first, batch.last_region = told.last
	where batch.first_region is null
"""
RECORDS = ("tabIndicator Record", "tabAsset Ledger Entry")


def execute() -> None:
	for table in RECORDS:
		frappe.db.sql(OF_RECORDS.format(table=table))
	for batch in frappe.get_all(
		"Data Batch",
		filters={"first_region": ("is", "not set")},
		fields=["name", "owner", "applied_by"],
	):
		batch_access.note_prefixes(batch, _prefixes_of(batch.applied_by or batch.owner))
		told = {field: batch.get(field) for field in (batch_access.FIRST, batch_access.LAST)}
		frappe.db.set_value("Data Batch", batch.name, told, update_modified=False)


def _prefixes_of(user: str) -> list[str]:
	posted = frappe.get_all("Officer Posting", filters={"user": user}, pluck="region")
	return [prefix_of(region) for region in posted] or [WHOLE]
